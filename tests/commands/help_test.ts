import { assertEquals, assertStringIncludes } from "@std/assert";
import { loadCommands } from "../../commands/all.ts";
import { commandHelp, exitCodesHelp, programHelp } from "../../lib/cli/help.ts";
import { runSluice } from "./run_sluice.ts";

const commands = await loadCommands();

const SAME: [string[], string][] = [
  [["help"], programHelp(commands)],
  [["--help"], programHelp(commands)],
  [["-h"], programHelp(commands)],
  [["help", "exit-codes"], exitCodesHelp()],
  ...commands.flatMap((command): [string[], string][] => [
    [["help", command.name], commandHelp(command)],
    [[command.name, "--help"], commandHelp(command)],
    [[command.name, "-h"], commandHelp(command)],
    ...(command.parts ?? []).flatMap((part): [string[], string][] => [
      [["help", ...part.name.split(" ")], commandHelp(part)],
      [[...part.name.split(" "), "--help"], commandHelp(part)],
    ]),
  ]),
  [["serve", "--listen", ":0", "echo", "-h"], serviceHelp("serve echo")],
  [["serve", "--listen", ":0", "--help"], commandHelp(commandNamed("serve"))],
];

function commandNamed(name: string) {
  return commands.find((command) => command.name === name)!;
}

function serviceHelp(name: string): string {
  return commandHelp(commandNamed("serve").parts!.find((part) => part.name === name)!);
}

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
