// The starter with a deno and an npx that only record their calls.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import project from "../../deno.json" with { type: "json" };
import { denoTooOld } from "../../lib/cli/required_deno.ts";
import { type Run, run } from "../commands/run_sluice.ts";
import { writeProgram } from "../support/write_program.ts";

const PROJECT = new URL("../..", import.meta.url).pathname;
const PINNED = (await Deno.readTextFile(`${PROJECT}/.dvmrc`)).trim();
/** The programs that the starter calls, except deno and npx. */
const TOOLS = ["sh", "ls", "cat", "mkdir", "mktemp", "chmod", "mv", "readlink"];
const ignore = Deno.build.os === "windows";

/** A copy of the files that the starter reads, with a PATH of its own. */
class Place implements AsyncDisposable {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  static async create(): Promise<Place> {
    const place = new Place(await Deno.makeTempDir({ prefix: "sluice-starter-" }));
    for (const folder of ["scripts", "tools", "bin", "cache", ".local"]) {
      await Deno.mkdir(join(place.root, folder));
    }
    for (const name of [".dvmrc", "deno.json", "scripts/sluice", "scripts/permissions.txt"]) {
      await Deno.copyFile(join(PROJECT, name), join(place.root, name));
    }
    // The configuration is decided, so the network is not tried here.
    await Deno.writeTextFile(join(place.root, "deno.open.json"), "{}");
    for (const tool of TOOLS) {
      const { out } = await run("sh", { args: ["-c", `command -v ${tool}`] });
      await Deno.symlink(out.trim(), join(place.root, "tools", tool));
    }
    return place;
  }

  /** A program that records its call, and then acts. */
  async program(path: string, action: string): Promise<void> {
    const text = `#!/bin/sh\necho "\${0##*/} $*" >>"${this.root}/calls"\n${action}\n`;
    await writeProgram(join(this.root, path), text);
  }

  /** A deno of this version; called otherwise, it prints its name. */
  async deno(version: string, path = "bin/deno"): Promise<void> {
    const said = `deno ${version} (stable, release, x86_64-unknown-linux-gnu)\nv8 1\ntypescript 1`;
    const action = `[ "$1" != --version ] || { echo "${said}"; exit; }\necho "started ${version}"`;
    await this.program(path, action);
  }

  /** An npx that has the pinned version. */
  async npx(path = "cache/deno"): Promise<void> {
    await this.deno(PINNED, path);
    await this.program("bin/npx", `echo "${this.root}/${path}"`);
  }

  start(): Promise<Run> {
    const PATH = `${this.root}/bin:${this.root}/tools`;
    return run(join(this.root, "scripts/sluice"), {
      args: ["peers"],
      env: { PATH },
      clearEnv: true,
    });
  }

