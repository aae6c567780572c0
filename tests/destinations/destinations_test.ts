/**
 * One folder with one problematic entry of each kind, to disks of many kinds, by the real program:
 * entries that can be stored are there, others are named on both sides, and counts and exit codes
 * agree.
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { programPath } from "../support/needs.ts";
import { diskTest, type Found, transferTo, type Wish } from "./destination.ts";

/** The folder. */
const SOURCE: Record<string, string> = {
  "src/plain.txt": "plain",
  "src/Shot 00:15:23.png": "colons",
  "src/what?": "question",
  "src/README": "upper",
  "src/readme": "lower",
  "src/a:b/in/it": "below",
  "src/CON": "device",
  "src/link": "-> plain.txt",
  "src/sub/deep": "deep",
  [`src/${"d/".repeat(300)}f`]: "very deep",
};

/** The files and links of a source or a destination. */
const entriesOf = (tree: Record<string, string>) =>
  Object.fromEntries(Object.entries(tree).filter(([, what]) => what !== "dir"));
const pathsOf = (events: Record<string, unknown>[], name: string) =>
  events.filter(({ event }) => event === name).map(({ path }) => String(path));
const doneOf = (events: Record<string, unknown>[]) => {
  const { files, bytes, failed } = events.find(({ event }) => event === "done") ?? {};
  return { files, bytes, failed };
};

/** Fails unless exactly these are lost, all others are committed, and both sides report so. */
function assertLost(found: Found, lost: string[], source = SOURCE): void {
  const about = found.receiver.err + found.sender.err;
  const expected = Object.fromEntries(
    Object.entries(source).filter(([path]) => !lost.includes(path)),
  );
  assertEquals(entriesOf(found.tree), expected, about);
  const files = Object.values(expected).filter((what) => !what.startsWith("-> "));
  const bytes = files.join("").length;
  const code = lost.length > 0 ? 1 : 0;
  for (const { code: exit, events, err } of [found.sender, found.receiver]) {
    assertEquals(pathsOf(events, "file_failed").sort(), [...lost].sort(), about);
    assertEquals(doneOf(events), { files: files.length, bytes, failed: lost.length }, about);
    assertEquals(exit, code, about);
    for (const path of lost) assert(err.includes(`Failed: "${path}": `), err);
  }
}

for (const disk of ["tmpfs", "ext4", "ntfs"]) {
  await diskTest([disk], `${disk} holds every name`, async () => {
    assertLost(await transferTo({ disks: { disk }, source: SOURCE }), []);
  });
}

const COLONS = ["src/Shot 00:15:23.png", "src/what?", "src/a:b/in/it"];
/** Disks that do not support every name, and what each loses. */
const NARROW: [disk: string, lost: string[]][] = [
  ["ntfs windows_names", [...COLONS, "src/CON"]],
  ["exfat", [...COLONS, "src/readme", "src/link"]],
];
for (const [disk, lost] of NARROW) {
  for (const policy of ["refuse", "overwrite"]) {
    await diskTest([disk], `${disk} loses what it cannot hold, with ${policy}`, async () => {
      const receive = ["--if-exists", policy];
      assertLost(await transferTo({ disks: { disk }, source: SOURCE, receive }), lost);
    });
  }

  await diskTest([disk], `${disk} holds adapted names, and says which`, async () => {
    const found = await transferTo({
      disks: { disk },
      source: SOURCE,
      receive: ["--names", "adapt"],
    });
    const links: string[] = lost.filter((path) => path.endsWith("/link"));
    const names = new Map(
      found.receiver.events.filter(({ event }) => event === "name_adapted")
        .map(({ path, name }) => [String(path), String(name)]),
    );
    assertEquals(names.get("src/Shot 00:15:23.png"), "src/Shot 00-15-23.png");
    assertEquals(names.get("src/a:b"), "src/a-b");
    const at = (path: string) => names.get(path) ?? path.replace(/^src\/a:b(?=\/)/, "src/a-b");
    const expected = Object.entries(SOURCE).filter(([path]) => !links.includes(path))
      .map(([path, what]) => [at(path), what]);
    assertEquals(entriesOf(found.tree), Object.fromEntries(expected), found.receiver.err);
    assertEquals(
      [...names.keys()].sort(),
      [
        ...lost.filter((path) => !/link|a:b/.test(path)),
        "src/a:b",
      ].sort(),
    );
    for (const { code, events } of [found.sender, found.receiver]) {
      assertEquals(code, links.length);
      assertEquals(doneOf(events).failed, links.length);
      assertEquals(pathsOf(events, "file_failed"), links);
    }
  });
}

