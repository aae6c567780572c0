import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { loadCommands } from "../../commands/all.ts";
import { commandManual, manualPages, programManual } from "../../lib/cli/manual.ts";
import { manualText } from "../../lib/cli/manual_text.ts";
import { roff } from "../../lib/cli/roff.ts";
import { temporaryFolder } from "../support/folder.ts";
import { installed, run, runSluice, SLUICE } from "./run_sluice.ts";
import config from "../../deno.json" with { type: "json" };
import { needing } from "../support/needs.ts";

const commands = await loadCommands();
const pages = await manualPages(commands, config.version);

Deno.test("sluice man prints the program's page in roff to a pipe", async () => {
  const out = roff(programManual(commands, config.version));
  assertEquals(await runSluice(["man"]), { code: 0, out, err: "" });
});

for (const command of commands) {
  Deno.test(`sluice man ${command.name} prints the command's page in roff to a pipe`, async () => {
    const out = roff(await commandManual(command, config.version));
    assertEquals(await runSluice(["man", command.name]), { code: 0, out, err: "" });
  });
}

Deno.test("rejects a page for an unknown command", async () => {
  const { code, out, err } = await runSluice(["man", "mna"]);
  assertEquals([code, out], [64, ""]);
  assertStringIncludes(err, 'Unknown command "mna"; did you mean man?');
});

Deno.test("every page names only pages that are installed with it", () => {
  for (const page of pages) {
    for (const [, name] of manualText(page).matchAll(/\b(sluice[\w-]*)\(1\)/g)) {
      assert(pages.some((each) => each.name === name), `${page.name} names ${name}`);
    }
  }
});

const script = await installed("script");

Deno.test({
  ...needing(
    "shows a page as text on a terminal, with bold headings if it has colours",
    !script && "script of util-linux",
  ),
  async fn() {
    const { NO_COLOR: _, ...inherited } = Deno.env.toObject();
    const onTerminal = async (extra: Record<string, string>) => {
      const env = { ...inherited, TERM: "xterm", ...extra };
      const args = ["-qec", `${SLUICE} man send`, "/dev/null"];
      const { out } = await run("script", { args, env, clearEnv: true });
      return out.replaceAll("\r", "");
    };
    const page = await commandManual(commands.find(({ name }) => name === "send")!, config.version);
    assertEquals(await onTerminal({ NO_COLOR: "1" }), manualText(page));
    assertStringIncludes(await onTerminal({}), "\x1b[1mNAME\x1b[22m\n");
  },
});

async function pagesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

const expected = pages.map(({ name }) => `${name}.1`).sort();

Deno.test("--install writes all pages into DIR/man1, creates it, and says how many", async () => {
  await using folder = await temporaryFolder();
  const root = `${folder.path}/share/man`;
  const hint = `if man does not find them, add ${root} to MANPATH`;
  const err = `Installed ${pages.length} pages in ${root}/man1; ${hint}\n`;
  assertEquals(await runSluice(["man", "--install", root]), { code: 0, out: "", err });
  assertEquals(await pagesIn(`${root}/man1`), expected);
  for (const page of pages) {
    assertEquals(await Deno.readTextFile(`${root}/man1/${page.name}.1`), roff(page));
  }
});

