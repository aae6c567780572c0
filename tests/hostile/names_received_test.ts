/** Hostile names against a real receiver: rows 1 to 8 and 11. @module */

import { assertEquals } from "@std/assert";
import {
  concat,
  data,
  end,
  entry,
  file,
  fin,
  frame,
  FULL_LIST,
  greeting,
} from "../support/scripted_peer.ts";
import { hello, preface, sha256, utf8, Wire } from "../support/scripted_peer.ts";
import { assertCode, assertTold, attackReceiver } from "./attack.ts";
import { Box } from "./box.ts";
import { HOSTILE_NAMES, type HostileName, type Verdict } from "./names.ts";

const os = Deno.build.os;
const isA = (verdict: Verdict) => (name: HostileName) =>
  verdict === (os === "windows" ? name.windows : name.unix);

for (const name of HOSTILE_NAMES.filter(isA("hostile"))) {
  Deno.test(`row ${name.row}: rejects a sender that offers ${name.what}`, async () => {
    using box = new Box();
    const found = await attackReceiver(
      box,
      concat(greeting({ names: [name.path] }), file(0, name.path), fin()),
    );
    assertCode(found, "unsafe_name");
    assertTold(found, "unsafe_name");
    box.assertUntouched();
  });

  Deno.test(`row ${name.row}: rejects a sender that sends ${name.what} without offering it`, async () => {
    using box = new Box();
    // Offered names are harmless, or not all listed: then any top-level name may come.
    const greetings = [
      greeting({ names: ["ok"] }),
      greeting({ names: ["ok", ...FULL_LIST], roots: 19, entries: 19 }),
    ];
    const folder = entry({ kind: "dir", path: "ok", size: 0, mode: 0o755 });
    for (const [i, path] of [`ok/${name.path}`, name.path].entries()) {
      // Below a folder our prefix has no meaning.
      if (/^ok\/\.sluice-/i.test(path)) continue;
      const found = await attackReceiver(
        box,
        concat(greetings[i]!, folder, file(1, path), fin()),
      );
      assertCode(found, "unsafe_name", path);
      box.assertUntouched(path);
    }
  });
}

for (const name of HOSTILE_NAMES.filter(isA("usable"))) {
  Deno.test(`row ${name.row}: stores ${name.what} under exactly that name`, async () => {
    using box = new Box();
    const [top = "", ...below] = name.path.split("/");
    const folder = entry({ kind: "dir", path: top, size: 0, mode: 0o755 });
    const found = await attackReceiver(
      box,
      concat(
        greeting({ names: [top] }),
        ...below.length > 0 ? [folder] : [],
        file(below.length, name.path),
        fin(),
      ),
    );
    assertEquals(found.error, undefined);
    const expected = [`+ file 644 in/${name.path}: abc`];
    if (below.length > 0) expected.unshift(`+ dir 755 in/${top}`);
    assertEquals(box.changes(), expected);
  });
}

Deno.test("row 3: rejects bytes that are not UTF-8 as a name", async () => {
  const bad = [
    ["an overlong slash", [0xc0, 0xaf]],
    ["an overlong dot", [0xe0, 0x80, 0xae]],
    ["a lone continuation", [0x80]],
    ["a surrogate in UTF-8", [0xed, 0xa0, 0x80]],
    ["half a character", [0xe4, 0xb8]],
  ] as const;
  for (const [what, bytes] of bad) {
    using box = new Box();
    const json = concat(
      utf8(`{"id":0,"kind":"file","path":"a`),
      new Uint8Array(bytes),
      utf8(`","size":3,"mode":420,"mtime":0}`),
    );
    const found = await attackReceiver(box, concat(greeting(), frame(Wire.entry, json)));
    assertCode(found, "protocol", what);
    assertTold(found, "protocol", what);
    box.assertUntouched(what);
  }
});

const COLLISIONS: [what: string, frames: Uint8Array[]][] = [
  ["the same file twice", [file(0, "a"), file(1, "a")]],
  ["a file that is also a folder", [
    file(0, "a"),
    entry({ id: 1, kind: "dir", path: "a", size: 0 }),
  ]],
  ["a folder that is also a file", [entry({ kind: "dir", path: "a", size: 0 }), file(1, "a")]],
  ["a file that is also a parent", [file(0, "a"), file(1, "a/b")]],
  ["a folder twice", [
    entry({ kind: "dir", path: "a", size: 0 }),
    entry({ id: 1, kind: "dir", path: "a", size: 0 }),
  ]],
  ["a file in a folder that was never announced", [file(0, "a/b")]],
  ["a name that was not offered", [file(0, "b")]],
  ["an offered name as the beginning of another", [file(0, "ab")]],
];
for (const [what, frames] of COLLISIONS) {
  Deno.test(`row 8: rejects ${what}, and commits nothing of the transfer`, async () => {
    using box = new Box();
    const found = await attackReceiver(box, concat(greeting(), ...frames, fin({ files: 2 })));
    assertCode(found, "unsafe_name");
    assertTold(found, "unsafe_name");
    box.assertUntouched();
  });
}

