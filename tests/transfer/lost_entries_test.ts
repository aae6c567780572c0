/** Entries that the receiver cannot store: they fail alone, and both sides report the same. */

import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { SluiceError } from "../../lib/errors.ts";
import type { TransferEvent } from "../../lib/transfer/progress.ts";
import { Temporary } from "../file/temporary.ts";
import { deepFolder } from "../support/folder.ts";
import { countsOf, type Transfer, transfer } from "./session_pair.ts";

const LONG = "n".repeat(200);
const TOO_LONG = "the name is too long for this file system";
/**
 * Without and with requests: with them the receiver of a file learns of its content when it comes.
 */
const POLICIES: readonly IfExists[] = ["refuse", "overwrite"];

const failures = (events: TransferEvent[]) =>
  events.flatMap((event) => event.type === "file_failed" ? [[event.path, event.message]] : []);
const of = (events: TransferEvent[], type: TransferEvent["type"]) =>
  events.filter((event) => event.type === type).map(({ path }) => path);

/** Fails unless both sides lost the same entries and count the same. */
function assertLost(
  found: Transfer,
  counts: { files: number; bytes: number; failed: number },
  lost: [path: string, why: string][],
  about: string,
): void {
  assertEquals(countsOf(found.received), counts, about);
  assertEquals(countsOf(found.sent), counts, about);
  assertEquals(failures(found.events), lost, about);
  const told = lost.map(([path, why]) => [path, `the receiver: ${why}`]);
  assertEquals(failures(found.sentEvents), told, about);
}

Deno.test("loses a name that the disk cannot hold, and stores the rest", async () => {
  for (const ifExists of POLICIES) {
    using temporary = new Temporary();
    for (const name of ["a", LONG, "z"]) temporary.write(`src/${name}`, "abc");
    const into = deepFolder(temporary.folder("in"), 100);
    const found = await transfer([temporary.at("src")], into, { receive: { ifExists } });
    const counts = { files: 2, bytes: 6, failed: 1 };
    assertLost(found, counts, [[`src/${LONG}`, TOO_LONG]], ifExists);
    for (const name of ["a", "z"]) {
      assertEquals(Deno.readTextFileSync(join(into, "src", name)), "abc", ifExists);
    }
    assertEquals([...found.placed.keys()], ["src/a", "src/z"], ifExists);
    assertEquals(of(found.events, "file_done"), ["src/a", "src/z"], ifExists);
    assertEquals(of(found.sentEvents, "file_skipped"), [], ifExists);
    assertEquals([...Deno.readDirSync(into)].map(({ name }) => name), ["src"], ifExists);
  }
});

Deno.test("ignores all data frames of a lost file", async () => {
  using temporary = new Temporary();
  temporary.write(`src/${LONG}`, "x".repeat(3_000_000));
  temporary.write("src/z", "abc");
  const into = deepFolder(temporary.folder("in"), 100);
  const found = await transfer([temporary.at("src")], into);
  const counts = { files: 1, bytes: 3, failed: 1 };
  assertLost(found, counts, [[`src/${LONG}`, TOO_LONG]], "");
  assertEquals(Deno.readTextFileSync(join(into, "src/z")), "abc");
});

Deno.test("loses each entry of a folder that cannot be created, and an empty folder itself", async () => {
  for (const ifExists of POLICIES) {
    using temporary = new Temporary();
    temporary.write(`src/a/${LONG}/one`, "1");
    temporary.write(`src/a/${LONG}/sub/two`, "2");
    temporary.folder(`src/a/${LONG}/void`);
    temporary.folder(`src/b/${LONG}`);
    temporary.write("src/c", "abc");
    const into = deepFolder(temporary.folder("in"), 100);
    const found = await transfer([temporary.at("src")], into, { receive: { ifExists } });
    const within = `its folder could not be created: ${TOO_LONG}`;
    const lost: [string, string][] = [
      [`src/a/${LONG}/one`, within],
      [`src/a/${LONG}/sub/two`, within],
      [`src/a/${LONG}/void`, within],
      [`src/b/${LONG}`, TOO_LONG],
    ];
    assertLost(found, { files: 1, bytes: 3, failed: 4 }, lost, ifExists);
    assertEquals([...Deno.readDirSync(join(into, "src/a"))], [], ifExists);
  }
});

Deno.test("loses a link that the disk cannot hold", async () => {
  if (Deno.build.os === "windows") return;
  using temporary = new Temporary();
  temporary.write("src/a", "abc");
  Deno.symlinkSync("a", temporary.at(`src/${LONG}`));
  // Short of the staging folder's own length, so that the link's final path is too long as well.
  const into = deepFolder(temporary.folder("in"), 40);
  const found = await transfer([temporary.at("src")], into, { symlinks: "keep" });
  assertEquals(countsOf(found.received), { files: 1, bytes: 3, failed: 1 });
  assertEquals(countsOf(found.sent), { files: 1, bytes: 3, failed: 1 });
  const [[path, why]] = failures(found.sentEvents) as [[string, string]];
  assertEquals(path, `src/${LONG}`);
  assert(!why.includes(temporary.path), why);
});

