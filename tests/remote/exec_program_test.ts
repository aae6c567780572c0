import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { configInForce } from "../../scripts/closed_network.ts";
import { run } from "../commands/run_sluice.ts";
import { startCommand } from "../support/program.ts";
import {
  AS_ROOT,
  isAlive,
  linux,
  runSluice,
  SLUICE,
  SLUICE_RUN,
  startExecServer,
} from "./exec_server.ts";
import { until } from "../support/wait.ts";

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({
    name: linux ? name : `${name} (ignored: needs Linux)`,
    ignore: !linux,
    timeout: 180_000,
    fn,
  });

const SECRET = "correct horse battery staple";
const env = { SLUICE_SECRET: SECRET };

/** A server with {@linkcode SECRET} in a file, and a client's arguments for it. */
async function withSecret(more: string[] = []) {
  const folder = await Deno.makeTempDir({ prefix: "sluice-secret-" });
  await Deno.writeTextFile(`${folder}/key`, `${SECRET}\n`, { mode: 0o600 });
  const server = await startExecServer(["--secret-file", `${folder}/key`, ...more]);
  const at = `127.0.0.1:${server.port}`;
  return {
    server,
    at,
    key: `${folder}/key`,
    exec: (args: string[], options: Deno.CommandOptions = { env }) =>
      runSluice(["exec", at, ...args], options),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

test("plain sluice says how to get the missing permission, and exits with 77 before it listens", async () => {
  for (const words of [["--insecure-loopback"], [], ["--as-root"]]) {
    const args = ["serve", "exec", "--allow", "uname", "--listen", "127.0.0.1:0", ...words];
    const { code, out, err } = await runSluice(args);
    assertEquals([code, out], [77, ""]);
    assertMatch(err, /sluice-run/);
    assertMatch(err, /deno run --allow-run=\/usr\/bin\/uname,\/bin\/sh/);
    assertNotMatch(err, /Listening|Open to/);
  }
});

test("exec takes a code before the command, pasted or with --code, but not twice", async () => {
  await using server = await startExecServer([]);
  const at = `127.0.0.1:${server.port}`;
  const codes = () =>
    [...server.program.said.matchAll(/^Code: (\S+)$/gm)].map((match) => match[1]!);
  let used = 0;
  const next = async () => {
    await until(() => codes().length > used, "a code is shown");
    return codes()[used++]!;
  };
  const forms: ((code: string) => string[])[] = [
    (code) => [at, code, "--", "both"],
    (code) => [at, code, "both"],
    (code) => [at, `\`${code}\``, "--", "both"],
    (code) => [at, "--code", code, "--", "both"],
    (code) => [at, "--code", `Code: ${code}`, "both"],
  ];
  for (const form of forms) {
    const ran = await runSluice(["exec", ...form(await next())]);
    assertEquals(ran, { code: 0, out: "out\nout2\n", err: "err\nerr2\n" });
  }
  for (
    const [words, reason] of [
      [["7-orbit-lemon", "--code", "7-orbit-lemon", "--", "both"], /The code is given twice/],
      [["7-orbit-lemmon", "--", "both"], /"lemmon" is not a word of a code/],
      [["7-orbit-lemon"], /Missing CMD/],
      [["7-orbit-lemon", "--secret-file", "key", "--", "both"], /exclude each other/],
    ] as const
  ) {
    const { code, err } = await runSluice(["exec", at, ...words]);
    assertEquals(code, 64, err);
    assertMatch(err, reason);
  }
});

test("exec passes on outputs and status, and reports refusals with its own exit codes", async () => {
  await using there = await withSecret();
  const { exec } = there;
  assertEquals(await exec(["--", "both"]), { code: 0, out: "out\nout2\n", err: "err\nerr2\n" });
  for (const status of [1, 44, 255]) {
    assertEquals((await exec(["status", String(status)])).code, status);
  }
  assertEquals(await exec(["--", "die", "SEGV"]), { code: 139, out: "", err: "" });
  assertEquals((await exec(["--secret-file", there.key, "pwd"], { env: {} })).out, "/usr\n");
  const silent = await exec(["--", "pwd"], { env: {} });
  assertEquals(silent.code, 64);
  assertMatch(silent.err, /Missing code.*--code.*--secret-file/);
  const failures: [string[], number, RegExp][] = [
    [["--", "uname"], 126, /The policy does not allow the command/],
    [["--", "print", "a\nb"], 126, /The policy does not allow the command/],
    [["--timeout", "200ms", "--", "sleep"], 124, /exceeded its time limit/],
    [["--", "silent"], 124, /no input or output/],
    [["--", "yes"], 125, /too much.*stdout truncated/],
    [["--env", "PATH=x", "--", "env"], 126, /policy/],
    [["--env", "x", "--", "env"], 64, /NAME=VALUE/],
    [["--secret", "x", "--", "env"], 64, /\(ps\)/],
    [["--code", "7", "--", "env"], 64, /code/],
    [["--classic", "--stdin", "x"], 64, /--stdin does not work/],
    [[], 64, /CMD/],
  ];
  for (const [words, code, why] of failures) {
    const ran = await exec(words);
    assertEquals(ran.code, code, ran.err);
    assertMatch(ran.err, why);
  }
});

test("reads standard input only with --stdin, and passes it on unchanged", async () => {
  await using there = await withSecret();
  const client = startCommand([SLUICE, "exec", there.at, "--stdin", "--", "cat"], {
    interactive: true,
    env,
  });
  await client.write("a\n");
  await client.waitFor(/a\n/, "out");
  await client.write("b");
  const { code, out } = await client.end();
  assertEquals([code, out], [0, "a\nb"]);
  // Without input, and without a wait for it.
  const idle = startCommand([SLUICE, "exec", there.at, "--", "cat"], { interactive: true, env });
  assertEquals((await idle.ended).code, 0);
});

test("--json reports output and exit as events", async () => {
  await using there = await withSecret();
  const events = async (...words: string[]) =>
    (await there.exec(["--json", "--", ...words])).out.trim().split("\n").map((line) =>
      JSON.parse(line)
    );
  const [started, output, exit] = await events("die", "KILL").then(([first, last]) => [
    first,
    undefined,
    last,
  ]);
  assertEquals([started.event, output, exit.event], ["started", undefined, "exit"]);
  assertEquals([exit.status, exit.signal, exit.reason], [137, "SIGKILL", "signal"]);
  const printed = await events("print", "é");
  assertEquals([printed[1].event, printed[1].stream, printed[1].text], ["output", "stdout", "é\n"]);
  assertEquals((await events("uname")).at(-1).code, "not_allowed");
});

test("ends the command of a client that is killed", async () => {
  await using there = await withSecret();
  for (const signal of ["SIGKILL", "SIGTERM", "SIGINT"] as const) {
    const client = startCommand([SLUICE, "exec", there.at, "--", "sleep"], {
      interactive: true,
      env,
    });
    const [, ...pids] = await client.waitFor(/(\d+) (\d+)\n/, "out");
    assert(pids.map(Number).every(isAlive));
    await client.stop(signal);
    await until(() => !pids.map(Number).some(isAlive), `nothing is left after ${signal}`);
  }
});

test("shows at the start what is exposed, and an escaped line for each request", async () => {
  const server = await startExecServer(["--insecure-loopback", "--allow", "bash *"]);
  await runSluice([
    ...["exec", `127.0.0.1:${server.port}`, "--insecure-loopback", "--"],
    ...["print", "\x1b[2Ja", "b c", "\u202e", "\x9b2J"],
  ]);
  await runSluice(["exec", `127.0.0.1:${server.port}`, "--insecure-loopback", "--", "\x1b]0;x"]);
  await server.program.waitFor(/refused/);
  await until(() => server.audit().length === 2, "both are in the audit");
  const audit = server.audit();
  const file = Deno.readTextFileSync(`${server.folder}/audit.jsonl`);
  const { err } = await server.program.stop();
  assertMatch(err, /Open to EVERY USER of this machine; commands run as user \d+/);
  assertMatch(err, /status: \/bin\/sh -c exit "\$1" sh 0\.\.255/);
  assertMatch(err, /Warning: Rule "bash": bash runs any code/);
  assertMatch(err, /Listening on tcp:\/\/127\.0\.0\.1/);
  assertMatch(
    err,
    /print "\\u001b\[2Ja" "b c" "\\u\{202e\}" "\\x9b2J": process \d+, status 0, 0 bytes in/,
  );
  // deno-lint-ignore no-control-regex
  assertNotMatch(file, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  // deno-lint-ignore no-control-regex
  assertNotMatch(err, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  assertEquals(audit.map(({ argv, decision }) => [argv?.[0], decision]), [
    ["print", "allowed"],
    ["\x1b]0;x", "refused"],
  ]);
  const [first] = audit;
  assertEquals(
    Object.keys(first!).sort().join(),
    "argv,bytes,command,decision,peer,pid,seconds,signal,status,time,who,why",
  );
  assertEquals([first!.who, first!.command, first!.status], ["nobody", "print", 0]);
  assertEquals(first!.bytes, { stdin: 0, stdout: 19, stderr: 0 });
  await server[Symbol.asyncDispose]();
});

test("--dry-run shows the decision, and runs nothing", async () => {
  const args = ["serve", "exec", "--allow", "git log *", "--folder", "/usr", "--dry-run"];
  const yes = await runSluice([...args, "git", "log", "a b"]);
  assertEquals(yes.code, 0);
  assertMatch(yes.out, /^Allowed: "\/usr\/bin\/git" "log" "a b"\nin: {6}\/usr\nwith: {4}PATH=/);
  const no = await runSluice([...args, "--", "git", "log", "-p"]);
  assertEquals([no.code, no.out], [126, 'Not allowed: git: "-p" begins with a dash\n']);
  const { out } = await runSluice([...args, "--json", "git", "push"]);
  const { event, allowed } = JSON.parse(out.split("\n", 1)[0]!);
  assertEquals([event, allowed], ["decision", false]);
  assertEquals((await runSluice(args)).code, 64);
});

test("warns of an interpreter behind a link", async () => {
  const folder = await Deno.makeTempDir({ prefix: "sluice-link-" });
  await Deno.symlink("/bin/sh", `${folder}/tool`);
  const args = ["serve", "exec", "--insecure-loopback", "--listen", "127.0.0.1:0", ...AS_ROOT];
  const server = startCommand([SLUICE_RUN, ...args, "--allow", `${folder}/tool *`], {
    interactive: true,
  });
  await server.waitFor(/Warning: Rule "tool": \w+ runs any code/);
  await server.stop();
  await Deno.remove(folder, { recursive: true });
});

test("rejects conflicting flags and untrusted files before it listens", async () => {
  const folder = await Deno.makeTempDir({ prefix: "sluice-flags-" });
  await Deno.writeTextFile(`${folder}/open.json`, '{"commands":{}}');
  await Deno.chmod(`${folder}/open.json`, 0o666);
  await Deno.writeTextFile(`${folder}/odd.json`, '{"commands":{},"shell":true}');
  const cases: [string[], number, RegExp][] = [
    [[], 64, /No command may run/],
    [["--allow", "nosuchprogram"], 66, /no such program/],
    [["--allow", "./uname"], 64, /absolute path/],
    [["--policy", `${folder}/open.json`], 64, /is writable by other users/],
    [["--policy", `${folder}/odd.json`], 64, /policy has the unknown member "shell"/],
    [["--policy", `${folder}/none.json`], 66, /no such file/],
    [["--allow", "uname", "--insecure-loopback", "--listen", "0.0.0.0:0"], 64, /127\.0\.0\.0\/8/],
    [["--allow", "uname", "--listen", "unix:/tmp/x"], 64, /over TCP only/],
    [["--allow", "uname", "--raw"], 64, /--raw does not work/],
    [["--allow", "uname", "--secret", "x"], 64, /\(ps\)/],
    [["--allow", "uname", "word"], 64, /Unexpected argument "word"/],
    [["--allow", "uname", "--folder", "/nonexistent"], 66, /No folder "\/nonexistent"/],
  ];
  for (const [flags, code, why] of cases) {
    const ended = await run(SLUICE_RUN, { args: ["serve", "exec", ...AS_ROOT, ...flags] });
    assertEquals(ended.code, code, ended.err);
    assertMatch(ended.err, why);
    assertNotMatch(ended.err, /Listening/);
  }
  const strange = await runSluice(["serve", "echo", "--allow", "uname"]);
  assertEquals([strange.code, /--allow does not work/.test(strange.err)], [64, true]);
  await Deno.remove(folder, { recursive: true });
});

test("the command line that plain sluice advises works, and starts only the listed programs", async () => {
  const { err } = await runSluice(["serve", "exec", "--allow", "uname"]);
  const [, flags] = /deno run (--allow-run\S+ .*) main\.ts serve exec/.exec(err)!;
  const [config, main] = [
    `--config=${await configInForce()}`,
    new URL("../../main.ts", import.meta.url),
  ];
  const start = (...words: string[]) =>
    startCommand([Deno.execPath(), ...[
      "run",
      "--quiet",
      "--no-check",
      "--no-prompt",
      config,
      ...flags!.split(" "),
      main.pathname,
    ], ...[
      "serve",
      "exec",
      "--insecure-loopback",
      "--listen",
      "127.0.0.1:0",
      ...AS_ROOT,
      ...words,
    ]], { interactive: true });
  const server = start("--allow", "uname");
  const at = `127.0.0.1:${await server.port()}`;
  const ran = await runSluice(["exec", at, "--insecure-loopback", "--", "uname"]);
  assertEquals(ran, { code: 0, out: "Linux\n", err: "" });
  assertEquals((await server.stop()).code, 143);
  const other = await start("--allow", "uname", "--allow", "id").ended;
  assertEquals(other.code, 77);
  assertMatch(other.err, /may not start \/usr\/bin\/id/);
});

Deno.test({
  name: "requires --as-root of root",
  ignore: !linux || Deno.uid() !== 0,
  async fn() {
    const args = ["serve", "exec", "--allow", "uname", "--insecure-loopback"];
    const { code, err } = await run(SLUICE_RUN, { args });
    assertEquals(code, 77);
    assertMatch(err, /run as root.*--as-root/);
  },
});
