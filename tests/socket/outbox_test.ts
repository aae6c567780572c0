import { assert, assertEquals } from "@std/assert";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { Outbox } from "../../lib/socket/outbox.ts";

Deno.test("messages that wait are written together, in their order, each once", async () => {
  const writes: Uint8Array[] = [];
  const writable = new WritableStream<Uint8Array>({
    write: (bytes) => void writes.push(bytes.slice()),
  });
  const [here] = memoryPair();
  const conn: Duplex = Object.create(here, { writable: { value: writable } });
  const outbox = new Outbox(conn);
  const messages = Array.from({ length: 1000 }, (_, n) => `message ${n}\n`);
  for (const message of messages) assert(outbox.put(message));
  await outbox.flushed();
  assert(outbox.put("the last"));
  await outbox.flushed();
  const text = writes.map((bytes) => new TextDecoder().decode(bytes)).join("");
  assertEquals(text, `${messages.join("")}the last`);
  assert(writes.length <= 3, `${writes.length} writes`);
});

Deno.test("what a peer does not read is bounded, and what it reads makes room", async () => {
  const [here, there] = memoryPair();
  const outbox = new Outbox(here, 1000);
  const reader = there.readable.getReader();
  let read = 0;
  for (let n = 0; n < 50; n++) {
    assert(outbox.put(new Uint8Array(900)), `${n}`);
    while (read < (n + 1) * 900) read += (await reader.read()).value!.length;
    await outbox.flushed();
  }
  while (outbox.put(new Uint8Array(900)));
  assert(outbox.broken);
  await outbox.flushed();
  // The peer was hung up on.
  while (!(await reader.read()).done);
});
