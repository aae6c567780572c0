/** Names that exist, and transfers that are resumed. */

import { assert, assertEquals } from "@std/assert";
import { SluiceError } from "../../lib/errors.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { Temporary } from "../file/temporary.ts";
import { leavePart } from "../hostile/left_part.ts";
import { countsOf, type Transfer, transfer } from "./session_pair.ts";

/** A source with three files, and a destination that has two of the names. */
function prepare(): Temporary {
  const temporary = new Temporary();
  for (const name of ["both", "older", "only"]) temporary.write(`src/${name}`, "new");
  temporary.write("into/src/both", "old one");
  temporary.write("into/src/older", "old");
  temporary.write("into/src/stays", "old");
  // Of the same size and newer: what `update` leaves alone.
  Deno.utimeSync(temporary.at("src/older"), 1000, 1000);
  Deno.utimeSync(temporary.at("into/src/older"), 2000, 2000);
  return temporary;
}

function contents(temporary: Temporary): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of temporary.names("into/src")) found[name] = temporary.read(`into/src/${name}`);
  return found;
}

const OLD = { both: "old one", older: "old", stays: "old" };
const POLICIES: [policy: IfExists, after: Record<string, string>, skipped: string[]][] = [
  ["skip", { ...OLD, only: "new" }, ["src/both", "src/older"]],
  ["rename", { ...OLD, only: "new", "both (1)": "new", "older (1)": "new" }, []],
  ["overwrite", { both: "new", older: "new", only: "new", stays: "old" }, []],
  ["update", { both: "new", older: "old", only: "new", stays: "old" }, ["src/older"]],
];
for (const [policy, after, skipped] of POLICIES) {
  Deno.test(`merges a folder into one of its name with ${policy}`, async () => {
    using temporary = prepare();
    const found = await transfer([temporary.at("src")], temporary.at("into"), {
      receive: { ifExists: policy },
    });
    countsOf(found.sent);
    countsOf(found.received);
    assertEquals(contents(temporary), after);
    const told = found.events.filter(({ type }) => type === "file_skipped");
    assertEquals(told.map(({ path }) => path), skipped);
    const unsent = found.sentEvents.filter(({ type }) => type === "file_skipped");
    assertEquals(unsent.map(({ path }) => path), skipped);
    assertEquals(
      [...found.placed.keys()].sort(),
      Object.keys(after).filter((name) => after[name] === "new").map((name) => `src/${name}`)
        .sort(),
    );
    assertEquals(temporary.names("into"), ["src"]);
  });
}

Deno.test("counts what cannot be committed as failed on both sides", async () => {
  using temporary = prepare();
  temporary.write("into/src/only/is a folder", "old");
  const found = await transfer([temporary.at("src")], temporary.at("into"), {
    receive: { ifExists: "overwrite" },
  });
  assertEquals(countsOf(found.received).failed, 1);
  assertEquals(countsOf(found.sent).failed, 1);
  const failed = found.events.filter(({ type }) => type === "file_failed");
  assertEquals(failed.map(({ path }) => path), ["src/only"]);
  assertEquals(temporary.read("into/src/only/is a folder"), "old");
});

Deno.test("rejects an existing name before anything is sent, with refuse", async () => {
  using temporary = prepare();
  const found = await transfer([temporary.at("src")], temporary.at("into"));
  for (const end of [found.sent, found.received]) {
    assert(end instanceof SluiceError && end.code === "exists", `${end}`);
  }
  assertEquals(contents(temporary), OLD);
  assertEquals(found.events, []);
  assertEquals(temporary.names("into"), ["src"]);
});

const CONTENT = Array.from({ length: 200_000 }, (_, i) => i).join(" ");

/** Sends one file onto what an earlier session left of it. */
async function resume(
  temporary: Temporary,
  part: string,
  options: Parameters<typeof transfer>[2] = {},
): Promise<Transfer> {
  temporary.write("src/a", "first");
  temporary.write("src/big", CONTENT);
  temporary.write("src/z", "last");
  leavePart(temporary.folder("into"), "src/big", part);
  const found = await transfer([temporary.at("src")], temporary.at("into"), options);
  assertEquals(countsOf(found.received).files, 3);
  assertEquals(countsOf(found.sent).files, 3);
  assertEquals(temporary.names("into"), ["src"]);
  assert(temporary.read("into/src/big") === CONTENT);
  return found;
}

