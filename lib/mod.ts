/**
 * sluice as a library: sockets with a half-close, frames, and verified transfers over them.
 *
 * @module
 */

export * from "./errors.ts";
export {
  type Address,
  formatAddress,
  parseAddress,
  type ParseAddressOptions,
} from "./socket/address.ts";
export { dial, type DialOptions } from "./socket/dial.ts";
export { type Duplex } from "./socket/duplex.ts";
export { listen, type Listener } from "./socket/listen.ts";
export { memoryPair } from "./socket/memory_pair.ts";