  /** The calls of deno and npx since the last use of this function, without the starts. */
  async calls(): Promise<string[]> {
    const path = join(this.root, "calls");
    const text = await Deno.readTextFile(path).catch(() => "");
    await Deno.writeTextFile(path, "");
    return text.split("\n").filter((line) => line !== "" && !/^\w+ run /.test(line));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

const started = (version: string): Run => ({ code: 0, out: `started ${version}\n`, err: "" });
const ASK = "deno --version";
const GET = `npx --yes deno@${PINNED} eval console.log(Deno.execPath())`;

Deno.test("the pinned version of Deno is not below the minimum", () => {
  assertMatch(project.minimumDeno, /^\d+\.\d+\.\d+$/);
  assertEquals(denoTooOld(PINNED, project.minimumDeno), undefined);
});

for (
  const version of [project.minimumDeno, "2.10.0", "99.0.0", "99.1.0-rc.1+abc", "of no number"]
) {
  Deno.test({ name: `starts on Deno ${version} without a message`, ignore }, async () => {
    await using place = await Place.create();
    await place.deno(version);
    await place.npx();
    assertEquals(await place.start(), started(version));
    assertEquals(await place.calls(), [ASK]);
    assertEquals(await place.start(), started(version));
    assertEquals(await place.calls(), [], "the answer is remembered");
  });
}

for (const version of ["2.4.2", "2.7.14", "1.99.99"]) {
  Deno.test({ name: `takes the pinned version instead of Deno ${version}`, ignore }, async () => {
    await using place = await Place.create();
    await place.deno(version);
    await place.npx();
    const first = await place.start();
    assertEquals(first.out, `started ${PINNED}\n`);
    assertEquals(
      first.err,
      `sluice: ${place.root}/bin/deno is Deno ${version}, and sluice needs ` +
        `${project.minimumDeno} or later: getting Deno ${PINNED} by npx, this once\n`,
    );
    assertEquals(await place.calls(), [ASK, GET]);
    assertEquals(await place.start(), started(PINNED));
    assertEquals(await place.calls(), [], "both answers are remembered");
  });
}

Deno.test({ name: "fetches the pinned version if there is no Deno", ignore }, async () => {
  await using place = await Place.create();
  await place.npx();
  assertEquals(await place.start(), {
    ...started(PINNED),
    err: `sluice: getting Deno ${PINNED} by npx, this once\n`,
  });
  await place.deno("2.4.2");
  assertMatch((await place.start()).err, /^sluice: .* is Deno 2\.4\.2, .* from npm's cache\n$/);
  assertEquals(await place.calls(), [GET, ASK]);
});

Deno.test({ name: "takes the last line of what npx prints", ignore }, async () => {
  await using place = await Place.create();
  await place.npx();
  await place.program("bin/npx", `echo "npm notice"; echo "${place.root}/cache/deno"`);
  assertEquals((await place.start()).out, `started ${PINNED}\n`);
  await place.program("bin/npx", "echo");
  await Deno.remove(join(place.root, ".local"), { recursive: true });
  const { code, err } = await place.start();
  assertEquals([code, err.endsWith("by npx: install it\n")], [69, true], err);
});

Deno.test({ name: "calls npx again once its cache has lost the executable", ignore }, async () => {
  await using place = await Place.create();
  await place.npx();
  await place.start();
  await Deno.remove(join(place.root, "cache/deno"));
  await place.npx("cache/elsewhere");
  assertStringIncludes((await place.start()).err, "this once");
  assertEquals(await place.calls(), [GET, GET]);
});

Deno.test({ name: "rejects an old Deno if npx is missing too", ignore }, async () => {
  await using place = await Place.create();
  await place.deno("2.6.10");
  const err = `sluice: ${place.root}/bin/deno is Deno 2.6.10, and sluice needs ` +
    `${project.minimumDeno} or later: install Deno ${PINNED}, or Node.js for npx\n`;
  for (const _ of ["asked", "remembered"]) {
    assertEquals(await place.start(), { code: 69, out: "", err });
  }
  assertEquals(await place.calls(), [ASK]);
  await Deno.remove(join(place.root, "bin/deno"));
  assertEquals(await place.start(), {
    code: 69,
    out: "",
    err: `sluice: there is no Deno: install Deno ${PINNED}, or Node.js for npx\n`,
  });
});

Deno.test(
  { name: "ends with 69 if npx fails, and calls it again the next time", ignore },
  async () => {
    await using place = await Place.create();
    await place.program("bin/npx", "echo no network >&2; exit 1");
    for (const _ of ["once", "twice"]) {
      const { code, out, err } = await place.start();
      assertEquals([code, out], [69, ""]);
      assert(
        err.endsWith(`no network\nsluice: cannot get Deno ${PINNED} by npx: install it\n`),
        err,
      );
    }
    assertEquals(await place.calls(), [GET, GET]);
  },
);

Deno.test({ name: "decides again once another Deno is in that place", ignore }, async () => {
  await using place = await Place.create();
  await place.npx();
  await place.deno("2.4.2", "cache/old");
  await place.deno("2.9.0", "cache/new");
  const link = join(place.root, "bin/deno");
  for (const [name, version] of [["old", PINNED], ["new", "2.9.0"], ["old", PINNED]] as const) {
    await Deno.remove(link).catch(() => {});
    await Deno.symlink(`../cache/${name}`, link);
    assertEquals((await place.start()).out, `started ${version}\n`);
  }
  // In the same file, as an upgrade in place.
  await place.deno("2.10.0", "cache/old");
  assertEquals(await place.start(), started("2.10.0"));
});

Deno.test({ name: "compares a remembered version with the current minimum", ignore }, async () => {
  await using place = await Place.create();
  await place.npx();
  await place.deno("2.9.0");
  assertEquals(await place.start(), started("2.9.0"));
  const config = JSON.stringify({ ...project, minimumDeno: "2.9.1" }, null, 2);
  await Deno.writeTextFile(join(place.root, "deno.json"), config);
  await Deno.writeTextFile(join(place.root, "deno.open.json"), "{}");
  await place.calls();
  assertEquals((await place.start()).out, `started ${PINNED}\n`);
  assertEquals(await place.calls(), [GET]);
});

Deno.test({ name: "starts where nothing can be stored", ignore }, async () => {
  await using place = await Place.create();
  await place.npx();
  // A decision, and a file in place of the folder for everything else.
  await Deno.remove(join(place.root, ".local"), { recursive: true });
  await Deno.writeTextFile(join(place.root, ".local"), "");
  await Deno.writeTextFile(join(place.root, "deno.closed.json"), "{}");
  assertEquals((await place.start()).out, `started ${PINNED}\n`);
  await place.deno("2.9.0");
  assertEquals(await place.start(), started("2.9.0"));
});

Deno.test({ name: "several concurrent first starts all succeed", ignore }, async () => {
  await using place = await Place.create();
  await place.npx();
  await place.deno("2.4.2");
  const runs = await Promise.all(Array.from({ length: 8 }, () => place.start()));
  assertEquals(
    runs.map(({ code, out }) => [code, out]),
    runs.map(() => [0, `started ${PINNED}\n`]),
  );
  const left = [...Deno.readDirSync(join(place.root, ".local"))].map(({ name }) => name).sort();
  assertEquals(left, [`deno-${PINNED}`, "deno-found"]);
  const { mode } = await Deno.stat(join(place.root, ".local/deno-found"));
  assertEquals(mode! & 0o777, 0o666 & ~Deno.umask(), "readable for those who share the folder");
});
