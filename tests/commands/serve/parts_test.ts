import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { serve } from "../../../commands/serve/command.ts";
import { OPTION_FLAGS } from "../../../commands/serve/option_flags.ts";
import { serveParts } from "../../../commands/serve/parts.ts";
import { assertExecFlags, assertServiceFlags } from "../../../commands/serve/service_flags.ts";
import type { Flag } from "../../../lib/cli/command.ts";
import { parseDuration } from "../../../lib/cli/duration.ts";
import { parse } from "../../../lib/cli/parse.ts";
import { CallerError } from "../../../lib/errors.ts";
import { SERVICE_IDLE_TIMEOUT } from "../../../lib/limits.ts";
import { services } from "../../../lib/services/all.ts";
import { runSluice } from "../run_sluice.ts";

const names = serveParts.map(({ name }) => name.replace(/^serve /, ""));

Deno.test("there is help for every service that serve takes, and for exec", () => {
  assertEquals(names, [...services.map(({ name }) => name), "exec"]);
  assertEquals(serve.positionals?.[0]?.choices, names);
});

Deno.test("the list of commands shows serve exec as its help does", () => {
  const { name, group, summary } = serveParts.at(-1)!;
  assertEquals(serve.listed, [{ name, group, summary }]);
});

Deno.test("the help of a service names its port, and that of the default address", () => {
  for (const { name, port } of services) {
    const { summary, flags } = serveParts.find((part) => part.name === `serve ${name}`)!;
    assertMatch(summary, new RegExp(`; port ${port}$`));
    const listen = flags.find((flag) => flag.name === "listen")!;
    assertMatch(listen.default!, new RegExp(`^127\\.0\\.0\\.1:${port}\\b`));
  }
});

Deno.test("the help of a service names the time after which it closes idle connections", () => {
  for (const { name, idle = SERVICE_IDLE_TIMEOUT } of services) {
    const { flags } = serveParts.find((part) => part.name === `serve ${name}`)!;
    const shown = flags.find((flag) => flag.name === "idle")!.default!;
    assertEquals(shown === "no limit" ? Infinity : parseDuration(shown), idle, name);
  }
});

/** The arguments that give a flag. */
function given({ name, value, choices }: Flag): string[] {
  if (value === undefined) return [`--${name}`];
  return [`--${name}`, choices?.[0] ?? (value === "duration" ? "1s" : "1")];
}

for (const [index, { flags }] of serveParts.entries()) {
  const name = names[index]!;

  Deno.test(`help serve ${name} lists no flag that serve ${name} rejects, and all others`, async () => {
    const check = name === "exec" ? assertExecFlags : assertServiceFlags;
    for (const flag of serve.flags) {
      const args = [name, ...given(flag)];
      const isListed = flags.some((each) => each.name === flag.name);
      if (Object.hasOwn(OPTION_FLAGS, flag.name) && name !== "exec") {
        if (!isListed) assertEquals((await runSluice(["serve", ...args])).code, 64, `${args}`);
      } else if (isListed) {
        check(parse(serve, args));
      } else {
        assertThrows(() => check(parse(serve, args)), CallerError, `--${flag.name}`);
      }
    }
    assert(flags.length > 0);
  });
}
