import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { MAX_ASKED_OF_SOURCE, MAX_WAITING_DOWNLOADS } from "../../../../lib/limits.ts";
import { DeviceHandler } from "../../../../lib/web/localsend/device_handler.ts";
import {
  type AskingDevice,
  DownloadApi,
} from "../../../../lib/web/localsend/download/download_api.ts";
import { PinGuard } from "../../../../lib/web/localsend/pin_guard.ts";
import { SharedTree } from "../../../../lib/web/share/shared_tree.ts";
import type { WebEvent } from "../../../../lib/web/web_event.ts";
import { temporaryFolder } from "../../../support/folder.ts";

interface Made {
  post: (query?: string, from?: string, signal?: AbortSignal) => Promise<Response>;
  get: (query: string, options?: { from?: string; range?: string; method?: string }) => Promise<
    Response
  >;
  asked: AskingDevice[];
  events: WebEvent[];
  fetched: () => number;
  listed: () => number;
  root: string;
  handler: DeviceHandler;
}

interface MadeOptions {
  pin?: string;
  admits?: (asking: AskingDevice, signal: AbortSignal) => Promise<boolean>;
}

const self = {
  alias: "Nice",
  version: "2.2",
  deviceType: "headless" as const,
  fingerprint: "F",
  download: true,
};

/** The API without a server, of a folder with the files `a`, `b/ä.txt`. */
async function inApi(
  { pin, admits = () => Promise.resolve(true) }: MadeOptions,
  run: (made: Made) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder();
  const root = join(folder.path, "root");
  await Deno.mkdir(join(root, "b"), { recursive: true });
  await Deno.writeTextFile(join(root, "a"), "first");
  await Deno.writeTextFile(join(root, "b/ä.txt"), "second");
  await Deno.writeTextFile(join(folder.path, "secret"), "secret");
  const [asked, events]: [AskingDevice[], WebEvent[]] = [[], []];
  let fetched = 0;
  let listed = 0;
  class CountingTree extends SharedTree {
    override get roots() {
      listed++;
      return super.roots;
    }
  }
  const api = new DownloadApi({
    self: () => self,
    tree: new CountingTree([{ name: "root", source: root }]),
    guard: new PinGuard({ pin }),
    admits(asking, signal) {
      asked.push(asking);
      return admits(asking, signal);
    },
    observer: { event: (event) => events.push(event), begin: () => ({ add() {}, end() {} }) },
    onFetched: () => fetched++,
  });
  const handler = new DeviceHandler({
    self: () => self,
    routes: api.routes,
    onClose: () => Promise.resolve(api.close()),
  });
  const send = async (
    name: string,
    query: string,
    method: string,
    from: string,
    range?: string,
    signal?: AbortSignal,
  ) => {
    const url = `http://192.0.2.9/api/localsend/v2/${name}?${query}`;
    return await handler.handle({
      request: new Request(url, {
        method,
        ...signal !== undefined && { signal },
        headers: { "user-agent": "Phone/1", ...range !== undefined && { range } },
      }),
      path: `api/localsend/v2/${name}`,
      query: new URL(url).searchParams,
      language: "en",
      peer: `tcp://${from}:4711`,
      completed: Promise.resolve(),
    });
  };
  try {
    await run({
      post: (query = "", from = "192.0.2.1", signal) =>
        send("prepare-download", query, "POST", from, undefined, signal),
      get: (query, { from = "192.0.2.1", range, method = "GET" } = {}) =>
        send("download", query, method, from, range),
      asked,
      events,
      fetched: () => fetched,
      listed: () => listed,
      root,
      handler,
    });
  } finally {
    await handler.close();
  }
}

async function openedBy({ post }: Made, from?: string): Promise<string> {
  const answer = await post("", from);
  assertEquals(answer.status, 200);
  return (await answer.json()).sessionId;
}

/** Takes each piece before the next one is requested, after which it is empty. */
async function textOf({ body }: Response): Promise<string> {
  let text = "";
  for await (const piece of body!) text += new TextDecoder().decode(piece);
  return text;
}