const startsOf = (found: Transfer) =>
  found.events.filter((event) => event.type === "file_started" && event.path === "src/big").map(
    (event) => event.type === "file_started" ? event.offset : -1,
  );

for (const length of [1, 65_536, 1_000_000, CONTENT.length - 1, CONTENT.length]) {
  Deno.test(`resumes a part of ${length} bytes`, async () => {
    using temporary = new Temporary();
    const found = await resume(temporary, CONTENT.slice(0, length));
    assertEquals(startsOf(found), [length]);
    assertEquals(found.events.filter(({ type }) => type === "file_restarted"), []);
  });
}

Deno.test("detects a part of other content, and starts only that file over", async () => {
  using temporary = new Temporary();
  const found = await resume(temporary, "x" + CONTENT.slice(1, 500_000));
  assertEquals(startsOf(found), [500_000, 0]);
  for (const events of [found.events, found.sentEvents]) {
    const restarted = events.filter(({ type }) => type === "file_restarted");
    assertEquals(restarted.map(({ path }) => path), ["src/big"]);
  }
});

Deno.test("ignores a part that is longer than the file", async () => {
  using temporary = new Temporary();
  assertEquals(startsOf(await resume(temporary, CONTENT + "x")), [0]);
});

Deno.test("ignores an empty part", async () => {
  using temporary = new Temporary();
  assertEquals(startsOf(await resume(temporary, "")), [0]);
});

Deno.test("resumes an interrupted transfer without sending complete files again", async () => {
  using temporary = new Temporary();
  for (let i = 0; i < 400; i++) temporary.write(`src/a${String(i).padStart(3, "0")}`, `${i}`);
  temporary.write("src/big", CONTENT);
  temporary.write("src/z", "last");
  const into = temporary.folder("into");
  const controller = new AbortController();
  const { ConnectionError } = await import("../../lib/errors.ts");
  await transfer([temporary.at("src")], into, {
    receive: {
      signal: controller.signal,
      onEvent: ({ type, path }) => {
        if (type === "file_started" && path === "src/big") {
          controller.abort(new ConnectionError("interrupted", "enough"));
        }
      },
    },
  });
  const left = temporary.names("into");
  assertEquals(left.length, 1);
  assert(left[0]!.startsWith(".sluice-"), left[0]);
  const found = await transfer([temporary.at("src")], into);
  assertEquals(countsOf(found.received).files, 402);
  const offsets = new Map(
    found.events.flatMap((event) =>
      event.type === "file_started" ? [[event.path, event.offset] as const] : []
    ),
  );
  assertEquals(offsets.get("src/a000"), 1);
  assertEquals(offsets.get("src/a399"), 3);
  assertEquals(offsets.get("src/z"), 0);
  assert(temporary.read("into/src/big") === CONTENT);
  assertEquals(temporary.names("into"), ["src"]);
});

Deno.test("neither resumes nor leaves anything without resume", async () => {
  using temporary = new Temporary();
  temporary.write("src/big", CONTENT);
  leavePart(temporary.folder("into"), "src/big", CONTENT.slice(0, 1000));
  const before = temporary.names("into");
  const found = await transfer([temporary.at("src")], temporary.at("into"), {
    receive: { resume: false },
  });
  assertEquals(startsOf(found), [0]);
  assertEquals(temporary.names("into"), [...before, "src"]);
});

Deno.test("sets the mode and the time of a resumed file", async () => {
  using temporary = new Temporary();
  const path = temporary.write("big", CONTENT);
  if (Deno.build.os !== "windows") Deno.chmodSync(path, 0o640);
  Deno.utimeSync(path, 1_400_000_000, 1_400_000_000);
  leavePart(temporary.folder("into"), "big", CONTENT.slice(0, 70_000));
  countsOf((await transfer([path], temporary.at("into"))).received);
  const { mode, mtime } = Deno.lstatSync(temporary.at("into/big"));
  if (Deno.build.os !== "windows") assertEquals(mode! & 0o7777, 0o640);
  assertEquals(mtime!.getTime(), 1_400_000_000_000);
});