await diskTest(
  ["ntfs"],
  "a name that NTFS holds and ext4 does not is lost, or shortened",
  async () => {
    const long = "\u00e9".repeat(152);
    const source = { [`src/${long}`]: "long", [`src/${long}.txt`]: "text", "src/z": "z" };
    const disks = { source: "ntfs" };
    const lost = Object.keys(source).filter((path) => path.includes(long));
    assertLost(await transferTo({ disks, source }), lost, source);
    const adapted = await transferTo({ disks, source, receive: ["--names", "adapt"] });
    assertEquals(entriesOf(adapted.tree), {
      [`src/${"\u00e9".repeat(127)}`]: "long",
      [`src/${"\u00e9".repeat(125)}.txt`]: "text",
      "src/z": "z",
    });
    assertEquals([adapted.sender.code, adapted.receiver.code], [0, 0]);
  },
);

await diskTest(
  ["exfat"],
  "exfat replaces files, and keeps those that it may not replace",
  async () => {
    const source = { "src/a": "new", "src/b/c": "new", "src/d": "new" };
    const there = { "src/a": "old", "src/b/c": "old" };
    for (const [policy, files] of [["overwrite", 3], ["skip", 1], ["rename", 3]] as const) {
      const receive = ["--if-exists", policy];
      const found = await transferTo({ disks: { disk: "exfat" }, source, there, receive });
      assertEquals(found.tree["src/a"], policy === "overwrite" ? "new" : "old", policy);
      assertEquals(found.tree["src/b/c"], policy === "overwrite" ? "new" : "old", policy);
      assertEquals(found.tree["src/d"], "new", policy);
      assertEquals(doneOf(found.sender.events).files, files, policy);
      assertEquals(Object.keys(found.tree).filter((path) => path.startsWith(".sluice")), []);
    }
  },
);

const PHOTOS: Record<string, string | number> = {
  "src/photos/new": "new",
  "src/photos/old": "new",
  "src/photos/sub/one": "new",
  "src/photos/sub/link": "-> one",
  "src/photos/large": 3_000_000,
  "src/plain": "new",
};
for (const disk of ["tmpfs", "ext4", "ntfs", "exfat"]) {
  await diskTest(["tmpfs", disk], `a folder that is another disk is filled: ${disk}`, async () => {
    for (const policy of ["overwrite", "update", "rename", "skip"]) {
      const found = await transferTo({
        disks: { disk: "tmpfs", "disk/in/src/photos": disk },
        source: PHOTOS,
        there: { "src/photos/old": "before", "src/plain": "before" },
        receive: ["--if-exists", policy],
      });
      const replaces = policy === "overwrite" || policy === "update";
      const links = disk !== "exfat";
      const expected: Record<string, string> = {
        "src/photos/new": "new",
        "src/photos/sub/one": "new",
        "src/photos/large": "3000000 bytes",
        "src/photos/old": replaces ? "new" : "before",
        "src/plain": replaces ? "new" : "before",
        ...links && { "src/photos/sub/link": "-> one" },
        ...policy === "rename" && { "src/photos/old (1)": "new", "src/plain (1)": "new" },
      };
      const tree = entriesOf(found.tree);
      delete tree["src/photos/lost+found"];
      const about = `${policy}: ${found.receiver.err}`;
      assertEquals(tree, expected, about);
      const failed = links ? 0 : 1;
      for (const { code, events } of [found.sender, found.receiver]) {
        assertEquals(code, failed, about);
        const files = policy === "skip" ? 3 : 5;
        assertEquals(doneOf(events).files, files, about);
        assertEquals(doneOf(events).failed, failed, about);
      }
    }
  });
}

await diskTest(
  ["exfat"],
  "what another disk inside cannot hold is lost when it is placed",
  async () => {
    const source = { "src/usb/a:b": "1", "src/usb/d/c:d": "2", "src/usb/d/e": "3", "src/z": "z" };
    const found = await transferTo({
      disks: { disk: "tmpfs", "disk/in/src/usb": "exfat" },
      source,
      receive: ["--if-exists", "overwrite"],
    });
    assertLost(found, ["src/usb/a:b", "src/usb/d/c:d"], source);
  },
);

await diskTest(
  ["tmpfs"],
  "a folder on a read-only disk loses what is in it, and keeps what it has",
  async () => {
    const source = { "src/ro/new": "new", "src/ro/old": "new", "src/ro/d/e": "new", "src/z": "z" };
    const found = await transferTo({
      disks: { disk: "tmpfs", "disk/in/src/ro": "tmpfs" },
      source,
      there: { "src/ro/old": "before" },
      remount: { "disk/in/src/ro": "ro" },
      receive: ["--if-exists", "overwrite"],
    });
    assertEquals(entriesOf(found.tree), { "src/ro/old": "before", "src/z": "z" });
    for (const { code, events } of [found.sender, found.receiver]) {
      assertEquals(code, 1);
      assertEquals(doneOf(events), { files: 1, bytes: 1, failed: 3 });
      assertEquals(pathsOf(events, "file_failed").sort(), [
        "src/ro/d/e",
        "src/ro/new",
        "src/ro/old",
      ]);
    }
  },
);

