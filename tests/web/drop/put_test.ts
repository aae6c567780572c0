import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { temporaryFolder } from "../../support/folder.ts";
import { MAX_DROPPED_FOLDERS, MAX_UPLOADS_OF_SOURCE } from "../../../lib/limits.ts";
import { DropHandler } from "../../../lib/web/drop/drop_handler.ts";
import type { WebEvent } from "../../../lib/web/web_event.ts";

/** A handler without a server. */
async function inDrop(
  run: (
    put: (
      path: string,
      body: string | ReadableStream<Uint8Array<ArrayBuffer>>,
      headers?: Record<string, string>,
      peer?: string,
    ) => Promise<Response>,
    into: string,
    events: WebEvent[],
  ) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder();
  const into = join(folder.path, "in");
  await Deno.mkdir(into);
  const events: WebEvent[] = [];
  const handler = new DropHandler({
    into,
    ifExists: "rename",
    observer: { event: (event) => events.push(event), begin: () => ({ add() {}, end() {} }) },
    onStored() {},
    facts: { machine: "here", prefix: "/", encrypted: false },
  });
  const put = async (
    path: string,
    body: string | ReadableStream<Uint8Array<ArrayBuffer>>,
    headers: Record<string, string> = {},
    peer = "tcp://[::1]:1",
  ) =>
    await handler.handle({
      request: new Request(`http://[::1]/${path}`, {
        method: "PUT",
        ...body !== "" && { body },
        headers: {
          ...typeof body === "string" && { "content-length": String(body.length) },
          ...headers,
        },
      }),
      path,
      query: new URLSearchParams("more"),
      peer,
      language: "en",
      completed: Promise.resolve(),
    });
  try {
    await run(put, into, events);
  } finally {
    await handler.close();
  }
}

function digestOf(content: string): Record<string, string> {
  const digest = createHash("sha256").update(content).digest("base64");
  return { "repr-digest": `sha-256=:${digest}:` };
}

function stored(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name)
    .filter((name) => !name.startsWith(".sluice-"))
    .sort();
}

Deno.test("waits for a digest that follows the last part, and compares it", async () => {
  await inDrop(async (put, into, events) => {
    const all = { "content-range": "bytes 0-4/5", "upload-complete": "?0" };
    const end = { "content-range": "bytes */5" };
    for (const [digest, status] of [["other", 422], ["bytes", 201]] as const) {
      const answer = await put("file", "bytes", all);
      assertEquals([answer.status, answer.headers.get("upload-offset")], [202, "5"]);
      assertEquals(stored(into), []);
      assertEquals((await put("file", "", { ...end, ...digestOf(digest) })).status, status);
    }
    assertEquals(stored(into), ["file"]);
    // One start for each attempt, although each took two requests.
    assertEquals(events.map(({ type }) => type), [
      "upload_started",
      "upload_failed",
      "upload_started",
      "upload_done",
    ]);
  });
});

Deno.test("rejects a small file whose digest differs, with the code of the error", async () => {
  await inDrop(async (put, into) => {
    const answer = await put("file", "bytes", digestOf("other"));
    assertEquals([answer.status, answer.headers.get("sluice-error")], [422, "digest_mismatch"]);
    assertEquals((await put("file", "bytes", digestOf("bytes"))).status, 201);
    assertEquals(stored(into), ["file"]);
  });
});

Deno.test("stores a file once that is sent again with the same id, and another id's beside it", async () => {
  await inDrop(async (put, into, events) => {
    const send = async (id: string, headers: Record<string, string> = {}) => {
      const answer = await put("image.jpg", "bytes", { "upload-id": id, ...headers });
      return [answer.status, answer.headers.get("stored-as")];
    };
    assertEquals(await send("client-1"), [201, null]);
    assertEquals(await send("client-1"), [201, null]);
    assertEquals(await send("client-2"), [201, "image%20(1).jpg"]);
    assertEquals(await send("client-2"), [201, "image%20(1).jpg"]);
    assertEquals(stored(into), ["image (1).jpg", "image.jpg"]);
    assertEquals(events.filter(({ type }) => type === "upload_done").length, 2);
  });
});

Deno.test("does not call other content stored that comes with the id of a stored file", async () => {
  await inDrop(async (put, into) => {
    const id = { "upload-id": "client-1" };
    const range = { "content-range": "bytes */5" };
    const first = await put("f", "bytes", { ...id, ...digestOf("bytes") });
    assertEquals([first.status, first.headers.get("upload-complete")], [201, "?1"]);
    for (const headers of [{}, range]) {
      const body = headers === range ? "" : "other";
      const again = { ...id, ...headers };
      assertEquals((await put("f", body, { ...again, ...digestOf("bytes") })).status, 201);
      const answer = await put("f", body, { ...again, ...digestOf("other") });
      assertEquals([answer.status, answer.headers.get("upload-complete")], [422, null]);
      assertEquals(answer.headers.get("sluice-error"), "digest_mismatch");
    }
    assertEquals(stored(into), ["f"]);
  });
});