Deno.test("row 8: names that differ in case or form are kept apart, or one is lost if the disk cannot", async () => {
  for (const [one, other] of [["a/x", "a/X"], ["a/caf\u00e9", "a/cafe\u0301"]] as const) {
    using box = new Box();
    const folder = entry({ kind: "dir", path: "a", size: 0, mode: 0o755 });
    const found = await attackReceiver(
      box,
      concat(greeting(), folder, file(1, one), file(2, other, "abd"), fin({ files: 2, bytes: 6 })),
    );
    assertEquals(found.error, undefined);
    assertEquals(Deno.readTextFileSync(`${box.into}/${one}`), "abc");
    if (found.summary!.failed === 0) {
      assertEquals(Deno.readTextFileSync(`${box.into}/${other}`), "abd");
    }
  }
});

Deno.test("row 7: a tree of 300 nested folders arrives, and is removed where it must not stay", async () => {
  for (const isWhole of [true, false]) {
    using box = new Box();
    const depth = 300;
    const folders = Array.from(
      { length: depth },
      (_, id) => entry({ id, kind: "dir", path: "d/".repeat(id) + "d", size: 0, mode: 0o755 }),
    );
    const path = "d/".repeat(depth) + "f";
    const found = await attackReceiver(
      box,
      concat(
        greeting({ names: ["d"] }),
        ...folders,
        isWhole ? file(depth, path) : file(depth, "../x"),
        fin(),
      ),
    );
    if (isWhole) {
      assertEquals(found.error, undefined);
      assertEquals(Deno.readTextFileSync(`${box.into}/${path}`), "abc");
    } else {
      assertCode(found, "unsafe_name");
      box.assertUntouched();
    }
  }
});

Deno.test("row 7: a path that no system accepts is lost, and the entries next to it arrive", async () => {
  // Those of 10,000 components are 100 MB of paths.
  const names = HOSTILE_NAMES.filter(isA("unusable"))
    .filter(({ path }) => path.split("/").length < 3000);
  for (const name of names) {
    using box = new Box();
    const [top = "", ...below] = name.path.split("/");
    const folders = below.map((_, id) =>
      entry({
        id,
        kind: "dir",
        path: [top, ...below.slice(0, id)].join("/"),
        size: 0,
        mode: 0o755,
      })
    );
    const at = folders.length;
    const found = await attackReceiver(
      box,
      concat(
        greeting({ names: [top, "ok"], roots: 2, entries: at + 2 }),
        ...folders,
        file(at, name.path),
        file(at + 1, "ok"),
        fin({ files: 2, bytes: 6 }),
      ),
    );
    assertEquals(found.error, undefined, name.what);
    const { files, bytes, failed } = found.summary!;
    assertEquals([files, bytes, failed], [1, 3, 1], name.what);
    assertEquals(Deno.readTextFileSync(`${box.into}/ok`), "abc", name.what);
  }
});

Deno.test("row 7: rejects an offer over the limit of entries or names", async () => {
  const bad = [
    { entries: 10_000_001 },
    { roots: 10_000_001 },
    { names: Array.from({ length: 1001 }, (_, i) => `n${i}`), roots: 1001 },
    { names: [] },
    { names: ["a", "b"], roots: 1 },
  ];
  for (const members of bad) {
    using box = new Box();
    const found = await attackReceiver(box, greeting(members));
    assertCode(found, "protocol", JSON.stringify(members).slice(0, 60));
    box.assertUntouched();
  }
});

Deno.test("row 11: rejects bits that grant rights, and stores none of them", async () => {
  for (const mode of [0o4755, 0o2755, 0o1755, 0o7777, 0o100644, -1, 1.5]) {
    using box = new Box();
    const found = await attackReceiver(box, concat(greeting(), entry({ mode })));
    assertCode(found, "protocol", `mode ${mode}`);
    box.assertUntouched();
  }
  for (const mode of [0, 0o200, 0o444, 0o777]) {
    using box = new Box();
    const found = await attackReceiver(
      box,
      concat(greeting(), entry({ mode }), data("abc"), end(), fin()),
    );
    assertEquals(found.error, undefined);
    assertEquals(Deno.lstatSync(`${box.into}/a`).mode! & 0o7000, 0);
  }
});

Deno.test("row 11: hidden names are among those that the receiver's user is asked about", async () => {
  using box = new Box();
  const asked: string[] = [];
  const found = await attackReceiver(
    box,
    concat(
      preface(),
      hello("send"),
      frame(Wire.offer, {
        names: [".bashrc", ".ssh"],
        roots: 2,
        entries: 2,
        bytes: 3,
        exact: true,
        digest: 1,
      }),
      entry({ path: ".bashrc" }),
      data("abc"),
      end({ digest: sha256("abc") }),
    ),
    {
      accept: (offer) => {
        asked.push(...offer.names);
        return Promise.reject(new Deno.errors.Interrupted("no consent"));
      },
    },
  );
  assertEquals(asked, [".bashrc", ".ssh"]);
  assertCode(found, "io");
  box.assertUntouched();
});
