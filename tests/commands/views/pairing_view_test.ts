import { assertEquals, assertStringIncludes } from "@std/assert";
import { PairingView } from "../../../commands/views/pairing_view.ts";
import type { PairingEvent } from "../../../lib/pairing/event.ts";
import { usableNetworks } from "../../../lib/discovery/networks.ts";
import { StdioTerminal } from "../../../lib/terminal/stdio_terminal.ts";
import { FakeStreams } from "../../terminal/fake_streams.ts";

/** The address of the link of an interface with this name, or a global address. */
function interfaceOf(text: string): Deno.NetworkInterfaceInfo {
  const [name, address] = text.includes("::") ? ["eth0", text] : [text, "fe80::1"];
  const mac = "02:00:00:00:00:01";
  return {
    name,
    family: "IPv6",
    mac,
    address,
    netmask: "ffff::",
    cidr: `${address}/64`,
    scopeid: 2,
  };
}

/** Calls a function while this machine has only interfaces with these names or addresses. */
async function withInterfaces<T>(names: string[], call: () => T | Promise<T>): Promise<T> {
  const original = Deno.networkInterfaces;
  Deno.networkInterfaces = () => names.map(interfaceOf);
  try {
    return await call();
  } finally {
    Deno.networkInterfaces = original;
  }
}

async function linesFor(names: string[], ...events: PairingEvent[]): Promise<string> {
  const streams = new FakeStreams({ terminal: false });
  const { observe } = new PairingView("send", new StdioTerminal(streams));
  await withInterfaces(names, async () => {
    for (const event of events) await observe(event);
  });
  return streams.err;
}

const LATE = { type: "no_receiver_yet", code: "7-orbit-lemon", port: 41321 } as const;
const CODE = { type: "code", code: "7-orbit-lemon", announced: false } as const;

Deno.test("quotes this machine's addresses for a sender whose receiver is late", async () => {
  const said = await linesFor(["v1", "2001:db8::1"], LATE);
  assertStringIncludes(said, "\n  sluice receive 7-orbit-lemon --from '[2001:db8::1]:41321'\n");
  assertStringIncludes(said, "Other addresses of this machine: '[fe80::1%v1]:41321'\n");
});

Deno.test("quotes the name of an interface that holds a command", async () => {
  const said = await linesFor(["v;reboot"], { ...LATE, port: 7584 });
  assertStringIncludes(said, "\n  sluice receive 7-orbit-lemon --from 'fe80::1%v;reboot'\n");
});

Deno.test("names no address in a command if a terminal would obey it", async () => {
  const said = await linesFor(["e\x1b[31mx"], LATE);
  assertStringIncludes(said, "\n  sluice receive 7-orbit-lemon --from HOST\n");
  assertStringIncludes(said, "\nAddresses of this machine: [fe80::1%e\\x1b[31mx]:41321\n");
  assertEquals(said.includes("\x1b"), false);
});

Deno.test("quotes the address where a sender listens in its command", async () => {
  const requested = { scheme: "tcp", host: "::", port: 41321 } as const;
  const listening = { type: "listening", address: "tcp://[::]:41321", requested } as const;
  const said = await linesFor(["v1"], listening, CODE);
  assertStringIncludes(said, "sluice receive 7-orbit-lemon --from '[fe80::1%v1]:41321'\n");
});

Deno.test("quotes the path of the Unix socket where a sender listens", async () => {
  const requested = { scheme: "unix", path: "/run/a b;reboot" } as const;
  const listening = { type: "listening", address: "unix:/run/a b;reboot", requested } as const;
  const said = await linesFor([], listening, CODE);
  assertStringIncludes(said, "sluice receive 7-orbit-lemon --from 'unix:/run/a b;reboot'\n");
});

Deno.test("quotes the names that --interface takes", async () => {
  const error = await withInterfaces(["eth0", "v;reboot"], () => {
    try {
      usableNetworks({ name: "eth1" });
    } catch (error) {
      return (error as Error).message;
    }
  });
  assertStringIncludes(error ?? "", "not \"eth1\"; there are: eth0, 'v;reboot'");
});