for (
  const [kind, size] of [["a small file", 1000], ["a file that is staged", 500_000]] as const
) {
  Deno.test(`stores ${kind} once when requests for it follow a dead connection`, async () => {
    await inDrop(async (put, into) => {
      const content = "x".repeat(size);
      const headers = {
        "content-length": String(size),
        "upload-id": "0123456789abcdef",
        ...digestOf(content),
      };
      // Half of it arrives, and then nothing, as when a phone changes its network.
      let dead!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        start: (controller) => void (dead = controller),
      });
      const half = new TextEncoder().encode(content.slice(size / 2));
      dead.enqueue(half);
      const first = put("file", body, headers);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const later = await Promise.all([
        put("file", content, headers),
        put("file", content, headers),
      ]);
      // The last one takes over, unless the one before has arrived already.
      assertEquals([later[1]!.status, later[1]!.headers.get("stored-as")], [201, null]);
      assertEquals([(await first).status, stored(into)], [400, ["file"]]);
    });
  });
}

Deno.test("keeps parts of two clients apart that send files of the same name and size", async () => {
  await inDrop(async (put, into) => {
    const range = (part: string) => ({ "content-range": `bytes ${part}/4` });
    const ids = ["client-1", "client-2"];
    for (const id of ids) {
      assertEquals(
        (await put("f", id.slice(-1), { "upload-id": id, ...range("0-0") })).status,
        202,
      );
    }
    for (const id of ids) {
      const rest = id.slice(-1).repeat(3);
      assertEquals((await put("f", rest, { "upload-id": id, ...range("1-3") })).status, 201);
    }
    const contents = stored(into).map((name) => Deno.readTextFileSync(join(into, name)));
    assertEquals(contents.sort(), ["1111", "2222"]);
  });
});

Deno.test("creates an empty folder, but not through a link or in the place of a file", async () => {
  await inDrop(async (put, into, events) => {
    assertEquals((await put("a/b/", "")).status, 201);
    assertEquals((await put("a/b/", "")).status, 200);
    assertEquals(events, [{ type: "folder_created", peer: "tcp://[::1]:1", path: "a/b" }]);
    assert((await Deno.stat(join(into, "a/b"))).isDirectory);
    await Deno.symlink("..", join(into, "up"));
    await Deno.writeTextFile(join(into, "file"), "");
    assertEquals((await put("up/c/", "")).status, 409);
    for (const path of ["file/", "file/c/"]) {
      const answer = await put(path, "");
      assertEquals([answer.status, await answer.text()], [
        409,
        'Cannot store "file": a file of that name already exists; use another name for the folder\n',
      ]);
    }
    assertEquals((await put(".ssh/", "")).status, 403);
    assertEquals((await put("d/", "content")).status, 400);
    const tooLong = await put(`${"n".repeat(256)}/`, "");
    assertEquals([tooLong.status, tooLong.headers.get("sluice-error")], [400, "cannot_create"]);
    assertEquals(stored(into), ["a", "file", "up"]);
    assertEquals(stored(join(into, "..")), ["in"]);
  });
});

Deno.test("creates so many folders without content, and no more", async () => {
  await inDrop(async (put, into, events) => {
    const deep = `${Array(MAX_DROPPED_FOLDERS / 200 - 1).fill("d").join("/")}/`;
    for (let i = 0; i < 200; i++) assertEquals((await put(`${i}/${deep}`, "")).status, 201);
    const answer = await put("more/", "");
    assertEquals([answer.status, answer.headers.get("sluice-error")], [413, "limit"]);
    assertEquals(events.at(-1)!.type, "upload_failed");
    assertEquals(stored(into).includes("more"), false);
    // What exists, and what files bring, is not affected.
    assertEquals((await put("0/d/", "")).status, 200);
    assertEquals((await put("new/file", "content")).status, 201);
  });
});

Deno.test("rejects an id or a completeness that it does not understand", async () => {
  await inDrop(async (put, into) => {
    assertEquals((await put("f", "x", { "upload-id": "../../etc" })).status, 400);
    assertEquals((await put("f", "x", { "upload-complete": "?0" })).status, 400);
    const range = { "content-range": "bytes 0-0/1" };
    assertEquals((await put("f", "x", { ...range, "upload-complete": "no" })).status, 400);
    assertEquals(stored(into), []);
  });
});

Deno.test("a name that is free again gets no number", async () => {
  await inDrop(async (put, into) => {
    for (let i = 0; i < 3; i++) await put("image.jpg", "bytes");
    for (const name of stored(into)) await Deno.remove(join(into, name));
    await put("image.jpg", "bytes");
    assertEquals(stored(into), ["image.jpg"]);
    await put("image.jpg", "bytes");
    assertEquals(stored(into).length, 2);
  });
});

Deno.test("one source cannot take all the room for uploads", async () => {
  await inDrop(async (put) => {
    const bodies: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>[] = [];
    const hold = (name: string) =>
      put(
        name,
        new ReadableStream<Uint8Array<ArrayBuffer>>({
          start: (controller) => void bodies.push(controller),
        }),
        { "content-length": "5" },
      );
    const held = Array.from({ length: MAX_UPLOADS_OF_SOURCE }, (_, i) => hold(`held${i}`));
    const refused = await put("more", "bytes");
    assertEquals([refused.status, refused.headers.get("retry-after")], [503, "5"]);
    assertEquals((await put("other", "bytes", {}, "tcp://192.0.2.9:1")).status, 201);
    for (const body of bodies) body.error(new Error("the connection was lost"));
    await Promise.all(held);
    assertEquals((await put("more", "bytes")).status, 201);
  });
});
