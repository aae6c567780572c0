import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ConnectionError } from "../../lib/errors.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { turn } from "../support/wait.ts";

Deno.test("does not report the peer for a write that closeWrite has interrupted", async () => {
  const [one, other] = memoryPair();
  // More than the other end buffers, so that the write waits.
  const writing = one.writable.getWriter().write(new Uint8Array(1024 * 1024));
  const rejected = assertRejects(() => writing, ConnectionError);
  // The stream begins to write in a later microtask.
  await turn();
  await one.closeWrite();
  const error = await rejected;
  assertMatch(error.message, /^Cannot write to memory:b: this direction is closed$/);
  assertEquals([error.code, error.reason], ["cut", undefined]);
  one.abort();
  other.abort();
});

Deno.test("reports the peer for a write after the peer has closed", async () => {
  const [one, other] = memoryPair();
  other.abort();
  const writer = one.writable.getWriter();
  const error = await assertRejects(() => writer.write(new Uint8Array(1)), ConnectionError);
  assertMatch(error.message, /^Connection lost: memory:b has closed it$/);
  one.abort();
});
