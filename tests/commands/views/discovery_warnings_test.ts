import { assertEquals } from "@std/assert";
import { DiscoveryWarnings } from "../../../commands/views/discovery_warnings.ts";
import type { DiscoveryProblem } from "../../../lib/discovery/problem.ts";

/** The warnings of a terminal that records its output. */
function warnings(): { warnings: DiscoveryWarnings; said: unknown[] } {
  const said: unknown[] = [];
  const terminal = {
    warn: (line: string) => void said.push(line),
    event: (event: unknown) => Promise.resolve(void said.push(event)),
  };
  return { warnings: new DiscoveryWarnings(terminal, "Do something else"), said };
}

Deno.test("escapes a warning and its event, and adds what to do", async () => {
  const { warnings: own, said } = warnings();
  await own.warn(["eth\x1b[2J is broken", "so is eth1"]);
  const lines = ["eth\\x1b[2J is broken", "so is eth1"];
  assertEquals(said, [
    ...lines.flatMap((
      message,
    ) => [{ event: "discovery_problem", message }, `Warning: ${message}`]),
    "Do something else",
  ]);
});

Deno.test("reports each problem once, however often discovery restarts", async () => {
  const { warnings: own, said } = warnings();
  await own.warn(["one"]);
  const before = said.length;
  await own.warn(["one"]);
  assertEquals(said.length, before);
  await own.warn(["one", "two"]);
  assertEquals(said.slice(before), [
    { event: "discovery_problem", message: "two" },
    "Warning: two",
    "Do something else",
  ]);
});

Deno.test("reports problems of networks by the failed operation", async () => {
  const { warnings: own, said } = warnings();
  const problem: DiscoveryProblem = {
    attempted: "join",
    where: "eth\u202e0 IPv4",
    error: new Error("no room"),
  };
  const network = { name: "eth\u202e0", family: "IPv4", address: "192.0.2.1", prefix: 24 } as const;
  await own.report([problem], [network]);
  const message = "Cannot join the multicast group on eth\\u{202e}0 IPv4: no room";
  assertEquals(said.slice(-3), [
    { event: "discovery_problem", message },
    `Warning: ${message}`,
    "Do something else",
  ]);
});
