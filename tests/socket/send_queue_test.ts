import { assert, assertEquals } from "@std/assert";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { SendQueue } from "../../lib/socket/send_queue.ts";

Deno.test("writes waiting messages together, in order, each once", async () => {
  const writes: Uint8Array[] = [];
  const write = (bytes: Uint8Array) => Promise.resolve(void writes.push(bytes.slice()));
  const [here] = memoryPair();
  const conn: Duplex = Object.create(here, { write: { value: write } });
  const queue = new SendQueue(conn);
  const messages = Array.from({ length: 1000 }, (_, n) => `message ${n}\n`);
  for (const message of messages) assert(queue.put(message));
  await queue.flushed();
  assert(queue.put("the last"));
  await queue.flushed();
  const text = writes.map((bytes) => new TextDecoder().decode(bytes)).join("");
  assertEquals(text, `${messages.join("")}the last`);
  assert(writes.length <= 3, `${writes.length} writes`);
});

Deno.test("limits the bytes that a peer has not read, and frees room as it reads", async () => {
  const [here, there] = memoryPair();
  const queue = new SendQueue(here, 1000);
  const reader = there.readable.getReader();
  let read = 0;
  for (let n = 0; n < 50; n++) {
    assert(queue.put(new Uint8Array(900)), `${n}`);
    while (read < (n + 1) * 900) read += (await reader.read()).value!.length;
    await queue.flushed();
  }
  while (queue.put(new Uint8Array(900)));
  assert(queue.broken);
  await queue.flushed();
  // The connection was aborted.
  while (!(await reader.read()).done);
});
