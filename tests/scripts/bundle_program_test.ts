/** The bundle that executables are compiled from. @module */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { bundleProgram, oneLine } from "../../scripts/bundle_program.ts";
import { onlyArguments } from "../../scripts/arguments.ts";
import { explain } from "../../scripts/compile.ts";
import { permissionFlags } from "../../scripts/permissions.ts";
import { temporaryFolder } from "../support/folder.ts";
import { startCommand } from "../support/program.ts";

/** What an executable may contain beyond the runtime. */
const MAX_PAYLOAD = 5_000_000;

Deno.test("the bundle is small and self-contained, and sends a file through its Workers", async (t) => {
  await using folder = await temporaryFolder();
  const bundle = join(folder.path, "bundle");
  const main = await bundleProgram(bundle);

  await t.step("the bundle is under 5 MB and contains no package of the tests", async () => {
    let size = 0;
    for await (const text of filesBelow(bundle)) {
      size += text.length;
      assert(!/puppeteer|chromium-bidi/i.test(text));
      assert(!text.includes(`${Deno.env.get("HOME") ?? "/home"}/`), "the builder's home");
      assert(!/\/\/ (\.\.\/)+/.test(text), "where the builder keeps packages");
    }
    assert(size > 500_000, `${size} bytes are not the program`);
    assert(size < MAX_PAYLOAD, `${size} bytes`);
  });

  await t.step("the bundle runs without access to imports", async () => {
    const closed = ["--no-config", "--no-lock", "--no-remote", "--no-npm", "--cached-only"];
    const unstable = ["--unstable-net", "--unstable-worker-options"];
    const flags = [
      ...closed,
      "--quiet",
      "--no-check",
      ...unstable,
      ...await permissionFlags("plain"),
    ];
    const env = { DENO_DIR: join(folder.path, "an empty cache"), NO_COLOR: "1" };
    const sluice = (...args: string[]) =>
      startCommand([Deno.execPath(), "run", ...flags, main, ...args], { cwd: folder.path, env });
    await Deno.writeTextFile(join(folder.path, "letter"), "hello\n");
    await using sender = sluice("send", "letter", "--listen", "127.0.0.1:0");
    const [, address] = await sender.waitFor(/Listening on tcp:\/\/(\S+)/);
    const [, code] = await sender.waitFor(/run: sluice receive (\S+)/);
    const words = ["receive", code!, "--from", address!, "--into", "received", "--yes"];
    await using receiver = sluice(...words);
    const { code: received, err } = await receiver.ended;
    assertEquals([(await sender.ended).code, received], [0, 0], err);
    assertEquals(await Deno.readTextFile(join(folder.path, "received", "letter")), "hello\n");
  });
});

Deno.test("compile without Deno's download host reports what is missing and what to do", () => {
  const url = "https://dl.example/release/v2.9.6/denort-x86_64-unknown-linux-gnu.zip";
  const text = explain(`\x1b[31merror\x1b[0m: Writing deno compile executable to 'x'

Caused by:
    0: Setting up base binary.
    1: error sending request for url (${url}): client error (Connect): dns error

Stack backtrace:
   0: <unknown>
`);
  assert(
    text.includes(`cannot be downloaded from ${url}; allow that host, or set DENORT_BIN`),
    text,
  );
  assert(!/backtrace|Caused by/.test(text), text);
});

Deno.test("reports another error of the runtime in one line, with its innermost cause", () => {
  const trace = "\n\nStack backtrace:\n   0: <unknown>\n";
  assertEquals(oneLine(`\x1b[31merror\x1b[0m: no such file${trace}`), "no such file");
  assertEquals(
    oneLine(`error: Setting up.\n\nCaused by:\n    0: reading\n    1: not there${trace}`),
    "Setting up: not there",
  );
});

Deno.test("a script rejects an unknown argument", () => {
  onlyArguments(["--all"], "--all");
  assertThrows(() => onlyArguments(["--al"], "--all"), Error, 'unknown argument "--al"');
});

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesBelow(path);
    else yield await Deno.readTextFile(path);
  }
}