Deno.test("offers every shared file to a device that is admitted, and gives it", async () => {
  await inApi({}, async (made) => {
    const answer = await made.post();
    assertEquals(answer.status, 200);
    const { info, sessionId, files } = await answer.json();
    assertEquals(info, self);
    assertMatch(sessionId, /^[0-9a-f-]{36}$/);
    assertEquals(
      Object.entries<Record<string, unknown>>(files).map((
        [key, { id, fileName, size, fileType }],
      ) => [key, id, fileName, size, fileType]),
      [
        ["0", "0", "root/a", 5, "application/octet-stream"],
        ["1", "1", "root/b/ä.txt", 6, "text/plain"],
      ],
    );
    assertMatch(files["0"].metadata.modified, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assertEquals(made.asked, [{
      peer: "tcp://192.0.2.1:4711",
      userAgent: "Phone/1",
      files: 2,
      bytes: 11,
    }]);
    const file = await made.get(`sessionId=${sessionId}&fileId=1`);
    assertEquals([file.status, file.headers.get("content-length")], [200, "6"]);
    assertEquals(await textOf(file), "second");
    const part = await made.get(`sessionId=${sessionId}&fileId=1`, { range: "bytes=3-" });
    assertEquals([part.status, await textOf(part)], [206, "ond"]);
    const head = await made.get(`sessionId=${sessionId}&fileId=0`, { method: "HEAD" });
    assertEquals([head.status, head.headers.get("content-length")], [200, "5"]);
    await head.body?.cancel();
  });
});

Deno.test("a device that is declined gets 403, and no session", async () => {
  await inApi({ admits: () => Promise.resolve(false) }, async ({ post }) => {
    const answer = await post();
    assertEquals(answer.status, 403);
    assertEquals(Object.keys(await answer.json()), ["message"]);
  });
});

Deno.test("a session that is open is not asked about again, and no other address has it", async () => {
  await inApi({}, async (made) => {
    const id = await openedBy(made);
    const again = await made.post(`sessionId=${id}`);
    assertEquals((await again.json()).sessionId, id);
    assertEquals(made.asked.length, 1);
    const other = await made.post(`sessionId=${id}`, "192.0.2.2");
    assert((await other.json()).sessionId !== id);
    assertEquals(made.asked.length, 2);
    const stolen = await made.get(`sessionId=${id}&fileId=0`, { from: "192.0.2.2" });
    assertEquals(stolen.status, 403);
    await stolen.body?.cancel();
  });
});

Deno.test("rejects requests for files without a session, an id, or a file", async () => {
  await inApi({}, async (made) => {
    const id = await openedBy(made);
    const cases: [string, number][] = [
      ["", 400],
      [`sessionId=${id}`, 400],
      ["fileId=0", 400],
      ["sessionId=&fileId=0", 403],
      ["sessionId=192.0.2.1&fileId=0", 403],
      [`sessionId=${id.toUpperCase()}x&fileId=0`, 403],
      [`sessionId=${id}&fileId=2`, 403],
      [`sessionId=${id}&fileId=-1`, 403],
      [`sessionId=${id}&fileId=`, 403],
      [`sessionId=${id}&fileId=0.0`, 403],
      [`sessionId=${id}&fileId=1e0`, 403],
      [`sessionId=${id}&fileId=__proto__`, 403],
      [`sessionId=${id}&fileId=length`, 403],
      [`sessionId=${id}&fileId=root%2Fa`, 403],
      [`sessionId=${id}&fileId=..%2Fsecret`, 403],
      [`sessionId=${id}&fileId=${"9".repeat(10_000)}`, 403],
    ];
    for (const [query, status] of cases) {
      const answer = await made.get(query);
      assertEquals(answer.status, status, query.slice(0, 100));
      assertEquals(answer.headers.get("content-type"), "application/json");
      await answer.body?.cancel();
    }
  });
});

Deno.test("a file that vanished, or became a link or a folder, is 404", async () => {
  await inApi({}, async (made) => {
    const id = await openedBy(made);
    const path = join(made.root, "a");
    const status = async () => {
      const answer = await made.get(`sessionId=${id}&fileId=0`);
      await answer.body?.cancel();
      return answer.status;
    };
    assertEquals(await status(), 200);
    await Deno.remove(path);
    assertEquals(await status(), 404);
    await Deno.symlink(join(made.root, "../secret"), path);
    assertEquals(await status(), 404);
    await Deno.remove(path);
    await Deno.mkdir(path);
    assertEquals(await status(), 404);
  });
});

Deno.test("asks for the PIN before the user is asked, and reports wrong ones", async () => {
  await inApi({ pin: "1234" }, async ({ post, asked, events }) => {
    const status = async (query: string) => {
      const answer = await post(query);
      await answer.body?.cancel();
      return answer.status;
    };
    assertEquals(await status(""), 401);
    assertEquals(events, []);
    assertEquals(await status("pin=0000"), 401);
    assertEquals(await status("pin=1234"), 200);
    for (const pin of ["1", "2"]) assertEquals(await status(`pin=${pin}`), 401);
    assertEquals(await status("pin=1234"), 429);
    assertEquals(asked.length, 1);
    assertEquals(events.map((event) => [event.type, "status" in event && event.status]), [
      ["rejected", 401],
      ["rejected", 401],
      ["rejected", 401],
      ["rejected", 429],
    ]);
  });
});

Deno.test("a device that asks again and again is no longer asked about", async () => {
  await inApi({ admits: () => Promise.resolve(false) }, async ({ post, asked, listed }) => {
    const statuses: number[] = [];
    for (let i = 0; i < MAX_ASKED_OF_SOURCE + 2; i++) {
      const answer = await post();
      statuses.push(answer.status);
      await answer.body?.cancel();
    }
    assertEquals(statuses, [...Array(MAX_ASKED_OF_SOURCE).fill(403), 429, 429]);
    assertEquals(asked.length, MAX_ASKED_OF_SOURCE);
    // The files are not listed for a request that is rejected.
    assertEquals(listed(), MAX_ASKED_OF_SOURCE);
    assertEquals((await post("", "192.0.2.7")).status, 403);
  });
});

Deno.test("a limited number of devices waits for the user, and the end of the server ends that", async () => {
  const { promise: never, resolve } = Promise.withResolvers<boolean>();
  const admits = (_: AskingDevice, signal: AbortSignal) => {
    signal.addEventListener("abort", () => resolve(true));
    return never;
  };
  await inApi({ admits }, async ({ post, handler, asked }) => {
    const waiting = Array.from(
      { length: MAX_WAITING_DOWNLOADS },
      (_, i) => post("", `10.0.0.${i}`),
    );
    while (asked.length < MAX_WAITING_DOWNLOADS) await new Promise((wake) => setTimeout(wake, 1));
    assertEquals((await post("", "10.0.1.1")).status, 429);
    await handler.close();
    const statuses = await Promise.all(waiting.map(async (each) => (await each).status));
    assertEquals(statuses, Array(MAX_WAITING_DOWNLOADS).fill(403));
  });
});

Deno.test("the question about a device ends when the device has gone", async () => {
  const gone = new AbortController();
  const admits = (_: AskingDevice, signal: AbortSignal) =>
    new Promise<boolean>((resolve) => signal.addEventListener("abort", () => resolve(true)));
  await inApi({ admits }, async ({ post, asked }) => {
    const waiting = post("", "192.0.2.1", gone.signal);
    while (asked.length === 0) await new Promise((wake) => setTimeout(wake, 1));
    gone.abort();
    assertEquals((await waiting).status, 403);
  });
});

Deno.test("tells once that a device has fetched every file", async () => {
  await inApi({}, async (made) => {
    const id = await openedBy(made);
    const fetch = async (file: number) => {
      await (await made.get(`sessionId=${id}&fileId=${file}`)).body!.pipeTo(new WritableStream());
      await new Promise((wake) => setTimeout(wake, 0));
    };
    await fetch(0);
    await fetch(0);
    assertEquals(made.fetched(), 0);
    await fetch(1);
    assertEquals(made.fetched(), 1);
    await fetch(1);
    assertEquals(made.fetched(), 1);
    const done = made.events.filter(({ type }) => type === "download_done");
    assertEquals(done.length, 4);
  });
});
