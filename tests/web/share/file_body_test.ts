/** Bodies of files, byte for byte, with clients that are slow, pause or leave. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { writeAll } from "../../../lib/bytes.ts";
import { WEB_CHUNK_BYTES } from "../../../lib/limits.ts";
import { safePath } from "../../../lib/file/safe_path.ts";
import { fileBody } from "../../../lib/web/share/file_body.ts";
import { SharedTree } from "../../../lib/web/share/shared_tree.ts";
import { Random } from "../../chaos/random.ts";
import { cert, key } from "../../support/certificate.ts";
import { temporaryFolder } from "../../support/folder.ts";

/** More than the sockets of a client that reads nothing can hold, and no multiple of a piece. */
const SIZE = 24 * 2 ** 20 + 12_345;

const CONTENT = new Random(7).bytes(SIZE);

/** A part of the file. */
interface Part {
  first: number;
  last: number;
}
const WHOLE: Part = { first: 0, last: SIZE - 1 };
/** Parts that begin and end within pieces, and at their borders. */
const PARTS: readonly Part[] = [
  WHOLE,
  { first: 1, last: SIZE - 2 },
  { first: WEB_CHUNK_BYTES, last: SIZE - 1 },
  { first: 12_345_678, last: 12_345_678 + 9_000_000 },
  { first: 5, last: WEB_CHUNK_BYTES + 4 },
  { first: SIZE - 1, last: SIZE - 1 },
];

/** How a client connects. */
type Way = "HTTP/1.1" | "HTTP/1.1 over TLS" | "HTTP/2 over TLS";
const WAYS: readonly Way[] = ["HTTP/1.1", "HTTP/1.1 over TLS", "HTTP/2 over TLS"];

/** A server of one file, whose requests name a part in the path: `/FIRST-LAST`. */
interface Server extends AsyncDisposable {
  path: string;
  /** Bytes that the runtime has taken so far, of all parts. */
  taken: () => number;
  /** Makes a request. */
  get: (part: Part, signal?: AbortSignal) => Promise<Response>;
  port: number;
}

/** Keeps errors of bodies, which the tests provoke, out of the output. */
function onError(): Response {
  return new Response(null, { status: 500 });
}

