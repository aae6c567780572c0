/**
 * Two terminals: the program as users run it, over loopback. Started from source, or as the
 * executable that `SLUICE_EXECUTABLE` names.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { installed } from "../commands/run_sluice.ts";
import { describeTree, makeOddTree, temporaryFolder } from "../support/folder.ts";
import { type Ended, type Program, run, start } from "../support/program.ts";

const LISTENING = /Listening on tcp:\/\/127\.0\.0\.1:(\d+)/;

/** Runs one to its end while the other listens; both with `--plain`, in the folder `cwd`. */
async function meet(
  cwd: string,
  [verb, ...listening]: string[],
  dialling: (address: string) => string[],
): Promise<{ listener: Ended; dialler: Ended }> {
  const first = [verb!, "--plain", "--listen", "127.0.0.1:0", ...listening];
  await using listener = await start(first, { cwd });
  const [, port] = await listener.waitFor(LISTENING);
  const dialler = await run(dialling(`127.0.0.1:${port}`), { cwd });
  return { listener: await listener.ended, dialler };
}

/** `receive` listens, `send` dials. */
async function transfer(cwd: string, send: string[], receive: string[]) {
  const { listener, dialler } = await meet(
    cwd,
    ["receive", "--once", ...receive],
    (address) => ["send", "--plain", "--to", address, ...send],
  );
  return { receiver: listener, sender: dialler };
}

