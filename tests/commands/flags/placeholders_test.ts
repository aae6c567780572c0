import { assert, assertEquals } from "@std/assert";
import { loadCommands } from "../../../commands/all.ts";
import { flagsOf } from "../../../lib/cli/common.ts";
import { placeholder } from "../../../lib/cli/flag_form.ts";
import type { Flag, ValueKind } from "../../../lib/cli/command.ts";

const commands = await loadCommands();
const flags = commands.flatMap((command) =>
  flagsOf(command).filter(({ hidden, value }) => !hidden && value !== undefined)
    .map((flag) => ({ command: command.name, flag }))
);

/** The terms of placeholders. */
const TERMS = new Set([
  ...["FILE", "DIR", "ADDR", "HOST", "PORT", "DURATION", "SIZE", "RATE", "CODE", "NAME", "ARGS"],
  ...["NUMBER", "HOW", "GLOB", "VALUE", "CMD", "CIDR", "HEX", "URL", "TEXT", "PIN"],
]);

/** The placeholders of kinds that have only one or two. */
const OF_KIND: Partial<Record<ValueKind, string[]>> = {
  directory: ["DIR"],
  path: ["FILE"],
  integer: ["NUMBER"],
  duration: ["DURATION"],
  rate: ["RATE"],
  size: ["SIZE"],
  code: ["CODE"],
  interface: ["NAME"],
  choice: ["HOW", "NAME"],
  address: ["ADDR", "HOST[:PORT]"],
};

Deno.test("placeholders consist of the agreed terms", () => {
  for (const { command, flag } of flags) {
    for (const [term] of placeholder(flag).matchAll(/[A-Z]+/g)) {
      assert(TERMS.has(term), `${command} --${flag.name} ${placeholder(flag)}`);
    }
  }
});

Deno.test("a kind of value has the same placeholder in every command", () => {
  for (const { command, flag } of flags) {
    const expected = OF_KIND[flag.value!];
    if (expected === undefined) continue;
    assert(expected.includes(placeholder(flag)), `${command} --${flag.name} ${placeholder(flag)}`);
  }
});

/**
 * `lookup --host` says what its arguments are, and `share --host NAME` and `drop --host NAME` give a host.
 * `send --localsend NAME` gives a device, and other commands have one themselves.
 */
const MIXED = ["localsend", "host"];

Deno.test("a flag of one name has the same kind of value in every command", () => {
  const kinds = new Map<string, Set<string>>();
  for (const command of commands) {
    for (const { name, value = "switch" } of flagsOf(command) as Flag[]) {
      kinds.set(name, (kinds.get(name) ?? new Set()).add(value));
    }
  }
  const mixed = [...kinds].filter(([, values]) => values.size > 1).map(([name]) => name);
  assertEquals(mixed, MIXED);
});
