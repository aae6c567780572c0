/**
 * Sends queries from each of the given addresses, one after the other, and prints which are
 * answered; ends when the last is.
 *
 *     deno run -A ask_probe.ts CHANNEL ADDRESS...
 *
 * @module
 */

import { DatagramType, decodeDatagram, encodeDatagram } from "../../lib/discovery/datagram.ts";
import { openNetworkSocket } from "../../lib/discovery/sockets.ts";

const [channel, ...addresses] = Deno.args;
const sockets = await Promise.all(addresses.map(async (address) => {
  const network = { name: "eth0", family: "IPv4", address, prefix: 24 } as const;
  const { sockets } = await openNetworkSocket(network, (bytes) => {
    if (decodeDatagram(bytes)?.type === DatagramType.answer) console.log(`answered ${address}`);
    if (address === addresses.at(-1)) Deno.exit();
  });
  return sockets[0]!;
}));
const ask = { type: DatagramType.ask, channel: Number(channel), nonce: new Uint8Array(8) };
for (const socket of sockets) socket.toAll(encodeDatagram(ask));