/** Runs a program of the system; returns its exit code and output. */
async function tool(command: string, args: string[], cwd: string): Promise<[number, string]> {
  const output = await new Deno.Command(command, { args, cwd, stdin: "null" }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return [output.code, text(output.stdout) + text(output.stderr)];
}

const hasDiff = await installed("diff");
const hasSha256sum = await installed("sha256sum");

Deno.test("transfers two folders between two terminals, twice in a row", async () => {
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  for (const name of ["A", "B b"]) await makeOddTree(join(cwd, name));
  for (const into of ["in", "in again"]) {
    const { sender, receiver } = await transfer(cwd, ["A", "B b"], ["--into", into, "--yes"]);
    assertEquals([sender.code, receiver.code], [0, 0], sender.err + receiver.err);
    assertEquals(sender.out, "");
    assertMatch(sender.err, /Sent 34 files \(.*\) in .*\n$/);
    assertMatch(receiver.err, /Received 34 files \(.*\) into .* in .*\n$/);
    for (const name of ["A", "B b"]) {
      assertEquals(describeTree(join(cwd, into, name)), describeTree(join(cwd, name)));
      if (hasDiff) assertEquals(await tool("diff", ["-r", name, `${into}/${name}`], cwd), [0, ""]);
    }
    await Deno.writeTextFile(join(cwd, "list"), receiver.out);
    assertEquals(receiver.out.trimEnd().split("\n").length, 34);
    if (hasSha256sum) {
      const check = await tool("sha256sum", ["-c", "--quiet", "../list"], join(cwd, into));
      assertEquals(check, [0, ""]);
    }
    assertEquals(Array.from(Deno.readDirSync(join(cwd, into)), ({ name }) => name).length, 2);
  }
});

Deno.test("transfers from a listening sender to a dialling receiver", async () => {
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  await makeOddTree(join(cwd, "A"));
  const { listener, dialler } = await meet(
    cwd,
    ["send", "A"],
    (address) => ["receive", "--plain", "--from", address, "--into", "in", "--yes"],
  );
  assertEquals([listener.code, dialler.code], [0, 0], listener.err + dialler.err);
  assertEquals(describeTree(join(cwd, "in/A")), describeTree(join(cwd, "A")));
});

Deno.test("transfers a file whose name begins with a dash", async () => {
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  await Deno.writeTextFile(join(cwd, "-rf"), "dash\n");
  const { sender, receiver } = await transfer(cwd, ["--", "-rf"], ["--into", "in", "-y"]);
  assertEquals([sender.code, receiver.code], [0, 0], sender.err + receiver.err);
  assertEquals(await Deno.readTextFile(join(cwd, "in/-rf")), "dash\n");
  assertMatch(receiver.out, /^[0-9a-f]{64} {2}-rf\n$/);
});

for (const digest of ["sha256", "sha512", "sha1", "md5"]) {
  Deno.test(`lists the digests of the sender's files with --digest ${digest}`, async () => {
    await using folder = await temporaryFolder();
    const cwd = folder.path;
    await Deno.writeTextFile(join(cwd, "x"), "some text\n");
    const { receiver } = await transfer(cwd, ["x", "--digest", digest], ["--yes", "--into", "in"]);
    assertEquals(receiver.code, 0, receiver.err);
    const real = createHash(digest).update("some text\n").digest("hex");
    assertEquals(receiver.out, `${real}  x\n`);
  });
}

/** A transfer that one side refuses: exit codes and messages of both sides, and nothing stored. */
async function refused(
  send: string[],
  receive: string[],
  expected: { sender: [number, RegExp]; receiver: [number, RegExp] },
): Promise<void> {
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  await Deno.writeTextFile(join(cwd, "x"), "new\n");
  await Deno.mkdir(join(cwd, "taken"));
  await Deno.writeTextFile(join(cwd, "taken/x"), "old\n");
  const before = describeTree(cwd);
  const { sender, receiver } = await transfer(cwd, send, receive);
  assertEquals([sender.code, receiver.code], [expected.sender[0], expected.receiver[0]]);
  assertMatch(sender.err, expected.sender[1]);
  assertMatch(receiver.err, expected.receiver[1]);
  assertEquals([sender.out, receiver.out], ["", ""]);
  const after = describeTree(cwd);
  // The destination itself may have been created.
  after.delete("in");
  assertEquals(after, before);
}

Deno.test("exits with 77 without a user to ask and --yes, and informs the sender", () =>
  refused(["x"], ["--into", "in"], {
    sender: [1, /^sluice: The receiver cannot accept: it needs --yes/m],
    receiver: [77, /^sluice: There is no terminal to ask on; add --yes/m],
  }));

Deno.test("exits with 73 if a name exists, keeps it, and informs the sender", () =>
  refused(["x"], ["--into", "taken", "--yes"], {
    sender: [1, /^sluice: The receiver cannot accept: "x" already exists there/m],
    receiver: [73, /^sluice: .*"x"/m],
  }));

Deno.test("exits with 1 on both sides if the digest is refused", () =>
  refused(["x", "--digest", "md5"], ["--into", "in", "--yes", "--refuse-digest", "md5"], {
    sender: [1, /^sluice: The receiver cannot accept: it refuses this digest/m],
    receiver: [1, /^sluice: .*refuses MD5/m],
  }));

const WITHOUT_PEER: [name: string, args: string[], code: number, err: RegExp][] = [
  [
    "waiting for a sender, with no code and no terminal to ask for it on: exit code 64",
    ["receive", "--listen", "127.0.0.1:0"],
    64,
    /Missing CODE, and there is no terminal to ask on.*--secret-file/,
  ],
  [
    "neither --to nor --listen: exit code 64",
    ["send", "x", "--plain"],
    64,
    /--plain needs --listen.*or --to/,
  ],
  [
    "a file that does not exist: exit code 66",
    ["send", "nothing here", "--plain", "--to", "127.0.0.1:1"],
    66,
    /"nothing here": no such file or folder/,
  ],
  [
    "a port out of range: exit code 64",
    ["send", "x", "--plain", "--to", "127.0.0.1:70000"],
    64,
    /70000/,
  ],
];

for (const [name, args, code, err] of WITHOUT_PEER) {
  Deno.test(name, async () => {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(join(folder.path, "x"), "x");
    const ended = await run(args, { cwd: folder.path });
    assertEquals([ended.code, ended.out], [code, ""], ended.err);
    assertMatch(ended.err, err);
  });
}

Deno.test("exits with 69 if no peer listens", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "x"), "x");
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  for (const words of [["send", "x", "--to"], ["receive", "--from"]]) {
    const { code, err } = await run([...words, `127.0.0.1:${port}`, "--plain"], {
      cwd: folder.path,
    });
    assertEquals(code, 69, err);
    assertStringIncludes(err, `127.0.0.1:${port}`);
  }
});

