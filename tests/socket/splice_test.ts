import { assertEquals, assertRejects } from "@std/assert";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { read } from "../../lib/socket/read.ts";
import { splice } from "../../lib/socket/splice.ts";
import { writeAll } from "../../lib/socket/write_all.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const discard = () => Promise.resolve();

/** An input that stays open, and how often it was cancelled. */
function idleInput() {
  const state = { cancelled: 0 };
  const input = new ReadableStream<Uint8Array>({ cancel: () => void state.cancelled++ });
  return { input, state };
}

Deno.test("a signal ends a splice whose peer has ended and whose input is idle", async () => {
  const [here, there] = memoryPair();
  const { input, state } = idleInput();
  const stop = new AbortController();
  const spliced = splice(here, { input, output: discard }, { signal: stop.signal });
  await there.closeWrite();
  stop.abort(new Error("stopped"));
  await assertRejects(() => spliced, Error, "stopped");
  assertEquals(state.cancelled, 1);
});

Deno.test("a signal ends a splice whose output stalls", async () => {
  const [here, there] = memoryPair();
  const stalled = Promise.withResolvers<void>();
  const stop = new AbortController();
  const output = () => {
    stalled.resolve();
    return new Promise<void>(() => {});
  };
  const spliced = splice(here, { input: idleInput().input, output }, { signal: stop.signal });
  await writeAll(there, "x");
  await stalled.promise;
  stop.abort(new Error("stopped"));
  await assertRejects(() => spliced, Error, "stopped");
});

for (
  const [limits, reason] of [
    [{ linger: 10 }, "no input for 0.01 s after memory:b had ended"],
    [{ idle: 10 }, "memory:b was idle for 0.01 s"],
  ] as const
) {
  Deno.test(`${Object.keys(limits)} ends the wait for an idle input after the peer's end`, async () => {
    const [here, there] = memoryPair();
    const { input, state } = idleInput();
    const spliced = splice(here, { input, output: discard }, limits);
    await there.closeWrite();
    await assertRejects(() => spliced, Error, reason);
    assertEquals(state.cancelled, 1);
  });
}

Deno.test("linger does not end an input that still moves after the peer's end", async () => {
  const [here, there] = memoryPair();
  let count = 0;
  const input = new ReadableStream<Uint8Array>({
    async pull(controller) {
      // Together longer than the limit, each far shorter.
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (++count > 60) controller.close();
      else controller.enqueue(bytes("x"));
    },
  });
  const received = Array.fromAsync(there.readable);
  await there.closeWrite();
  assertEquals((await splice(here, { input, output: discard }, { linger: 200 })).sent, 60);
  await received;
});

Deno.test("an input that pauses after the peer's end is left with waitForInput", async () => {
  const [here, there] = memoryPair();
  const typed = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  const input = new ReadableStream<Uint8Array>({ start: typed.resolve });
  const spliced = splice(here, { input, output: discard }, { waitForInput: 0 });
  (await typed.promise).enqueue(bytes("typed"));
  assertEquals((await read(there, 10))?.length, 5);
  await there.closeWrite();
  assertEquals(await spliced, { sent: 5, received: 0 });
});
