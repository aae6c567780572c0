/** The exit codes that help lists for a command are those of the errors that its modules can throw. */

import { assert, assertEquals } from "@std/assert";
import { loadCommands } from "../../commands/all.ts";
import type { Command } from "../../lib/cli/command.ts";
import { EXIT_CODES, exitCodesOf } from "../../lib/cli/exit_codes.ts";
import { assertListedExit } from "../support/listed_exit.ts";
import { thrownExits } from "../support/thrown_exits.ts";

const commands = await loadCommands();
const root = new URL("../../", import.meta.url);

/** Codes that a body returns: the module, the code, and how it says so. */
const RETURNED: Readonly<Record<string, readonly [file: string, code: number, text: string]>> = {
  send: ["commands/send/run.ts", 1, "> 0 ? 1 : 0"],
  receive: ["commands/receive/receiver.ts", 1, "> 0 ? 1 : 0"],
  connect: ["commands/connect/probe.ts", 1, "!single ? 1"],
  doctor: ["commands/doctor/command.ts", 1, "hasFailed ? 1 : 0"],
  lookup: ["commands/lookup/command.ts", 1, "exit = 1"],
  serve: ["commands/serve/exec/run.ts", 126, "return 126"],
};

const DIALS_NOT = "it connects to no other machine";
const CONNECTION_ONLY = "a breach of the protocol ends the connection of that client only";

const RECORD = "the name of --record is only numbered, and not checked";

/** Codes of errors in the modules of a command that never end it, with the reason. */
const NEVER: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  share: {
    65: "a name that cannot be served fails the request for it only",
    83: "a device that has another certificate is not registered with",
  },
  drop: { 65: CONNECTION_ONLY },
  doctor: { 73: "is reported as a failed check", 75: "is reported as a failed check" },
  serve: { 65: CONNECTION_ONLY, 68: DIALS_NOT, 79: DIALS_NOT, 80: DIALS_NOT, 83: DIALS_NOT },
  echo: { 73: "a datagram is sent from any free port", 82: "it has no --linger" },
  time: { 73: "a datagram is sent from any free port", 82: "it has no --linger" },
  connect: { 65: RECORD },
  listen: { 65: RECORD, 68: DIALS_NOT, 79: DIALS_NOT, 80: DIALS_NOT, 83: DIALS_NOT },
  lookup: {
    68: "an unknown name is reported, and ends with exit code 1",
    79: DIALS_NOT,
    80: DIALS_NOT,
    83: DIALS_NOT,
  },
  man: { 75: "it has no --timeout" },
};

for (const command of commands) {
  Deno.test(`${command.name} lists the exit codes of the errors that it can throw, and no others`, async () => {
    const thrown = await exitsOf(command);
    const always = EXIT_CODES.filter((each) => each.always).map(({ code }) => code);
    const listed = exitCodesOf(command).map(({ code }) => code).filter((code) =>
      !always.includes(code)
    );
    const never = NEVER[command.name] ?? {};
    const expected = [...thrown.keys()].filter((code) =>
      !always.includes(code) && !(code in never)
    );
    const where = (codes: number[]) =>
      codes.map((code) => `${code}: ${[...thrown.get(code) ?? []].join(", ")}`);
    assertEquals(where(expected.filter((code) => !listed.includes(code)).sort()), []);
    assertEquals(where(listed.filter((code) => !expected.includes(code)).sort()), []);
    const stale = Object.keys(never).filter((code) => !thrown.has(Number(code)));
    assertEquals(stale, [], "these exceptions are not needed");
  });
}

Deno.test("the parts of a command list no exit code that the command does not", async () => {
  for (const { exitCodes, parts } of commands) {
    for (const part of await parts?.() ?? []) {
      for (const code of part.exitCodes) assert(exitCodes.includes(code), `${part.name}: ${code}`);
    }
  }
});

Deno.test("only codes of the table are listed, and those of every command are not repeated", () => {
  for (const { name, exitCodes } of commands) {
    for (const code of exitCodes) {
      const known = EXIT_CODES.find((each) => each.code === code);
      assert(known !== undefined && !known.always, `${name}: ${code}`);
    }
  }
});

Deno.test("a run that ends with a code that help does not list fails its test", () => {
  const fails = (words: string[], code: number) => {
    try {
      assertListedExit(words, code);
      return false;
    } catch {
      return true;
    }
  };
  assert(fails(["/x/scripts/sluice", "licenses"], 1));
  assert(!fails(["/x/scripts/sluice", "licenses"], 0));
  assert(fails(["deno", "run", "/x/main.ts", "send", "a"], 82));
  assert(!fails(["deno", "run", "/x/main.ts", "send", "a"], 75));
  assert(fails(["/x/scripts/sluice", "serve", "echo"], 126));
  assert(!fails(["/x/scripts/sluice", "serve", "exec"], 126));
  assert(!fails(["/x/scripts/sluice", "exec", "h", "--", "x"], 42));
  assert(!fails(["git", "send"], 1), "another program");
});

/** The exit codes of a command by the modules they come from. */
async function exitsOf(command: Command): Promise<Map<number, Set<string>>> {
  const entry = await moduleOf(command);
  const exits = thrownExits([entry, ...command.plan ? ["commands/sandbox/run_confined.ts"] : []]);
  const add = (code: number, file: string) =>
    exits.set(code, (exits.get(code) ?? new Set()).add(file));
  // What the program itself reports: --timeout, an old runtime, and a missing permission.
  if (command.common.includes("timeout")) add(75, "commands/program.ts");
  if (command.permissions.includes("net")) add(69, "commands/program.ts");
  if (command.permissions.length > 0) add(77, "commands/program.ts");
  const [file, code, text] = RETURNED[command.name] ?? [];
  if (file !== undefined) {
    assert((await Deno.readTextFile(new URL(file, root))).includes(text!), `${file}: ${text}`);
    add(code!, file);
  }
  return exits;
}

async function moduleOf({ name }: Command): Promise<string> {
  const path = `commands/${name}/command.ts`;
  const isFolder = await Deno.stat(new URL(path, root)).then(() => true, () => false);
  return isFolder ? path : `commands/${name}.ts`;
}