Deno.test("skips symbolic links, and does not send their targets", async () => {
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  await Deno.mkdir(join(cwd, "A"));
  await Deno.writeTextFile(join(cwd, "A/real"), "real\n");
  await Deno.symlink("/etc", join(cwd, "A/away"));
  await Deno.symlink("real", join(cwd, "A/near"));
  const { sender, receiver } = await transfer(cwd, ["A"], ["--into", "in", "--yes"]);
  assertEquals([sender.code, receiver.code], [0, 0], sender.err + receiver.err);
  assertMatch(sender.err, /^Skipped: "A\/away": symbolic link/m);
  assertMatch(sender.err, /^Skipped: "A\/near": symbolic link[^]*; 2 skipped$/m);
  assertEquals([...describeTree(join(cwd, "in")).keys()], ["A", "A/real"]);
});

/** Milliseconds for both sides to end: a second, and as much again for a machine with other work. */
const END = 2000;

/** What is interrupted, and how the other side learns of it: one signal, one side. */
async function interrupt(
  who: "sender" | "receiver",
  signal: "SIGINT" | "SIGTERM",
): Promise<{ sender: Ended; receiver: Ended; left: string[]; elapsed: number }> {
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  await Deno.mkdir(join(cwd, "in"));
  await Deno.writeFile(join(cwd, "big"), new Uint8Array(30_000_000));
  const common = ["--plain", "--retry", "0", "--json"];
  await using receiver = await start(
    ["receive", ...common, "--listen", "127.0.0.1:0", "--into", "in", "--yes", "--once"]
      .concat("--no-resume"),
    { cwd },
  );
  const [, port] = await receiver.waitFor(LISTENING);
  await using sender = await start(
    ["send", "big", ...common, "--to", `127.0.0.1:${port}`, "--limit", "2M"],
    { cwd },
  );
  for (const side of [sender, receiver]) await side.waitFor(/"event":"file_started"/, "out");
  const hit: Program = who === "sender" ? sender : receiver;
  const begin = performance.now();
  hit.kill(signal);
  const ended = { sender: await sender.ended, receiver: await receiver.ended };
  const elapsed = performance.now() - begin;
  return { ...ended, elapsed, left: Array.from(Deno.readDirSync(join(cwd, "in")), (e) => e.name) };
}

for (const who of ["sender", "receiver"] as const) {
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    Deno.test(`exits with ${code} after ${signal} to the ${who}, the peer with 75, and nothing is left`, async () => {
      const { sender, receiver, left, elapsed } = await interrupt(who, signal);
      const codes = who === "sender" ? [code, 75] : [75, code];
      assertEquals([sender.code, receiver.code], codes, sender.err + receiver.err);
      const other = who === "sender" ? receiver : sender;
      assertStringIncludes(other.err, `${who} was interrupted`);
      assert(elapsed < END, `${elapsed} ms`);
      assertEquals(left, []);
    });
  }
}

Deno.test("exits with 130 if a listener is interrupted without a peer", async () => {
  await using folder = await temporaryFolder();
  await using receiver = await start(
    ["receive", "--plain", "--listen", "127.0.0.1:0", "--yes"],
    { cwd: folder.path },
  );
  await receiver.waitFor(LISTENING);
  receiver.kill("SIGINT");
  const { code, err } = await receiver.ended;
  assertEquals(code, 130, err);
  assert(err.endsWith("sluice: Interrupted (SIGINT)\n"), err);
});
