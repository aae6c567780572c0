import { assertEquals, assertStringIncludes } from "@std/assert";
import { loadCommands } from "../../commands/all.ts";
import { commandHelp, exitCodesHelp, programHelp } from "../../lib/cli/help.ts";
import { serve } from "../../commands/serve/command.ts";
import { serveParts } from "../../commands/serve/parts.ts";
import { runSluice } from "./run_sluice.ts";

const commands = await loadCommands();

/** Each command with its parts. */
const pages = await Promise.all(
  commands.map(async (command) => [command, await command.parts?.() ?? []] as const),
);

const SAME: [string[], string][] = [
  [["help"], programHelp(commands)],
  [["--help"], programHelp(commands)],
  [["-h"], programHelp(commands)],
  [["help", "exit-codes"], exitCodesHelp()],
  ...pages.flatMap(([command, parts]): [string[], string][] => [
    [["help", command.name], commandHelp(command, parts)],
    [[command.name, "--help"], commandHelp(command, parts)],
    [[command.name, "-h"], commandHelp(command, parts)],
    ...parts.flatMap((part): [string[], string][] => [
      [["help", ...part.name.split(" ")], commandHelp(part)],
      [[...part.name.split(" "), "--help"], commandHelp(part)],
    ]),
  ]),
  [["serve", "--listen", ":0", "echo", "-h"], commandHelp(serveParts[0]!)],
  [["serve", "--listen", ":0", "--help"], commandHelp(serve, serveParts)],
];

for (const [args, expected] of SAME) {
  Deno.test(`sluice ${args.join(" ")} prints to stdout, and nothing to stderr`, async () => {
    assertEquals(await runSluice(args), { code: 0, out: expected, err: "" });
  });
}

Deno.test("help for an unknown topic lists the known ones", async () => {
  for (const [topic, meant] of [["hlep", "help"], ["exit-code", "exit-codes"]]) {
    const { code, out, err } = await runSluice(["help", topic!]);
    assertEquals([code, out], [64, ""]);
    assertStringIncludes(err, `did you mean ${meant}?`);
  }
});
