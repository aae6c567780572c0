// Multicast and broadcast between machines, in a network created by the test.

import { assertEquals, assertMatch } from "@std/assert";
import { commandLine } from "../support/program.ts";
import { Lan, noLan } from "./lan.ts";

const reason = await noLan();
if (reason) console.warn(`tests/lan: skipped: ${reason}`);

/** Options of every test here. */
const options = { ignore: reason !== undefined, sanitizeResources: false, sanitizeOps: false };

/** Sends a line from bob by `sluice connect`. */
async function sent(lan: Lan, text: string, ...args: string[]) {
  const script = `echo ${text} | "$@" connect ${args.join(" ")}`;
  return await lan.start("bob", "sh", "-c", script, "sh", ...await commandLine([])).ended;
}

Deno.test({
  ...options,
  name: "a multicast address is joined, by IPv4 and IPv6, and its members' answers arrive",
  async fn() {
    await using lan = await Lan.create("dual");
    await lan.ip("ada", "route", "add", "default", "dev", "eth0");
    const groups = ["udp://239.1.2.3:7100", "udp://[ff12::1234%eth0]:7100"];
    const listen = groups.flatMap((group) => ["--listen", group]);
    const server = await lan.sluice("ada", "serve", "echo", ...listen);
    await server.waitFor(/Listening on udp:\/\/\[ff12::1234%eth0\]:7100/);
    for (const group of groups) {
      const { code, out, err } = await sent(lan, "hi", "--interface", "eth0", group);
      assertEquals([code, out], [0, "HI\n"], `${group}: ${err}`);
    }
    for (const group of ["udp://239.1.2.3:7101", "udp://[ff12::1234]:7101"]) {
      const member = await lan.sluice("eve", "listen", "--interface", "eth0", group);
      await member.waitFor(/Listening on/);
      const { code, err } = await sent(lan, "hi", "--send-only", "--interface", "eth0", group);
      assertEquals(code, 0, err);
      await member.waitFor(/hi/, "out");
    }
    // A member on the sender's own machine, without --interface.
    await lan.ip("bob", "route", "add", "default", "dev", "eth0");
    const beside = await lan.sluice("bob", "listen", "udp://239.1.2.3:7103");
    await beside.waitFor(/Listening on/);
    const { code: sentCode, err: sentErr } = await sent(
      lan,
      "hi",
      "--send-only",
      "udp://239.1.2.3:7103",
    );
    assertEquals(sentCode, 0, sentErr);
    await beside.waitFor(/hi/, "out");
    const lost = await lan.sluice("eve", "listen", "udp://239.1.2.3:7102");
    const { code, err } = await lost.ended;
    assertEquals(code, 69);
    assertMatch(err, /Cannot join the group of udp:\/\/239\.1\.2\.3:7102: .*use --interface NAME/);
  },
});

/** Prints each datagram and the hops that it had left. */
const SHOW_HOPS = `
import socket, struct
IP_RECVTTL = 12
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 7200))
s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
    socket.inet_aton("239.1.2.3") + socket.inet_aton("10.77.0.1"))
s.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
print("ready", flush=True)
for _ in range(3):
    data, found, _, _ = s.recvmsg(100, 100)
    hops = [struct.unpack("i", v)[0] for level, kind, v in found if kind == socket.IP_TTL]
    print(data.decode().strip(), *hops, flush=True)
`;

Deno.test({
  ...options,
  name: "--ttl sets the hops of multicast and unicast, and a broadcast leaves by --interface",
  async fn() {
    await using lan = await Lan.create("ipv4");
    const python = lan.start("ada", "python3", "-c", SHOW_HOPS);
    await python.waitFor(/ready/, "out");
    const send = async (...args: string[]) => {
      const { code, err } = await sent(lan, args.shift()!, "--send-only", ...args);
      assertEquals(code, 0, err);
    };
    await send("one", "--interface", "eth0", "udp://239.1.2.3:7200");
    await send("two", "--interface", "eth0", "--ttl", "5", "udp://239.1.2.3:7200");
    await send("three", "--ttl", "9", "udp://10.77.0.1:7200");
    assertEquals((await python.ended).out, "ready\none 1\ntwo 5\nthree 9\n");
    const listener = await lan.sluice("ada", "listen", "udp://:7201");
    await listener.waitFor(/Listening on/);
    await send("all", "--interface", "eth0", "udp://255.255.255.255:7201");
    await listener.waitFor(/all/, "out");
  },
});