Deno.test("shortens a name that is too long with adapt, and counts it on both sides", async () => {
  for (const ifExists of POLICIES) {
    using temporary = new Temporary();
    for (const end of ["one", "two"]) temporary.write(`src/${LONG}${end}.txt`, end);
    const into = deepFolder(temporary.folder("in"), 100);
    const found = await transfer([temporary.at("src")], into, {
      receive: { ifExists, names: "adapt" },
    });
    assertLost(found, { files: 2, bytes: 6, failed: 0 }, [], ifExists);
    const adapted = found.events.flatMap((event) =>
      event.type === "name_adapted" ? [[event.path, event.name] as const] : []
    );
    assertEquals(adapted.map(([path]) => path), [
      `src/${LONG}one.txt`,
      `src/${LONG}two.txt`,
    ], ifExists);
    const [one, two] = adapted.map(([, name]) => name);
    assertEquals(Deno.readTextFileSync(join(into, one!)), "one");
    assertEquals(Deno.readTextFileSync(join(into, two!)), "two");
    assert(/^src\/n+\.txt$/.test(one!) && /^src\/n+ \(1\)\.txt$/.test(two!), `${one} ${two}`);
  }
});

Deno.test("adapts a name in the same way again, and applies the policy", async () => {
  using temporary = new Temporary();
  temporary.write(`src/${LONG}`, "abc");
  const into = deepFolder(temporary.folder("in"), 100);
  const names = () => [...Deno.readDirSync(join(into, "src"))].map(({ name }) => name);
  const counts = [];
  for (const ifExists of ["refuse", "skip", "overwrite", "rename"] as const) {
    const found = await transfer([temporary.at("src")], into, {
      receive: { names: "adapt", ifExists },
    });
    assertEquals(countsOf(found.sent), countsOf(found.received));
    counts.push([ifExists, countsOf(found.received).files, names().length]);
  }
  assertEquals(counts, [["refuse", 1, 1], ["skip", 0, 1], ["overwrite", 1, 1], ["rename", 1, 2]]);
});

Deno.test("rejects an existing name that another one is adapted to, with refuse", async () => {
  using temporary = new Temporary();
  temporary.write(LONG, "abc");
  const into = deepFolder(temporary.folder("in"), 100);
  const send = () => transfer([temporary.at(LONG)], into, { receive: { names: "adapt" } });
  assertEquals(countsOf((await send()).received).files, 1);
  const before = [...Deno.readDirSync(into)];
  const { sent, received } = await send();
  for (const end of [sent, received]) assert(end instanceof SluiceError && end.code === "exists");
  assertEquals([...Deno.readDirSync(into)], before);
});

Deno.test("loses a folder that meets a file, with its files, and receives none of them", async () => {
  for (const ifExists of ["skip", "overwrite", "update"] as const) {
    using temporary = new Temporary();
    for (let n = 0; n < 5; n++) temporary.write(`src/photos/${n}`, "abc");
    temporary.write("src/z", "abc");
    temporary.write("in/src/photos", "mine");
    const found = await transfer([temporary.at("src")], temporary.at("in"), {
      receive: { ifExists },
    });
    const why = "its folder could not be created: a file of that name already exists";
    const lost = Array.from({ length: 5 }, (_, n) => [`src/photos/${n}`, why] as [string, string]);
    assertLost(found, { files: 1, bytes: 3, failed: 5 }, lost, ifExists);
    assertEquals(of(found.sentEvents, "file_done"), ["src/z"], ifExists);
    assertEquals(temporary.read("in/src/photos"), "mine");
    assertEquals(temporary.read("in/src/z"), "abc");
  }
});

Deno.test("counts a name that is taken during the transfer as lost", async () => {
  const cases: [what: IfExists, taken: "file" | "folder", counts: number[]][] = [
    ["overwrite", "folder", [1, 3, 1]],
    ["skip", "folder", [1, 3, 1]],
    // Left out by the policy: neither stored nor failed.
    ["skip", "file", [1, 3, 0]],
  ];
  for (const [ifExists, taken, counts] of cases) {
    using temporary = new Temporary();
    for (const name of ["a", "b"]) temporary.write(`src/${name}`, "abc");
    temporary.folder("in/src");
    const about = `${ifExists} ${taken}`;
    const found = await transfer([temporary.at("src")], temporary.at("in"), {
      receive: {
        ifExists,
        onEvent: ({ type, path }) => {
          if (type !== "file_done" || path !== "src/a") return;
          if (taken === "folder") temporary.folder("in/src/a");
          else temporary.write("in/src/a", "mine");
        },
      },
    });
    for (const summary of [found.sent, found.received]) {
      assertEquals(Object.values(countsOf(summary)), counts, about);
    }
    assertEquals([...found.placed.keys()], ["src/b"], about);
    if (counts[2] === 0) continue;
    assertEquals(failures(found.sentEvents), [[
      "src/a",
      "the receiver: a folder of that name already exists",
    ]], about);
  }
});

Deno.test("loses a folder whose name a file takes during the transfer, with its files", async () => {
  using temporary = new Temporary();
  for (const path of ["d/one", "d/sub/two"]) temporary.write(`src/${path}`, "abc");
  temporary.folder("src/d/void");
  temporary.write("src/z", "abc");
  temporary.folder("in/src");
  const found = await transfer([temporary.at("src")], temporary.at("in"), {
    receive: {
      ifExists: "overwrite",
      onEvent: ({ type, path }) => {
        if (type === "file_done" && path === "src/z") temporary.write("in/src/d", "mine");
      },
    },
  });
  const why = "its folder could not be stored: a file of that name already exists";
  assertEquals(countsOf(found.received), { files: 1, bytes: 3, failed: 3 });
  assertEquals(countsOf(found.sent), { files: 1, bytes: 3, failed: 3 });
  assertEquals(failures(found.sentEvents), [
    ["src/d/one", `the receiver: ${why}`],
    ["src/d/sub/two", `the receiver: ${why}`],
    ["src/d/void", `the receiver: ${why}`],
  ]);
  assertEquals(temporary.read("in/src/d"), "mine");
  assertEquals(temporary.names("in"), ["src"]);
});
