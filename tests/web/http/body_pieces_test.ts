import { assertEquals, assertRejects } from "@std/assert";
import { ConnectionError } from "../../../lib/errors.ts";
import { bodyPieces } from "../../../lib/web/http/body_pieces.ts";

const MIB = 2 ** 20;
const NEVER = new AbortController().signal;

/** Lengths of the pieces when they come, and after the end; the sum of their bytes. */
async function read(body: ReadableStream<Uint8Array<ArrayBuffer>> | null, reuses: boolean) {
  const pieces: Uint8Array[] = [];
  let [size, sum] = [0, 0];
  for await (const piece of bodyPieces(body, NEVER, { reuses })) {
    pieces.push(piece);
    size += piece.length;
    for (const byte of piece) sum += byte;
  }
  return { size, sum, kept: pieces.reduce((kept, { length }) => kept + length, 0) };
}

for (const reuses of [false, true]) {
  Deno.test(`a request's body is read ${reuses ? "into one buffer" : "into a buffer a piece"}`, async () => {
    const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<typeof read>>>();
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async ({ body }) => {
        resolve(await read(body, reuses));
        return new Response();
      },
    );
    const body = new Uint8Array(MIB).map((_, at) => at % 251);
    const sum = body.reduce((sum, byte) => sum + byte, 0);
    const url = `http://127.0.0.1:${server.addr.port}`;
    await (await fetch(url, { method: "POST", body })).body?.cancel();
    const found = await promise;
    assertEquals([found.size, found.sum], [MIB, sum]);
    // A buffer that is read into again is taken from the piece before.
    assertEquals(found.kept, reuses ? 0 : MIB);
  });
}

Deno.test("a stream that takes no buffer is read as well", async () => {
  const stream = ReadableStream.from([new Uint8Array([1, 2]), new Uint8Array([3])]);
  assertEquals((await read(stream, true)).sum, 6);
});

Deno.test("an end from outside ends a read that waits, into one buffer as well", async () => {
  for (const reuses of [false, true]) {
    const stop = new AbortController();
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({ type: "bytes" });
    const pieces = bodyPieces(stream, stop.signal, { reuses });
    const next = pieces.next();
    stop.abort(new ConnectionError("cut", "stopped"));
    await assertRejects(() => next, ConnectionError, "stopped");
  }
});