async function serveFile(way: Way): Promise<Server> {
  const folder = await temporaryFolder();
  const path = join(folder.path, "f");
  await Deno.writeFile(path, CONTENT);
  const tree = new SharedTree([{ name: "f", source: path }]);
  let taken = 0;
  const isTls = way !== "HTTP/1.1";
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, onError, ...isTls && { cert, key } },
    (request) => {
      const [first, last] = new URL(request.url).pathname.slice(1).split("-").map(Number);
      const opened = tree.open(tree.lookup(safePath("f"))!)!;
      const part = { first: first!, last: last! };
      const body = fileBody(opened, { ...part, onBytes: (bytes) => taken += bytes });
      return new Response(body, { headers: { "content-length": String(last! - first! + 1) } });
    },
  );
  const isH2 = way === "HTTP/2 over TLS";
  const client = Deno.createHttpClient({ caCerts: [cert], http1: !isH2, http2: isH2 });
  const { port } = server.addr;
  const base = `${isTls ? "https" : "http"}://127.0.0.1:${port}`;
  return {
    path,
    port,
    taken: () => taken,
    get: (part, signal) =>
      fetch(`${base}/${part.first}-${part.last}`, { client, signal: signal ?? null }),
    async [Symbol.asyncDispose]() {
      client.close();
      await server.shutdown();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Waits until the server has taken nothing for a while: the buffers on the way are full. */
async function untilFull({ taken }: Server): Promise<void> {
  let before = -1;
  for (let quiet = 0; quiet < 50; quiet++) {
    if (taken() !== before) quiet = 0;
    before = taken();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Fills memory that is free, of the size of pieces, so that a piece that is still needed would change. */
function overwriteFreeMemory(): void {
  for (let i = 0; i < 40; i++) {
    const filled = new Uint8Array(WEB_CHUNK_BYTES).fill(0xee);
    if (i % 2 === 0) filled.buffer.transfer(0);
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Reads a body, and pauses before some of its chunks; returns its digest. */
async function digestOf(server: Server, response: Response, pauses: number): Promise<string> {
  const hash = createHash("sha256");
  let left = pauses;
  let size = 0;
  for await (const chunk of response.body!) {
    hash.update(chunk);
    size += chunk.length;
    if (left > 0 && size > (pauses - left) * 1_500_000) {
      left--;
      await untilFull(server);
      overwriteFreeMemory();
    }
  }
  return hash.digest("hex");
}

function expected({ first, last }: Part): string {
  return sha256(CONTENT.subarray(first, last + 1));
}

for (const way of WAYS) {
  Deno.test(`${way}: a client gets every byte of each part`, async () => {
    await using server = await serveFile(way);
    for (const part of PARTS) {
      const response = await server.get(part);
      assertEquals(await digestOf(server, response, 0), expected(part));
    }
  });

  Deno.test(`${way}: a client that pauses until all buffers are full gets every byte`, async () => {
    await using server = await serveFile(way);
    const response = await server.get(WHOLE);
    assertEquals(await digestOf(server, response, 6), expected(WHOLE));
  });

  Deno.test(`${way}: several clients at once get every byte, although others leave`, async () => {
    await using server = await serveFile(way);
    const stay = PARTS.map(async (part, i) => {
      const response = await server.get(part);
      assertEquals(await digestOf(server, response, i % 3), expected(part));
    });
    const leave = [0, 100_000, 3_000_000].map(async (after) => {
      const abort = new AbortController();
      const response = await server.get(WHOLE, abort.signal);
      let size = 0;
      await assertRejects(async () => {
        for await (const chunk of response.body!) {
          size += chunk.length;
          if (size >= after) abort.abort();
        }
      });
      assert(size < SIZE);
    });
    await Promise.all([...stay, ...leave]);
  });

  Deno.test(`${way}: a file that shrinks or changes meanwhile is never whole`, async () => {
    const changes: ((path: string) => void)[] = [
      (path) => Deno.truncateSync(path, SIZE - 1),
      (path) => Deno.truncateSync(path, 0),
      (path) => Deno.writeFileSync(path, new Uint8Array(1), { append: true }),
      (path) => Deno.utimeSync(path, 1, 1),
    ];
    for (const change of changes) {
      await using server = await serveFile(way);
      const response = await server.get(WHOLE);
      let size = 0;
      await assertRejects(async () => {
        for await (const chunk of response.body!) {
          if (size === 0) change(server.path);
          size += chunk.length;
        }
      });
      assert(size < SIZE, `${size} bytes`);
    }
  });
}

Deno.test("HTTP/1.1: a client that reads nothing at first, byte by byte the same", async () => {
  await using server = await serveFile("HTTP/1.1");
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const request = `GET /0-${SIZE - 1} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
  await writeAll(conn, new TextEncoder().encode(request));
  await untilFull(server);
  assert(server.taken() > 0 && server.taken() < SIZE, `${server.taken()} bytes were taken`);
  overwriteFreeMemory();
  const answer = await new Response(conn.readable).bytes();
  assertEquals(sha256(answer.subarray(answer.length - SIZE)), expected(WHOLE));
});

Deno.test("a piece is read when it is requested, and its memory is given up at the next request", async () => {
  await using folder = await temporaryFolder();
  const source = join(folder.path, "f");
  await Deno.writeFile(source, new Uint8Array(3 * WEB_CHUNK_BYTES));
  const tree = new SharedTree([{ name: "f", source }]);
  let taken = 0;
  let whole: boolean | undefined;
  const body = fileBody(tree.open(tree.lookup(safePath("f"))!)!, {
    first: 1,
    last: 2 * WEB_CHUNK_BYTES,
    onBytes: (bytes) => taken += bytes,
    onEnd: (end) => whole = end,
  });
  await Promise.resolve();
  assertEquals(taken, 0);
  const reader = body.getReader();
  const first = await reader.read();
  assertEquals([first.value?.length, taken], [WEB_CHUNK_BYTES, WEB_CHUNK_BYTES]);
  const second = await reader.read();
  assertEquals([first.value?.length, second.value?.length], [0, WEB_CHUNK_BYTES]);
  assertEquals(whole, undefined);
  assertEquals((await reader.read()).done, true);
  assertEquals([second.value?.length, whole], [0, true]);
});

Deno.test("a client that takes nothing in time ends the body and closes the file", async () => {
  await using folder = await temporaryFolder();
  const source = join(folder.path, "f");
  await Deno.writeFile(source, new Uint8Array(3 * WEB_CHUNK_BYTES));
  const tree = new SharedTree([{ name: "f", source }]);
  const ended = Promise.withResolvers<boolean>();
  const body = fileBody(tree.open(tree.lookup(safePath("f"))!)!, {
    ...{ first: 0, last: 3 * WEB_CHUNK_BYTES - 1, timeout: 1 },
    onEnd: ended.resolve,
  });
  const reader = body.getReader();
  assertEquals((await reader.read()).done, false);
  assertEquals(await ended.promise, false);
  await assertRejects(() => reader.read(), Error, "the client stalled");
});
