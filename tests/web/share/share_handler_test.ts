import { assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { unpackTar } from "modern-tar";
import { temporaryFolder } from "../../support/folder.ts";
import { ShareHandler } from "../../../lib/web/share/share_handler.ts";
import { SharedTree } from "../../../lib/web/share/shared_tree.ts";
import type { WebEvent } from "../../../lib/web/web_event.ts";

/** Shares files as `tree` without a server. */
async function inShare(
  files: readonly string[],
  run: (
    request: (path: string, init?: RequestInit) => Promise<Response>,
    events: WebEvent[],
  ) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder();
  for (const file of files) {
    const path = join(folder.path, file);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, file);
  }
  const events: WebEvent[] = [];
  const handler = new ShareHandler({
    tree: new SharedTree([{ name: "tree", source: folder.path }]),
    observer: { event: (event) => events.push(event), begin: () => ({ add() {}, end() {} }) },
    facts: { machine: "here", prefix: "/", encrypted: false },
    checksumLine: (hex, path) => `${hex}  ${path}`,
  });
  try {
    await run(async (path, init) => {
      const request = new Request(`http://[::1]/${path}`, init);
      const { pathname, searchParams } = new URL(request.url);
      return await handler.handle({
        request,
        path: pathname.slice(1),
        query: searchParams,
        peer: "tcp://[::1]:1",
        language: "en",
        completed: Promise.resolve(),
      });
    }, events);
  } finally {
    await handler.close();
  }
}

async function members(answer: Response): Promise<string[]> {
  assertEquals(answer.status, 200);
  return (await unpackTar(await answer.bytes())).map(({ header }) => header.name);
}

Deno.test("an archive has no entry twice, however it is selected", async () => {
  await inShare(["a", "b", "sub/a"], async (request) => {
    const twice = "tree/?archive=tar&name=a&name=b&name=a&item=%2561&item=a";
    assertEquals(await members(await request(twice)), ["a", "b"]);
    const body = new URLSearchParams([["archive", "tar"], ["item", "a"], ["item", "%61"]]);
    assertEquals(await members(await request("tree/", { method: "POST", body })), ["a"]);
  });
});

Deno.test("a selection reaches no entries further down, whose names could be those of others", async () => {
  await inShare(["a", "sub/a"], async (request) => {
    for (const name of ["item=sub/a", "item=./a", "item=sub%252Fa", "name=sub/a"]) {
      const answer = await request(`tree/?archive=tar&item=a&${name}`);
      assertEquals([answer.status, await answer.text()], [
        404,
        "Some of the selected files do not exist any more\n",
      ]);
    }
  });
});

Deno.test("events name the path of an archive", async () => {
  await inShare(["one/sub/f", "two/sub/f", "two/g"], async (request, events) => {
    const paths = [
      "tree/one/sub.tar",
      "tree/two/?archive=tar&name=sub",
      "tree/two/?archive=zip&name=sub&name=g",
      "tree/two/sub/?archive=tar",
      "?archive=zip",
    ];
    const names = [];
    for (const path of paths) {
      const answer = await request(path);
      names.push(/filename="([^"]*)"/.exec(answer.headers.get("content-disposition")!)![1]);
      await answer.bytes();
    }
    const seen = (wanted: string) =>
      events.flatMap((event) => event.type === wanted && "path" in event ? [event.path] : []);
    const expected = [
      "tree/one/sub.tar",
      "tree/two/sub.tar",
      "tree/two.zip",
      "tree/two/sub.tar",
      "tree.zip",
    ];
    assertEquals(seen("download_started"), expected);
    assertEquals(seen("download_done"), expected);
    assertEquals(names, ["sub.tar", "sub.tar", "two.zip", "sub.tar", "tree.zip"]);
  });
});

Deno.test("events tell when the parts of a file are the whole", async () => {
  await inShare(["0123456789"], async (request, events) => {
    for (const range of ["bytes=5-9", "bytes=0-4", "bytes=1-2"]) {
      // Not `bytes()`: the pieces share a buffer.
      const answer = await request("tree/0123456789", { headers: { range } });
      await answer.body!.pipeTo(new WritableStream());
    }
    const done = events.flatMap((event) => event.type === "download_done" ? [event.whole] : []);
    assertEquals(done, [false, true, false]);
  });
});
