/**
 * Announces a channel falsely. `stranger`: an honest sender with another code. `copycat`: announces
 * the instance of another sender, and never answers connections. `storm`: a different false
 * announcement a thousand times a second. `busy`: an honest sender that closes its first connection
 * at once. `impostor`: shows another instance than it has announced.
 *
 *     deno run -A false_sender.ts stranger|copycat|storm|busy|impostor CHANNEL [WORDS]
 *
 * @module
 */

import { createSocket } from "node:dgram";
import { announce } from "../../lib/discovery/announce.ts";
import { decodeDatagram, encodeDatagram, hashInstance } from "../../lib/discovery/datagram.ts";
import { usableNetworks } from "../../lib/discovery/networks.ts";
import { DISCOVERY_PORT, GROUP_IPV4, openGroups } from "../../lib/discovery/sockets.ts";
import { listen } from "../../lib/socket/listen.ts";
import { secureHandshake } from "../../lib/channel/secure_handshake.ts";

const [kind, channelText, words = "zebra-zebra"] = Deno.args;
const channel = Number(channelText);
const networks = usableNetworks().filter(({ name }) => name !== "lo");
const listener = listen({ scheme: "tcp", host: "0.0.0.0", port: 0 });
const { port } = listener;
const instance = crypto.getRandomValues(new Uint8Array(16));

const isHonest = kind === "stranger" || kind === "busy";
if (isHonest || kind === "impostor") {
  const announced = isHonest ? instance : crypto.getRandomValues(new Uint8Array(16));
  await announce({ channel, port, instance: await hashInstance(announced) }, networks);
} else {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, networks[0]!.address, () => resolve()));
  socket.setMulticastInterface(networks[0]!.address);
  let copied = crypto.getRandomValues(new Uint8Array(8));
  const seen = new Set<string>();
  await openGroups(networks, (bytes, host, from) => {
    const said = decodeDatagram(bytes);
    if (said === undefined || host === networks[0]!.address) return;
    if (said.type === 3 && said.channel === channel && kind === "copycat") {
      copied = said.instance as typeof copied;
      if (!seen.has(host)) console.log("copied");
      seen.add(host);
    }
    if (said.type !== 1) return;
    const answer = { type: 2, channel, port, nonce: said.nonce, instance: copied } as const;
    socket.send(encodeDatagram(answer), from, host);
  });
  if (kind === "storm") {
    setInterval(() => {
      for (let i = 0; i < 10; i++) {
        const lie = crypto.getRandomValues(new Uint8Array(8));
        const port = 1024 + Math.floor(Math.random() * 60_000);
        const said = encodeDatagram({ type: 3, channel, port, instance: lie });
        socket.send(said, DISCOVERY_PORT, GROUP_IPV4);
      }
    }, 10);
  }
}
console.log("ready");
let visits = 0;
for (let connection; (connection = await listener.accept()) !== undefined;) {
  visits++;
  console.log("visited");
  if (kind === "copycat" || kind === "storm") continue;
  if (kind === "busy" && visits === 1) {
    connection.abort();
    continue;
  }
  const secret = new TextEncoder().encode(words);
  secureHandshake(connection, {
    role: "send",
    side: "listener",
    code: { channel, secret },
    instance,
  })
    .then(() => console.log("met"), (error) => console.log(error.code));
}
