/**
 * The permissions of each command when it first connects to another machine. The program runs
 * unchanged, with the permissions of its edition; instead of listening, dialling or serving it
 * makes the attempts of `rights_attempts.ts`. `serve exec` is in tests/remote/exec_rights_test.ts.
 */

import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadCommands } from "../../commands/all.ts";
import { configInForce } from "../../scripts/closed_network.ts";
import { permissionFlags } from "../../scripts/permissions.ts";
import { temporaryFolder } from "../support/folder.ts";
import { attempts, type Plan, type Report } from "./rights_attempts.ts";
import { type Case, CONFINED, LOOPBACK, OFFLINE, WITHOUT_FILES } from "./rights_cases.ts";
import { run } from "./run_sluice.ts";

const commands = await loadCommands();

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: Deno.build.os === "windows", fn });

/** Runs a command line up to its attempts. */
async function reportOf({ line, at, then }: Case): Promise<Report> {
  await using folder = await temporaryFolder();
  const path = (name: string) => join(folder.path, name);
  const paths = {
    "source": path("source"),
    "beside the source": path("source-too"),
    "folder": path("folder"),
    "in the folder": path("folder/new"),
    "beside the folder": path("folder-too"),
    "outside": path("outside"),
    "climbing": path("folder/../outside"),
    "link": path("folder/link"),
  };
  await Deno.mkdir(paths.folder);
  for (const name of ["source", "source-too", "outside"]) {
    await Deno.writeTextFile(path(name), name);
  }
  await Deno.writeTextFile(path("secret"), "a secret of many characters", { mode: 0o600 });
  const plan: Plan = { at, ...then !== undefined && { then }, paths };
  await Deno.writeTextFile(path("plan.json"), JSON.stringify(plan));
  using _socket = Deno.listen({ transport: "unix", path: path("socket") });
  const { out, err } = await run(Deno.execPath(), {
    cwd: folder.path,
    // What --localsend remembers is this folder's.
    env: { XDG_STATE_HOME: path("state") },
    args: [
      ...["run", `--config=${await configInForce()}`, "--quiet", "--no-check", "--cached-only"],
      ...await permissionFlags("plain"),
      fileURLToPath(new URL("rights_probe.ts", import.meta.url)),
      ...line.replace("LOOPBACK", LOOPBACK).split(" "),
    ],
  });
  const report = out.split("\n").find((line) => line.startsWith('{"where":'));
  if (report === undefined) throw new Error(`it made no attempt\n${out}\n${err}`);
  assertEquals(await Deno.readTextFile(path("outside")), "outside");
  return JSON.parse(report);
}

/** The expected result of each attempt. */
function expected({ may }: Case): Report["came"] {
  return Object.fromEntries(
    attempts.map((name) => [name, may.includes(name) ? "done" : "refused"]),
  );
}

for (const one of Object.values(CONFINED).flat()) {
  test(`the Worker of ${one.line} has its rights and no others`, async () => {
    assertEquals(await reportOf(one), { where: "worker", came: expected(one) });
  });
}

for (const one of WITHOUT_FILES) {
  test(`${one.line} has no right to a file once it connects`, async () => {
    assertEquals(await reportOf(one), { where: "program", came: expected(one) });
  });
}

/** These plan, but run with the permissions of the program. */
const UNCONFINED = ["listen"];

Deno.test("every command that may use the network is in a table", () => {
  const wordsOf = (cases: readonly Case[]) => cases.map(({ line }) => line.split(" ")[0]!);
  const confined = new Set(wordsOf(Object.values(CONFINED).flat()));
  const all = new Set([...confined, ...wordsOf(WITHOUT_FILES)]);
  const named = (is: (command: typeof commands[number]) => boolean | undefined) =>
    commands.filter(is).map(({ name }) => name).sort();
  const planned = [...confined, ...UNCONFINED];
  assertEquals(named(({ plan }) => plan !== undefined), planned.sort());
  assertEquals(
    named(({ permissions }) => permissions.includes("net")),
    [...all].filter((name) => !OFFLINE.includes(name)).sort(),
  );
});