/** Root without the capability to ignore modes; another user needs nothing. */
const HUMBLE = Deno.build.os !== "windows" && Deno.uid() === 0
  ? programPath("setpriv") && ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
  : [];
const humble = HUMBLE ? "" : " (ignored: root ignores modes, and setpriv is not here)";
if (HUMBLE) {
  await diskTest(["tmpfs"], "a folder that may not be written in loses what is in it", async () => {
    const source = {
      "src/shut/new": "new",
      "src/shut/old": "new",
      "src/closed/new": "new",
      "src/closed/link": "-> new",
      "src/open/x": "x",
    };
    const found = await transferTo({
      disks: { disk: "tmpfs" },
      source,
      there: { "src/shut/old": "before", "src/open/y": "y", "src/closed/z": "z" },
      modes: { "src/shut": 0o555, "src/closed": 0 },
      receive: ["--if-exists", "overwrite"],
      prefix: HUMBLE,
    });
    assertEquals(entriesOf(found.tree), {
      "src/shut/old": "before",
      "src/closed/z": "z",
      "src/open/x": "x",
      "src/open/y": "y",
    });
    for (const { code, events, err } of [found.sender, found.receiver]) {
      assertEquals(code, 1);
      assertEquals(doneOf(events), { files: 1, bytes: 1, failed: 4 });
      const lost = ["src/closed/link", "src/closed/new", "src/shut/new", "src/shut/old"];
      assertEquals(pathsOf(events, "file_failed").sort(), lost);
      // The receiver's own paths are not sent.
      if (events === found.sender.events) assert(!/Failed: .*sluice-disk/.test(err), err);
    }
  });
} else {
  Deno.test({
    name: `a folder that may not be written in loses its entries${humble}`,
    ignore: true,
    fn: () => {},
  });
}

await diskTest(
  ["tmpfs"],
  "a disk that is full ends the transfer and leaves everything as it was",
  async () => {
    const there = { "src/old": "before" };
    const full: Pick<Wish, "disks" | "there">[] = [
      // The staging folder's own disk, and one inside the destination.
      { disks: { disk: "tmpfs size=1m" }, there },
      {
        disks: { disk: "tmpfs", "disk/in/src/usb": "tmpfs size=1m" },
        there: { ...there, "src/usb/old": "before" },
      },
    ];
    for (const wish of full) {
      const found = await transferTo({
        ...wish,
        source: { "src/old": "new", "src/usb/old": "new", "src/usb/z": 2_000_000, "src/a": "new" },
        receive: ["--if-exists", "overwrite", "--no-resume"],
      });
      assertEquals(entriesOf(found.tree), wish.there!, found.receiver.err);
      assertEquals(Object.keys(found.tree).filter((path) => path.includes(".sluice")), []);
      assertEquals([found.sender.code, found.receiver.code], [1, 74], found.sender.err);
      for (const { events } of [found.sender, found.receiver]) {
        assertEquals(pathsOf(events, "done"), []);
        assertEquals(events.at(-1)!.code, "no_space");
      }
    }
  },
);

await diskTest(["tmpfs"], "a disk that is full keeps what arrived, and says so", async () => {
  const found = await transferTo({
    disks: { disk: "tmpfs size=1m" },
    there: { "src/old": "before" },
    source: { "src/a": 300_000, "src/z": 2_000_000 },
    // Existing files may be kept, so the space they need is not known in advance.
    receive: ["--if-exists", "update"],
  });
  assertEquals([found.sender.code, found.receiver.code], [1, 74], found.sender.err);
  const [kept] = found.receiver.events.filter(({ event }) => event === "kept");
  assert(Number(kept?.bytes) >= 300_000, `kept ${kept?.bytes}: ${found.receiver.err}`);
  assertStringIncludes(found.receiver.err, "To discard it: sluice receive --discard-partial ");
  assertStringIncludes(found.sender.err, "Send again to resume: ");
});

for (const [disk, isKept] of [["exfat umask=022", true], ["exfat", false]] as const) {
  const what = isKept ? "keeps what arrived" : "keeps nothing that others could write in";
  await diskTest(["exfat"], `a full disk without modes ${what}: ${disk}`, async () => {
    const found = await transferTo({
      disks: { disk },
      there: { "src/old": "before" },
      source: { "src/a": 300_000, "src/z": 40_000_000 },
      receive: ["--if-exists", "update"],
    });
    assertEquals([found.sender.code, found.receiver.code], [1, 74], found.sender.err);
    const kept = found.receiver.events.filter(({ event }) => event === "kept");
    assertEquals(kept.length, isKept ? 1 : 0, found.receiver.err);
    const staging = Object.keys(found.tree).filter((path) => path.startsWith(".sluice-"));
    assertEquals(staging.length > 0, isKept);
  });
}
