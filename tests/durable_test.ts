/**
 * What is reported as stored is on the disk: the content is synced, then the commit journal is
 * written, then the names are created, and then their folder is synced. No name replaces another.
 */

import { assert, assertEquals } from "@std/assert";
import { storeFetched } from "../commands/get/store_fetched.ts";
import { storeWhole } from "../commands/gopher/store_whole.ts";
import { AppendLog } from "../lib/file/append_log.ts";
import { safePath } from "../lib/file/safe_path.ts";
import { FileFetcher } from "../lib/services/fetch_file.ts";
import { files } from "../lib/services/files.ts";
import { memoryPair } from "../lib/socket/memory_pair.ts";
import { Upload } from "../lib/web/drop/upload.ts";
import { Temporary } from "./file/temporary.ts";
import { DiskWatch } from "./support/disk_watch.ts";
import { transfer } from "./transfer/session_pair.ts";

/** More than is written at once, and so written in another way. */
const LARGE = "large ".repeat(50_000);

/** A way to store files, and its calls to the disk. */
interface Way {
  /** Its name. */
  name: string;
  /** Stores `a`, and other files if it can, from `from` into `into`. */
  store(from: Temporary, into: string): Promise<unknown>;
  /** The calls in `into`, in order. */
  events: readonly string[];
}

const TREE = ".sluice-*/tree";

const WAYS: readonly Way[] = [
  {
    name: "receive, into an empty folder",
    async store(from, into) {
      const paths = [from.write("a"), from.write("b", LARGE), from.folder("d")];
      from.write("d/c");
      const { received } = await transfer(paths, into);
      assert(!(received instanceof Error), String(received));
    },
    events: [
      `sync ${TREE}/a`,
      `sync ${TREE}/b`,
      `sync ${TREE}/d/c`,
      "sync .sluice-*/placing.json",
      `link ${TREE}/a -> a`,
      `link ${TREE}/b -> b`,
      `rename ${TREE}/d -> d`,
      "sync .",
    ],
  },
  {
    name: "receive, over a file that exists",
    async store(from, into) {
      Deno.writeTextFileSync(`${into}/a`, "old");
      const { received } = await transfer([from.write("a")], into, {
        receive: { ifExists: "overwrite" },
      });
      assert(!(received instanceof Error), String(received));
    },
    events: [
      `sync ${TREE}/a`,
      "sync .sluice-*/placing.json",
      "link a -> .sluice-*/kept/a",
      `rename ${TREE}/a -> a`,
      "sync .",
    ],
  },
  {
    name: "an upload",
    async store(_, into) {
      const plan = { path: safePath("a"), size: 1, mtime: null, resumable: false, id: null };
      const upload = await Upload.open(into, plan);
      await upload.write(new TextEncoder().encode("a"));
      await upload.finish(null, "refuse");
    },
    events: [
      `sync ${TREE}/a`,
      "sync .sluice-*/placing.json",
      `link ${TREE}/a -> a`,
      "sync .",
    ],
  },
  {
    name: "get by the classic protocol",
    async store(from, into) {
      from.write("a");
      const [server, client] = memoryPair();
      const { signal } = new AbortController();
      const context = { signal, log: () => {} };
      const serving = files.start({ folder: from.path }).connection(server, context);
      const fetcher = new FileFetcher(client);
      await storeFetched(fetcher, "a", { into, ifExists: "refuse" });
      await client.closeWrite();
      await serving;
    },
    events: ["sync .sluice-*/a", "link .sluice-*/a -> a", "sync ."],
  },
  {
    name: "gopher --output",
    store: (_, into) =>
      storeWhole(`${into}/a`, new TextEncoder().encode("a"), "refuse").then(() => {}),
    events: ["sync .sluice-*/a", "link .sluice-*/a -> a", "sync ."],
  },
];

/** Content is synced concurrently: sorts the syncs at the start by name. */
function contentInOrder(events: readonly string[]): string[] {
  const end = events.findIndex((event) => !event.startsWith(`sync ${TREE}/`));
  return [...events.slice(0, end).sort(), ...events.slice(end)];
}

const test = (name: string, fn: () => Promise<void> | void) =>
  Deno.test({ name, ignore: Deno.build.os === "windows", fn });

for (const { name, store, events } of WAYS) {
  test(`${name}: content, journal, names and folder reach the disk in this order`, async () => {
    using from = new Temporary();
    using into = new Temporary();
    using watch = new DiskWatch(into.path);
    await store(from, into.path);
    assertEquals(contentInOrder(watch.events), events);
    assertEquals(into.read("a"), "a");
  });

  test(`${name}: stores nothing if content cannot be synced`, async () => {
    using from = new Temporary();
    using into = new Temporary();
    using watch = new DiskWatch(into.path, {
      beforeSync(path) {
        if (path.endsWith("/a")) throw new Deno.errors.Busy("the disk has failed");
      },
    });
    const failure = await store(from, into.path).then(() => undefined, (error) => error);
    assert(failure instanceof Error);
    assertEquals(watch.events.filter((event) => !event.startsWith("sync")), []);
  });
}

/** The ways that never replace a file. */
for (const { name, store } of WAYS.filter(({ name }) => !name.includes("over a file"))) {
  test(`${name}: a file that appears at the last moment is kept`, async () => {
    using from = new Temporary();
    using into = new Temporary();
    using _watch = new DiskWatch(into.path, {
      // Any call that creates the final name.
      beforeName(_, to) {
        if (to === into.at("a")) Deno.writeTextFileSync(to, "precious");
      },
    });
    const failure = await store(from, into.path).then(() => undefined, (error) => error);
    assert(failure instanceof Error);
    assertEquals(into.read("a"), "precious");
  });
}

test("every line of an audit is synced before the next", () => {
  using temporary = new Temporary();
  using watch = new DiskWatch(temporary.path);
  const log = new AppendLog(temporary.at("audit"));
  log.add("one\n");
  assertEquals(watch.events, ["sync audit"]);
  log.add("two\n");
  assertEquals(watch.events, ["sync audit", "sync audit"]);
  log.close();
});
