/** Links, pipes and other special files at the destination: rows 9 and 10. @module */

import { assert, assertEquals } from "@std/assert";
import { basename } from "node:path";
import { IF_EXISTS } from "../../lib/file/if_exists.ts";
import { concat, entry, file, fin, greeting } from "../support/scripted_peer.ts";
import { assertCode, attackReceiver } from "./attack.ts";
import { Box } from "./box.ts";
import { leavePart } from "./left_part.ts";
import { folder, link, obedient } from "./obedient_sender.ts";

const unix = Deno.build.os !== "windows";

/** Special files at the name `a`: what is there, and the permitted results. */
const TRAPS: [what: string, make: (box: Box) => void][] = [
  ["a link to a file outside", (box) => Deno.symlinkSync("../outside/mine.txt", `${box.into}/a`)],
  ["a dangling link", (box) => Deno.symlinkSync("../outside/new.txt", `${box.into}/a`)],
  ["a link to itself", (box) => Deno.symlinkSync("a", `${box.into}/a`)],
  ["a link to a device", (box) => Deno.symlinkSync("/dev/full", `${box.into}/a`)],
  ["a pipe", (box) => {
    const { success } = new Deno.Command("mkfifo", { args: [`${box.into}/a`] }).outputSync();
    assert(success);
  }],
  ["a socket", (box) => {
    using _socket = Deno.listen({ transport: "unix", path: `${box.root}/s` });
    // It removes its own name when it closes, but not this one.
    Deno.linkSync(`${box.root}/s`, `${box.into}/a`);
  }],
];
for (const [what, make] of TRAPS) {
  Deno.test({
    name: `row 9: never writes through ${what} in a file's place`,
    ignore: !unix,
    async fn() {
      for (const policy of IF_EXISTS) {
        using box = new Box();
        make(box);
        box.remember();
        const script = obedient(greeting(), [entry({ mtime: Date.now() + 9e6 })], "abc");
        const found = await attackReceiver(box, script, { ifExists: policy });
        const about = `${what}, ${policy}`;
        if (policy === "refuse") {
          assertCode(found, "exists", about);
          box.assertUntouched(about);
        } else if (policy === "skip") {
          box.assertUntouched(about);
        } else if (policy === "rename") {
          assertEquals(box.changes(), ["+ file 644 in/a (1): abc"], about);
        } else {
          // Replaced as a name; the link's target is unchanged.
          const changes = box.changes().filter((line) => !/ in\/a( |:|$)/.test(line));
          assertEquals(changes, [], about);
          assert(Deno.lstatSync(`${box.into}/a`).isFile, about);
        }
      }
    },
  });
}

Deno.test({
  name: "row 9: never follows a link in a folder's place",
  ignore: !unix,
  async fn() {
    for (const policy of IF_EXISTS) {
      using box = new Box();
      Deno.symlinkSync("../outside", `${box.into}/a`);
      box.remember();
      const entries = [folder(0, "a", 0o700), entry({ id: 1, path: "a/mine.txt" })];
      const script = obedient(greeting(), entries, "abc");
      await attackReceiver(box, script, { ifExists: policy });
      const outside = box.changes().filter((line) => line.includes(" outside"));
      assertEquals(outside, [], policy);
      assert(Deno.lstatSync(`${box.into}/a`).isSymlink, policy);
    }
  },
});

Deno.test({
  name: "row 9: does not apply a folder's mode and time to the target of a link in its place",
  ignore: !unix,
  async fn() {
    for (const policy of IF_EXISTS) {
      using box = new Box();
      Deno.symlinkSync("../outside", `${box.into}/a`);
      box.remember();
      const { mtime } = Deno.statSync(box.outside);
      const entries = [folder(0, "a", 0o500), entry({ id: 1, path: "a/new.txt" })];
      await attackReceiver(box, obedient(greeting(), entries, "abc"), { ifExists: policy });
      assertEquals(box.changes().filter((line) => line.includes(" outside")), [], policy);
      assertEquals(Deno.statSync(box.outside).mtime, mtime, policy);
    }
  },
});

const LINKS: [what: string, target: unknown][] = [
  ["an absolute path", "/etc/passwd"],
  ["a path that climbs out", "../../outside/mine.txt"],
  ["a path that climbs in the middle", "x/../../../outside"],
  ["a path that climbs just above its folder", ".."],
  ["a drive", "C:\\Windows"],
  ["nothing", ""],
  ["a path with NUL", "a\0b"],
  ["a number", 5],
];
for (const [what, target] of LINKS) {
  Deno.test(`row 9: rejects a link to ${what}`, async () => {
    using box = new Box();
    const bytes = concat(greeting(), folder(0, "a"), link(1, "a/l", target), file(2, "a/f"), fin());
    assertCode(await attackReceiver(box, bytes), ["unsafe_name", "protocol"]);
    box.assertUntouched();
  });
}

