import { assertEquals } from "@std/assert";
import { SharedInput } from "../../../commands/listen/shared_input.ts";
import { turn } from "../../support/wait.ts";

/** An input that counts how many chunks were asked for. */
function source(): {
  input: ReadableStream<Uint8Array>;
  put: (byte: number) => void;
  end: () => void;
} {
  let controller: ReadableStreamDefaultController<Uint8Array>;
  const input = new ReadableStream<Uint8Array>({ start: (own) => void (controller = own) });
  return {
    input,
    put: (byte) => controller.enqueue(new Uint8Array([byte])),
    end: () => controller.close(),
  };
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<number | undefined> {
  return (await reader.read()).value?.[0];
}

Deno.test("passes each chunk to all readers", async () => {
  const { input, put, end } = source();
  const shared = new SharedInput(input);
  const readers = [1, 2, 3].map(() => shared.stream().getReader());
  put(7);
  assertEquals(await Promise.all(readers.map(next)), [7, 7, 7]);
  end();
  assertEquals(await Promise.all(readers.map(next)), [undefined, undefined, undefined]);
  assertEquals(await next(shared.stream().getReader()), undefined);
});

Deno.test("waits for the slowest reader, and goes on once it has left", async () => {
  const { input, put } = source();
  const shared = new SharedInput(input);
  const fast = shared.stream().getReader();
  const slow = shared.stream().getReader();
  put(1);
  put(2);
  const both = [next(fast), next(slow)];
  assertEquals(await Promise.all(both), [1, 1]);
  let second: number | undefined;
  const waiting = next(fast).then((byte) => second = byte);
  await turn();
  assertEquals(second, undefined);
  await slow.cancel();
  await waiting;
  assertEquals(second, 2);
});

Deno.test("gives up a reader that keeps others waiting, and no other", async () => {
  const { input, put } = source();
  let late: (() => void) | undefined;
  const shared = new SharedInput(input, (_, act) => {
    late = () => {
      late = undefined;
      act();
    };
    return () => void (late = undefined);
  });
  let given = "";
  const fast = shared.stream(() => given += "fast").getReader();
  const slow = shared.stream(() => given += "slow").getReader();
  put(1);
  assertEquals(await Promise.all([next(fast), next(slow)]), [1, 1]);
  assertEquals(late, undefined);
  put(2);
  const second = next(fast);
  await turn();
  late!();
  assertEquals([await second, given], [2, "slow"]);
  put(3);
  assertEquals(await next(fast), 3);
  assertEquals(late, undefined);
});

Deno.test("keeps what arrives while there is no reader for the next one", async () => {
  const { input, put } = source();
  const shared = new SharedInput(input);
  const left = shared.stream().getReader();
  const pending = next(left);
  await left.cancel();
  assertEquals(await pending, undefined);
  put(5);
  put(6);
  await turn();
  const reader = shared.stream().getReader();
  assertEquals([await next(reader), await next(reader)], [5, 6]);
});
