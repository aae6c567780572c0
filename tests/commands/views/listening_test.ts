import { assertEquals } from "@std/assert";
import { PairingView } from "../../../commands/views/pairing_view.ts";
import { showListening } from "../../../commands/views/listening.ts";
import type { Terminal } from "../../../lib/terminal/terminal.ts";

/** A terminal that records its lines. */
function recorder(): { terminal: Terminal; lines: string[] } {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const style = { bold: (text: string) => text };
  const terminal = { note: say, warn: say, event: () => Promise.resolve(), style };
  return { terminal: terminal as unknown as Terminal, lines };
}

const ETHERNET: Deno.NetworkInterfaceInfo = {
  family: "IPv4",
  name: "eth0",
  address: "192.0.2.7",
  netmask: "255.255.255.0",
  scopeid: null,
  cidr: "192.0.2.7/24",
  mac: "00:00:5e:00:53:01",
};

const at = (host: string) => ({ scheme: "tcp", host, port: 7599 } as const);

Deno.test("says that any machine can connect for every spelling of the unspecified address", async () => {
  for (
    const [host, address] of [
      ["0.0.0.0", "tcp://0.0.0.0:7599"],
      ["0", "tcp://0.0.0.0:7599"],
      ["::ffff:0.0.0.0", "tcp://0.0.0.0:7599"],
      ["0::0", "tcp://[::]:7599"],
      ["::%1", "udp://[::]:7599"],
    ] as const
  ) {
    const { terminal, lines } = recorder();
    await showListening(address, at(host), terminal);
    const notice = "Any machine that can reach this one can connect";
    assertEquals(lines, [`Listening on ${address}`, notice], host);
  }
});

Deno.test("does not say so for one address, or for a Unix socket", async () => {
  for (
    const [address, requested] of [
      ["tcp://127.0.0.1:7599", at("127.0.0.1")],
      ["unix:/s", { scheme: "unix", path: "/s" }],
    ] as const
  ) {
    const { terminal, lines } = recorder();
    await showListening(address, requested, terminal);
    assertEquals(lines, [`Listening on ${address}`]);
  }
});

Deno.test("a sender at the unspecified address names one that can be dialled", async () => {
  const { terminal, lines } = recorder();
  const view = new PairingView("send", terminal);
  await view.observe({ type: "listening", address: "tcp://0.0.0.0:7599", requested: at("0") });
  const original = Deno.networkInterfaces;
  Deno.networkInterfaces = () => [ETHERNET];
  try {
    await view.observe({ type: "code", code: "7-orbit-lemon", announced: false });
  } finally {
    Deno.networkInterfaces = original;
  }
  const command = "sluice receive 7-orbit-lemon --from 192.0.2.7:7599";
  assertEquals(lines.at(-1), `On the other machine, run: ${command}`);
});
