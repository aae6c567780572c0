/**
 * The contract of clients that send datagrams, towards each kind of address. Runs on a machine of
 * `datagram_network_test.ts`, and prints a line of JSON for each behaviour.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { type DatagramPeer, datagramPeer } from "../../lib/socket/datagram_peer.ts";
import { pipeDatagrams } from "../../lib/socket/datagram_pipe.ts";
import { datagramSocket } from "../../lib/socket/datagram.ts";
import { relayDatagrams } from "../../lib/socket/relay_datagrams.ts";
import { requestDatagram } from "../../lib/socket/request_datagram.ts";

/** An address of the service, which answers in capitals. */
interface Way {
  /** What the user types. */
  host: string;
  /** What the name is looked up to. */
  hosts: string[];
  /** The port: that of a group is another, since a program has its port for itself. */
  port: number;
  /** Whether it is a group: any machine may answer, and the system splits no datagram of a broadcast. */
  isGroup: boolean;
}

const way = (host: string, isGroup = false, hosts = [host], port = 7000): Way => ({
  host,
  hosts,
  port,
  isGroup,
});
const group = (host: string) => way(host, true, [host], 7001);

/** `10.77.0.9` and `fe80::99` are no machines. */
const WAYS: Record<string, Way> = {
  "an address": way("10.77.0.1"),
  "a zone": way("fe80::77%eth0"),
  "a broadcast": way("10.77.0.255", true),
  "a group of IPv4": group("239.1.2.3"),
  "a group of IPv6": group("ff12::1234%eth0"),
  "a name whose second address answers": way("two.example", false, ["10.77.0.9", "10.77.0.1"]),
  "a name of both families": way("both.example", false, ["fe80::99%eth0", "10.77.0.1"]),
  "a name with two addresses of a machine": way("one.example", false, [
    "fe80::77%eth0",
    "10.77.0.1",
  ]),
};

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function piped(peer: DatagramPeer, lines: string[]): Promise<string[]> {
  const answers: string[] = [];
  const output = (chunk: Uint8Array) => Promise.resolve(void answers.push(text(chunk)));
  const input = ReadableStream.from(lines.map(bytes));
  await pipeDatagrams(peer.open(), { input, output }, { peer });
  return answers;
}

const BEHAVIOURS: Record<string, (way: Way, peer: DatagramPeer) => Promise<void>> = {
  async "answers a request"({ host, hosts, port }) {
    const to = { scheme: "udp", host, port } as const;
    const lookup = () => Promise.resolve(hosts);
    assertEquals(text(await requestDatagram(to, bytes("hi"), { lookup })), "HI");
  },
  async "answers each line of a pipe, in order, and an empty datagram"(_way, peer) {
    const lines = ["one", "", "two", "three"];
    assertEquals(await piped(peer, lines), lines.map((line) => line.toUpperCase()));
  },
  async "carries the largest datagram there and back"({ isGroup }, peer) {
    if (isGroup) return;
    const largest = "a".repeat(65_507);
    // Its fragments can be lost on a busy machine: UDP does not repeat them.
    const again = () => piped(peer, [largest]);
    const answers = await again().catch(again).catch(again);
    assertEquals(answers, [largest.toUpperCase()]);
  },
  "accepts answers from its own addresses, and of a group from all"(
    { hosts, port, isGroup },
    peer,
  ) {
    for (const own of peer.addresses) assert(peer.accepts(own), own);
    assertEquals(peer.addresses.length, hosts.length);
    assertEquals(peer.accepts(`udp://10.77.0.3:${port}`), isGroup);
    assertEquals(peer.accepts(`udp://[fe80::3%eth0]:${port}`), isGroup);
    return Promise.resolve();
  },
  async "is reached through a relay, by two clients"(_way, peer) {
    const relay = datagramSocket("127.0.0.1:0");
    const relayed = relayDatagrams(relay, peer);
    for (const word of ["one", "two"]) {
      const answer = await requestDatagram(relay.address, bytes(word), { timeout: 4000 });
      assertEquals(text(answer), word.toUpperCase());
    }
    relay.close();
    await relayed;
  },
};

// All ways at once, because each pipe waits a second for further answers.
await Promise.all(
  Object.entries(WAYS).map(async ([name, way]) => {
    for (const [behaviour, behave] of Object.entries(BEHAVIOURS)) {
      const to = { scheme: "udp", host: way.host, port: way.port } as const;
      const peer = await datagramPeer(to, () => Promise.resolve(way.hosts));
      const error = await behave(way, peer).then(() => null, (error) => `${error?.stack ?? error}`);
      console.log(JSON.stringify({ name: `${name}: ${behaviour}`, error }));
    }
  }),
);
