/** Every transport as two connected ends. @module */

import { dial } from "../../lib/socket/dial.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { listen } from "../../lib/socket/listen.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import type { Address } from "../../lib/socket/address.ts";

/** A way to connect. */
export interface Transport {
  /** Its name. */
  name: string;
  /** Whether this system has none of it. */
  ignore: boolean;
  /** Two ends of one connection. */
  connect(): Promise<[Duplex, Duplex]>;
}

async function meet(address: Address): Promise<[Duplex, Duplex]> {
  const listener = listen(address);
  try {
    const target: Address = address.scheme === "unix"
      ? address
      : { ...address, port: listener.port };
    const [dialled, accepted] = await Promise.all([dial(target), listener.accept()]);
    return [dialled, accepted!];
  } finally {
    listener.close();
  }
}

async function meetByUnix(): Promise<[Duplex, Duplex]> {
  const folder = Deno.makeTempDirSync({ prefix: "sluice-socket-" });
  try {
    return await meet({ scheme: "unix", path: `${folder}/s` });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const forth: Transport[] = [
  {
    name: "TCP",
    ignore: false,
    connect: () => meet({ scheme: "tcp", host: "127.0.0.1", port: 0 }),
  },
  { name: "a Unix socket", ignore: Deno.build.os === "windows", connect: meetByUnix },
  { name: "memory", ignore: false, connect: () => Promise.resolve(memoryPair()) },
];

/** All of them, both ways round. */
export const TRANSPORTS: readonly Transport[] = forth.flatMap((transport) => [
  { ...transport, name: `${transport.name}, from the dialling end` },
  {
    ...transport,
    name: `${transport.name}, from the accepting end`,
    connect: async () => (await transport.connect()).reverse() as [Duplex, Duplex],
  },
]);

/** Writes bytes to an end. */
export async function write(end: Duplex, bytes: Uint8Array): Promise<void> {
  const writer = end.writable.getWriter();
  try {
    await writer.write(bytes);
  } finally {
    writer.releaseLock();
  }
}

/** Reads at least so many bytes; fewer where the stream ends before. */
export async function read(end: Duplex, count: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = end.readable.getReader({ mode: "byob" });
  let buffer = new Uint8Array(count);
  let at = 0;
  try {
    while (at < count) {
      const { value, done } = await reader.read(new Uint8Array(buffer.buffer, at));
      if (value) buffer = new Uint8Array(value.buffer);
      if (done) break;
      at += value!.length;
    }
    return buffer.slice(0, at);
  } finally {
    reader.releaseLock();
  }
}

/** Reads to the end of the stream; how many bytes there were. */
export async function drain(end: Duplex, each?: (bytes: Uint8Array) => unknown): Promise<number> {
  let count = 0;
  for await (const chunk of end.readable) {
    count += chunk.length;
    await each?.(chunk);
  }
  return count;
}
