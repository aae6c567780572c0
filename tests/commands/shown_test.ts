/** What commands print on a terminal, and what to a pipe. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { temporaryFolder } from "../support/folder.ts";
import { needing } from "../support/needs.ts";
import { noTerminal, startOnTerminal } from "../support/on_terminal.ts";
import { run, start } from "../support/program.ts";

const onTerminal = (name: string) => needing(name, noTerminal() ?? false);
const here = ["--listen", "127.0.0.1:0"];

/** The lines that a program shows on a terminal until its end, without styles. */
async function screenOf(...args: string[]): Promise<string[]> {
  await using shown = await startOnTerminal(args);
  const { out } = await shown.program.ended;
  // deno-lint-ignore no-control-regex -- styles
  return out.replaceAll(/\x1b\[\d*m/g, "").split("\r\n");
}

/** Serves a folder with `a.txt`, and passes on the address and an empty folder. */
async function withService(
  service: string,
  use: (address: string, into: string) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder();
  const [shared, into] = [join(folder.path, "shared"), join(folder.path, "into")];
  for (const path of [shared, into]) await Deno.mkdir(path);
  await Deno.writeTextFile(join(shared, "a.txt"), "hello\n");
  await using server = await start(["serve", service, shared, ...here]);
  await use(`127.0.0.1:${await server.port()}`, into);
}

Deno.test({
  ...onTerminal("get reports a file in one line on a terminal, and prints no list of digests"),
  fn: () =>
    withService("files", async (address, into) => {
      const lines = await screenOf("get", address, "a.txt", "--into", into);
      assertEquals(lines, [
        `Saved "${into}/a.txt" (6 B, MD5 b1946ac92492d2347c6235b4d2611184)`,
        "",
      ]);
    }),
});

Deno.test("get names the policies that it has for a file that exists", async () => {
  await withService("files", async (address, into) => {
    await Deno.writeTextFile(join(into, "a.txt"), "mine");
    for (
      const [flags, policies] of [
        [[], "skip, rename or overwrite"],
        [["--digest", "sha256"], "skip, rename, overwrite or update"],
      ] as const
    ) {
      const { code, err } = await run(["get", address, "a.txt", "--into", into, ...flags]);
      const text = `sluice: "a.txt" already exists; use --if-exists ${policies}\n`;
      assertEquals([code, err], [73, text]);
    }
  });
});

Deno.test("gopher does not fetch an item for a file that exists", async () => {
  await withService("gopher", async (address, into) => {
    const path = join(into, "a.txt");
    await Deno.writeTextFile(path, "mine");
    const { code, err } = await run(["gopher", `${address}/0/a.txt`, "--output", path]);
    assertEquals([code, err], [
      73,
      `sluice: "${path}" already exists; use --if-exists skip, rename or overwrite\n`,
    ]);
  });
});

Deno.test({
  ...onTerminal("lookup aligns its answers on a terminal"),
  async fn() {
    const lines = await screenOf("lookup", "--service", "gopher", "80", "domain/udp");
    const columns = lines.slice(0, -1).map((line) => /^\S+ {2,}/.exec(line)?.[0].length);
    assertEquals(columns.length, 3, lines.join("\n"));
    assertEquals(new Set(columns).size, 1, lines.join("\n"));
  },
});

const LOOPBACK = Deno.networkInterfaces().find(({ address }) => address === "127.0.0.1")?.name;

Deno.test({
  ...onTerminal("peers prints a table with a header on a terminal, and tabs to a pipe"),
  ignore: LOOPBACK === undefined || noTerminal() !== undefined,
  async fn() {
    const flags = ["--interface", LOOPBACK!];
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(join(folder.path, "a"), "");
    const sender = await start(["send", "a", "--json", ...flags], { cwd: folder.path });
    await using _ended = sender;
    const [, channel] = await sender.waitFor(/"code":"(\d+)-/, "out");
    const [header, ...rows] = await screenOf("peers", ...flags);
    assertMatch(header!, /^CHANNEL {2}ADDRESS +LAST SEEN$/);
    const row = rows.find((line) => line.startsWith(`${channel} `)) ?? "";
    assertEquals(row.search(/tcp:/), header!.search(/ADDRESS/), row);
    assertMatch(row.slice(header!.search(/LAST/)), /^\d\.?\d* s ago$/);
    const { out } = await run(["peers", ...flags]);
    assertMatch(out, new RegExp(`^${channel}\\ttcp://\\S+\\t[\\d.]+$`, "m"));
    assert(!out.includes("CHANNEL"), out);
  },
});

Deno.test({
  ...needing("doctor aligns its checks", LOOPBACK === undefined && "interface with 127.0.0.1"),
  async fn() {
    const { out } = await run(["doctor", "--interface", LOOPBACK!]);
    const lines = out.split("\n").slice(0, -1);
    for (const line of lines) assertMatch(line, /^(OK |BAD) {2}\S/);
    // The longest name ends two columns before the texts.
    const starts = lines.map((line) => /^.{5}\S+(?: \S+)* {2,}/.exec(line)?.[0].length);
    assertEquals(new Set(starts).size, 1, out);
  },
});

Deno.test("share hints at a curl command that works: with a password, and with --tls", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "a"), "");
  const noted = async (...flags: string[]) =>
    (await run(["share", "a", ...here, "--expire", "10ms", ...flags], { cwd: folder.path })).err;
  assertStringIncludes(await noted(), "Without a browser: curl -fO http://127.0.0.1:");
  assertMatch(await noted("--password"), /curl -u sluice:\w{10} -fO http:\/\/127\.0\.0\.1:/);
  assertMatch(await noted("--tls"), /curl -k --pinnedpubkey sha256\/\/\S{44} -fO https:\/\/127/);
});

Deno.test({
  ...onTerminal("the address of share is bold on a terminal with colour only"),
  async fn() {
    const bold = "\x1b[1m";
    await using folder = await temporaryFolder();
    const path = join(folder.path, "a");
    await Deno.writeTextFile(path, "");
    const words = ["share", path, ...here, "--expire", "10ms"];
    const outputOf = async (env: Record<string, string>, ...flags: string[]) => {
      await using shown = await startOnTerminal([...words, ...flags], { env });
      return (await shown.program.ended).out;
    };
    // An empty NO_COLOR counts as unset (https://no-color.org).
    assertStringIncludes(await outputOf({ NO_COLOR: "" }), `\n  ${bold}http:`);
    const plain = [
      await outputOf({ NO_COLOR: "1" }),
      await outputOf({ NO_COLOR: "", TERM: "dumb" }),
      await outputOf({ NO_COLOR: "" }, "--no-color"),
      await outputOf({ NO_COLOR: "" }, "--quiet"),
    ];
    for (const out of plain) assertMatch(out, /^ {2}http:\S+\/\r$/m);
  },
});
