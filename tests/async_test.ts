import { assertEquals, assertRejects } from "@std/assert";
import { abortable, deadline, settlesWithin, sleep } from "../lib/async.ts";

const stopped = new Error("stopped");

Deno.test("sleep rejects with the reason of a signal that is or becomes aborted", async () => {
  await assertRejects(() => sleep(60_000, AbortSignal.abort(stopped)), Error, "stopped");
  const controller = new AbortController();
  const sleeping = sleep(60_000, controller.signal);
  controller.abort(stopped);
  await assertRejects(() => sleeping, Error, "stopped");
  await sleep(0, new AbortController().signal);
});

Deno.test("settlesWithin tells a promise that resolves in time from one that is late", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  assertEquals(await settlesWithin(promise, 1), false);
  resolve();
  assertEquals(await settlesWithin(promise, 60_000), true);
  await assertRejects(() => settlesWithin(Promise.reject(stopped), 60_000), Error, "stopped");
});

Deno.test("deadline rejects with a TimeoutError, or with the reason of an aborted signal", async () => {
  const never = new Promise<never>(() => {});
  assertEquals(await deadline(Promise.resolve(7), 60_000), 7);
  const late = await assertRejects(() => deadline(never, 1), DOMException);
  assertEquals(late.name, "TimeoutError");
  const { signal } = new AbortController();
  assertEquals(
    (await assertRejects(() => deadline(never, 1, signal), DOMException)).name,
    late.name,
  );
  const aborted = AbortSignal.abort(stopped);
  await assertRejects(() => deadline(never, 60_000, aborted), Error, "stopped");
  await assertRejects(() => deadline(Promise.reject(stopped), 60_000), Error, "stopped");
});

Deno.test("a limit of Infinity, or of more milliseconds than a timer holds, never ends a wait", async () => {
  for (const limit of [Infinity, 2 ** 31]) {
    const { promise, resolve } = Promise.withResolvers<number>();
    const waits = [deadline(promise, limit), settlesWithin(promise, limit)];
    // The runtime cuts such a delay to 1 ms, so that a timer of 2 ms ends later.
    await new Promise((resolve) => setTimeout(resolve, 2));
    resolve(7);
    assertEquals(await Promise.all(waits), [7, true]);
  }
});

Deno.test("abortable passes a result on, and rejects when the signal is aborted", async () => {
  const { signal } = new AbortController();
  assertEquals(await abortable(Promise.resolve(7), signal), 7);
  await assertRejects(() => abortable(Promise.reject(new Error("own")), signal), Error, "own");
  const controller = new AbortController();
  const { promise, reject } = Promise.withResolvers<void>();
  const waiting = abortable(promise, controller.signal);
  controller.abort(stopped);
  await assertRejects(() => waiting, Error, "stopped");
  // The rejection must not count as unhandled.
  reject(new Error("later"));
});
