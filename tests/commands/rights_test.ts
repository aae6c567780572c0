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
import { run } from "./run_sluice.ts";

const commands = await loadCommands();

/** One command line, and what may be done from inside. */
interface Case extends Pick<Plan, "at" | "then"> {
  /** The arguments, relative to the test's folder. Nothing ever connects to their ports. */
  line: string;
  /** The attempts that succeed; the runtime refuses all others. */
  may: readonly string[];
}

const FOLDER = ["read the folder", "write in the folder"];
/** The system facts are permitted all together or not at all. */
const FACTS = ["learn the user", "learn the host name", "learn the interfaces"];
const STORE = [...FOLDER, "listen", ...FACTS];
const SEND = ["read the source", "listen"];

/** Commands that run in a Worker; `partial` is of `receive`. */
const CONFINED: Record<string, readonly Case[]> = {
  receive: [
    { line: "receive --plain --from 127.0.0.1:9 --into folder", at: "connect", may: STORE },
    { line: "receive --plain --listen 127.0.0.1:0 --into folder", at: "listen", may: STORE },
    {
      line: "receive --secret-file secret --listen 127.0.0.1:0 --into folder",
      at: "listen",
      may: STORE,
    },
    {
      line: "receive --plain --from 127.0.0.1:9 --stdout",
      at: "connect",
      may: ["listen", ...FACTS],
    },
  ],
  partial: [
    {
      line: "receive --list-partial folder",
      at: "readDirSync",
      may: ["read the folder", ...FACTS],
    },
    {
      line: "receive --discard-partial folder",
      at: "readDirSync",
      may: [...FOLDER, ...FACTS],
    },
  ],
  send: [
    { line: "send source --plain --to 127.0.0.1:9", at: "connect", may: SEND },
    { line: "send source --listen 127.0.0.1:0", at: "listen", may: [...SEND, ...FACTS] },
    { line: "send source --interface LOOPBACK", at: "listen", may: [...SEND, ...FACTS] },
    {
      line: "send folder --plain --to 127.0.0.1:9",
      at: "connect",
      may: ["read the folder", "listen"],
    },
    { line: "send - --name x --plain --to 127.0.0.1:9", at: "connect", may: ["listen"] },
  ],
  get: [
    { line: "get 127.0.0.1:9 name --into folder", at: "connect", may: STORE },
    { line: "get 127.0.0.1:9 name --digest sha256 --into folder", at: "connect", may: STORE },
  ],
  gopher: [
    {
      line: "gopher gopher://127.0.0.1:9/0/x --output folder/x",
      at: "connect",
      may: [...FOLDER, "listen"],
    },
  ],
  serve: [
    {
      line: "serve files folder --listen 127.0.0.1:0",
      at: "listen",
      then: "accept",
      may: ["read the folder", "listen"],
    },
    {
      line: "serve gopher folder --listen 127.0.0.1:0",
      at: "listen",
      then: "accept",
      may: ["read the folder", "listen"],
    },
  ],
  share: [
    { line: "share source --listen 127.0.0.1:0", at: "serve", may: SEND },
    { line: "share folder --listen 127.0.0.1:0", at: "serve", may: ["read the folder", "listen"] },
  ],
  drop: [{ line: "drop folder --listen 127.0.0.1:0", at: "serve", may: STORE }],
  // Its Worker has the folder man1 below only.
  man: [{ line: "man --install folder", at: "makeTempDir", may: [] }],
};

/** Commands in a table that may not use the network. */
const OFFLINE = ["man"];

/** If an attempt were not made, no other network must be reached. */
const LOOPBACK = Deno.networkInterfaces().find(({ address }) => address === "127.0.0.1")?.name ??
  "lo";

const NET = ["listen"];

/** Commands that connect without a Worker: by then they have given up every file. */
const WITHOUT_FILES: readonly Case[] = [
  { line: "get 127.0.0.1:9 --list", at: "connect", may: [...NET, ...FACTS] },
  { line: "gopher gopher://127.0.0.1:9/", at: "connect", may: NET },
  { line: "connect 127.0.0.1:9", at: "connect", may: NET },
  { line: "connect --probe 127.0.0.1:9", at: "connect", may: NET },
  { line: "connect udp://127.0.0.1:9", at: "listenDatagram", may: NET },
  { line: "connect unix:socket", at: "connect", then: "read", may: NET },
  { line: "listen 127.0.0.1:0", at: "listen", then: "accept", may: NET },
  { line: "listen udp://127.0.0.1:0", at: "listenDatagram", then: "receive", may: NET },
  { line: "echo 127.0.0.1:9 hello", at: "connect", may: NET },
  { line: "echo udp://127.0.0.1:9 hello", at: "listenDatagram", may: NET },
  { line: "time 127.0.0.1:9 hello", at: "connect", may: NET },
  { line: "time --service daytime 127.0.0.1:9", at: "connect", may: NET },
  { line: "time --service clock udp://127.0.0.1:9", at: "listenDatagram", may: NET },
  { line: "chat 127.0.0.1:9", at: "connect", may: NET },
  {
    line: "exec --insecure-loopback 127.0.0.1:9 -- id",
    at: "connect",
    may: [...NET, "read the environment"],
  },
  {
    line: "exec --classic 127.0.0.1:9 id",
    at: "connect",
    may: [...NET, "read the environment"],
  },
  { line: "lookup", at: "networkInterfaces", may: [...NET, ...FACTS] },
  { line: "peers --interface LOOPBACK", at: "networkInterfaces", may: [...NET, ...FACTS] },
  { line: "doctor --interface LOOPBACK", at: "networkInterfaces", may: [...NET, ...FACTS] },
  { line: "serve echo --listen 127.0.0.1:0", at: "listen", then: "accept", may: NET },
  {
    line: "serve time --listen udp://127.0.0.1:0",
    at: "listenDatagram",
    then: "receive",
    may: NET,
  },
  { line: "serve chat --listen unix:socket-of-chat", at: "listen", then: "accept", may: NET },
];

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

Deno.test("every command that may use the network is in a table", () => {
  const wordsOf = (cases: readonly Case[]) => cases.map(({ line }) => line.split(" ")[0]!);
  const confined = new Set(wordsOf(Object.values(CONFINED).flat()));
  const all = new Set([...confined, ...wordsOf(WITHOUT_FILES)]);
  const named = (is: (command: typeof commands[number]) => boolean | undefined) =>
    commands.filter(is).map(({ name }) => name).sort();
  assertEquals(named(({ plan }) => plan !== undefined), [...confined].sort());
  assertEquals(
    named(({ permissions }) => permissions.includes("net")),
    [...all].filter((name) => !OFFLINE.includes(name)).sort(),
  );
});
