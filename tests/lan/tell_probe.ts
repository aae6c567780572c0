/**
 * Announces from each of the given addresses, one after the other, repeatedly until it is ended.
 *
 *     deno run -A tell_probe.ts CHANNEL ADDRESS...
 *
 * @module
 */

import { DatagramType, encodeDatagram } from "../../lib/discovery/datagram.ts";
import { openNetworkSocket } from "../../lib/discovery/sockets.ts";

const [channel, ...addresses] = Deno.args;
const sockets = await Promise.all(addresses.map(async (address) => {
  const network = { name: "eth0", family: "IPv4", address, prefix: 24 } as const;
  return (await openNetworkSocket(network, () => {})).sockets[0]!;
}));
const said = { type: DatagramType.announce, channel: Number(channel), port: 4711 } as const;
const tell = () => sockets.forEach((socket) => socket.toAll(encodeDatagram(said)));
tell();
setInterval(tell, 100);