Deno.test("--install writes into a folder that is called man1 itself, and replaces pages", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/man1`;
  await Deno.mkdir(path);
  await Deno.writeTextFile(`${path}/sluice-send.1`, '.TH SLUICE\\-SEND 1 "" "sluice 0.0.1"\n');
  await Deno.writeTextFile(`${path}/other.1`, "another page");
  assertEquals((await runSluice(["man", "--install", path])).code, 0);
  assertEquals(await pagesIn(path), ["other.1", ...expected].sort());
  assertMatch(await Deno.readTextFile(`${path}/sluice-send.1`), /^\.SH NAME$/m);
});

Deno.test("--install says to add DIR to MANPATH if DIR/man1 or DIR is a symbolic link", async () => {
  await using folder = await temporaryFolder();
  const at = (name: string) => `${folder.path}/${name}`;
  await Deno.mkdir(at("pages"));
  await Deno.mkdir(at("man"));
  await Deno.symlink("../pages", at("man/man1"));
  await Deno.symlink("man", at("link"));
  for (const place of ["man", "man/man1", "link", "link/man1"]) {
    const { code, err } = await runSluice(["man", "--install", place], { cwd: folder.path });
    const root = await Deno.realPath(folder.path) + "/" + place.replace("/man1", "");
    assertEquals([code, err.split("; ")[1]], [
      0,
      `if man does not find them, add ${root} to MANPATH\n`,
    ]);
  }
  assertEquals(await pagesIn(at("pages")), expected);
});

Deno.test({
  name: "--install gives no advice on sending about a folder that Deno does not open",
  ignore: Deno.build.os !== "linux",
}, async () => {
  const { code, err } = await runSluice(["man", "--install", "/dev/shm/man"]);
  assertEquals(code, 77);
  assertMatch(err, /^sluice: Cannot store in "\/dev\/shm\/man\/man1": .*; use another folder$/m);
});

Deno.test("--install says nothing of MANPATH in a folder that man searches", async () => {
  await using folder = await temporaryFolder();
  const root = `${folder.path}/.local/share/man`;
  const { err } = await runSluice(["man", "--install", root]);
  assertEquals(err, `Installed ${pages.length} pages in ${root}/man1\n`);
});

for (
  const [what, place] of [
    ["another file", (path: string) => Deno.writeTextFile(path, "mine")],
    [
      "a page of another name",
      (path: string) => Deno.writeTextFile(path, '.TH SLUICEGATE 1 "" "sluice 1"\n'),
    ],
    [
      "a page of another program",
      (path: string) => Deno.writeTextFile(path, '.TH SLUICE\\-SEND 1 "" "gate 1"\n'),
    ],
    ["a folder", (path: string) => Deno.mkdir(path)],
    ["a symbolic link", (path: string) => Deno.symlink("/nonexistent", path)],
  ] as const
) {
  Deno.test(`--install writes nothing if ${what} is in the way, and exits with 73`, async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/man1`;
    await Deno.mkdir(path);
    await place(`${path}/sluice-send.1`);
    const { code, out, err } = await runSluice(["man", "--install", path]);
    assertEquals([code, out], [73, ""]);
    assertStringIncludes(err, '/sluice-send.1" already exists and is not a page of sluice');
    assertEquals(await pagesIn(path), ["sluice-send.1"]);
  });
}

Deno.test("--install exits with 73 if the folder cannot be created", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/file`, "");
  const { code, out } = await runSluice(["man", "--install", `${folder.path}/file`]);
  assertEquals([code, out], [73, ""]);
});

Deno.test("--install rejects the name of a single command", async () => {
  const { code, err } = await runSluice(["man", "send", "--install", "/nonexistent"]);
  assertEquals(code, 64);
  assertStringIncludes(err, "--install writes all pages; leave COMMAND out");
});

Deno.test({
  ...needing("man shows every page, without a warning", !await installed("man") && "man"),
  timeout: 180_000,
  async fn() {
    const env = { MANWIDTH: "80", LC_ALL: "C.UTF-8" };
    for (const name of ["", ...commands.map(({ name }) => name)]) {
      const args = ["-c", `${SLUICE} man ${name} | man --warnings -l -`];
      const { code, out, err } = await run("sh", { args, env });
      assertEquals([code, err], [0, ""]);
      assertMatch(out, /^EXIT STATUS$/m);
    }
  },
});

Deno.test({
  ...needing("mandoc finds no fault in a page", !await hasMandoc() && "mandoc"),
  async fn() {
    await using folder = await temporaryFolder();
    await runSluice(["man", "--install", folder.path]);
    for (const name of expected) {
      const args = ["-T", "lint", "-W", "warning", `${folder.path}/man1/${name}`];
      const { out, err } = await run("mandoc", { args });
      // Pages of one version are the same whenever they are made, so that they have no date.
      const faults = (out + err).split("\n").filter((line) => !/^$|missing date/.test(line));
      assertEquals(faults, []);
    }
  },
});

/** It has no flag that shows its version. */
async function hasMandoc(): Promise<boolean> {
  try {
    return (await new Deno.Command("mandoc", { args: ["-T", "lint"], stdin: "null" }).output())
      .code < 127;
  } catch {
    return false;
  }
}
