/**
 * A device on a network of its own: answers announcements as the application does, and writes the requests that it
 * gets. Arguments: its address, how it answers (`register` or `multicast`), and its names, of which each is a
 * device.
 *
 * @module
 */

import { createSocket } from "node:dgram";
import { ScriptedDevice } from "./scripted_device.ts";

/**
 * `lie`: with another fingerprint than that of the certificate; `flood`: as two thousand devices of names with
 * control characters.
 */
type How = "register" | "multicast" | "lie" | "flood";

const [host, how, ...aliases] = Deno.args as [string, How, ...string[]];
const GROUP = "224.0.0.167";
const PORT = 53317;

const socket = createSocket({ type: "udp4", reuseAddr: true });
const devices = await Promise.all(
  aliases.map((alias) => ScriptedDevice.start({ hostname: "0.0.0.0", alias })),
);

socket.on("message", (bytes, from) => {
  const message = JSON.parse(new TextDecoder().decode(bytes));
  if (!message.announce) return;
  for (const [at, { fingerprint, port }] of devices.entries()) {
    const self = {
      alias: aliases[at],
      version: "2.1",
      deviceModel: "Probe",
      deviceType: "mobile",
      fingerprint,
      port,
      protocol: "https",
      download: false,
    };
    const say = (more: Record<string, unknown>) =>
      socket.send(JSON.stringify({ ...self, announce: false, ...more }), PORT, GROUP);
    if (how === "multicast") say({ fingerprint: fingerprint.toLowerCase() });
    if (how === "lie") say({ fingerprint: "AB".repeat(32) });
    if (how === "flood") {
      for (let n = 0; n < 2000; n++) {
        const alias = `${n}\x1b[2J\x1b]0;owned\x07\u202e\n${"x".repeat(200)}`;
        say({ alias, fingerprint: n.toString(16).padStart(64, "0") });
      }
    }
    if (how !== "register") continue;
    const url = `https://${from.address}:${message.port}/api/localsend/v2/register`;
    fetch(url, { method: "POST", body: JSON.stringify(self) })
      .then((answer) => answer.body?.cancel(), () => {});
  }
});
socket.bind(PORT, () => {
  socket.addMembership(GROUP, host);
  socket.setMulticastInterface(host);
  console.log("ready", ...devices.map(({ fingerprint }) => fingerprint));
});

setInterval(() => {
  for (const device of devices) {
    for (const { route, body } of device.requests.splice(0)) console.log(route, body?.length);
  }
}, 50);