Deno.test({
  name: "row 9: writes nothing through a link of the same transfer",
  ignore: !unix,
  async fn() {
    const cases: Uint8Array[][] = [
      [folder(0, "a"), link(1, "a/l", "."), file(2, "a/l/f")],
      [folder(0, "a"), folder(1, "a/l"), file(2, "a/l/f"), link(3, "a/l", ".")],
      [folder(0, "a"), link(1, "a/l", "x"), link(2, "a/l/m", "."), file(3, "a/f")],
      [folder(0, "a"), link(1, "a/x", "."), link(2, "a/y", "x"), file(3, "a/y/../f")],
      [link(0, "a", "."), file(1, "a/f")],
    ];
    for (const [i, parts] of cases.entries()) {
      using box = new Box();
      await attackReceiver(box, concat(greeting(), ...parts, fin()));
      for (const line of box.changes()) {
        assert(/^\+ \w+ (\d+ )?in\/a/.test(line), `case ${i}: ${line}`);
      }
    }
  },
});

Deno.test({
  name: "row 9: creates a link at its path only",
  ignore: !unix,
  async fn() {
    using box = new Box();
    const parts = [folder(0, "a"), folder(1, "a/b"), link(2, "a/b/l", "../f"), file(3, "a/f")];
    const found = await attackReceiver(box, concat(greeting(), ...parts, fin()));
    assertEquals(found.error, undefined);
    assertEquals(Deno.readLinkSync(`${box.into}/a/b/l`), "../f");
  },
});

Deno.test({
  name: "row 10: does not follow a folder that becomes a link while files arrive",
  ignore: !unix,
  async fn() {
    for (const policy of ["skip", "rename", "overwrite", "update"] as const) {
      using box = new Box();
      Deno.mkdirSync(`${box.into}/a`);
      box.remember();
      const entries = [folder(0, "a"), entry({ id: 1, path: "a/new.txt" })];
      await attackReceiver(box, obedient(greeting(), entries, "abc"), {
        ifExists: policy,
        onEvent: ({ type }) => {
          if (type !== "file_done") return;
          Deno.removeSync(`${box.into}/a`);
          Deno.symlinkSync("../outside", `${box.into}/a`);
        },
      });
      assertEquals(box.changes().filter((line) => line.includes(" outside")), [], policy);
    }
  },
});

Deno.test("row 10: does not replace a name that is created while files arrive", async () => {
  for (const policy of ["refuse", "rename", "skip"] as const) {
    using box = new Box();
    const found = await attackReceiver(box, obedient(greeting(), [entry()], "abc"), {
      ifExists: policy,
      onEvent: ({ type }) => {
        if (type === "file_done") Deno.writeTextFileSync(`${box.into}/a`, "another's");
      },
    });
    assertEquals(Deno.readTextFileSync(`${box.into}/a`), "another's", policy);
    if (policy === "refuse") assertCode(found, "exists");
  }
});

Deno.test("row 10: the staging folder has a random name and is for its owner only", async () => {
  const names: string[] = [];
  for (let i = 0; i < 3; i++) {
    using box = new Box();
    await attackReceiver(box, concat(greeting(), file(0, "a"), fin()), {
      onEvent: ({ type }) => {
        if (type !== "file_done") return;
        const found = [...Deno.readDirSync(box.into)].find(({ name }) => name.startsWith("."))!;
        names.push(basename(found.name));
        if (unix) assertEquals(Deno.lstatSync(`${box.into}/${found.name}`).mode! & 0o777, 0o700);
      },
    });
  }
  assertEquals(new Set(names).size, 3);
  for (const name of names) assert(/^\.sluice-[0-9a-f]{32}$/.test(name), name);
});

Deno.test({
  name: "row 10: does not resume an unfinished transfer that others could have written in",
  ignore: !unix,
  async fn() {
    for (const plant of ["open to others", "a link"]) {
      using box = new Box();
      const at = leavePart(box.into, "a", "abc");
      if (plant === "a link") {
        Deno.renameSync(at, `${box.root}/planted`);
        Deno.symlinkSync(`${box.root}/planted`, at);
      } else {
        Deno.chmodSync(at, 0o755);
      }
      const found = await attackReceiver(box, concat(greeting(), file(0, "a", "new"), fin()), {
        resume: true,
      });
      assertEquals(found.error, undefined, plant);
      assertEquals(Deno.readTextFileSync(`${box.into}/a`), "new", plant);
    }
  },
});
