import { assert, assertEquals, assertRejects } from "@std/assert";
import { AnyOf } from "../../lib/socket/any_of.ts";

/** A source that yields the values that are put into it. */
function source() {
  const waiting: PromiseWithResolvers<string>[] = [];
  const held: string[] = [];
  return {
    put(value: string) {
      const next = waiting.shift();
      if (next === undefined) held.push(value);
      else next.resolve(value);
    },
    fail: (error: Error) => waiting.shift()!.reject(error),
    take(): Promise<string> {
      if (held.length > 0) return Promise.resolve(held.shift()!);
      const next = Promise.withResolvers<string>();
      waiting.push(next);
      return next.promise;
    },
  };
}

Deno.test("yields the values of all sources, each once", async () => {
  const [a, b] = [source(), source()];
  const any = new AnyOf([a.take, b.take]);
  const callers = [any.next(), any.next(), any.next()];
  b.put("b1");
  a.put("a1");
  b.put("b2");
  assertEquals((await Promise.all(callers)).sort(), ["a1", "b1", "b2"]);
});

Deno.test("does not let one source starve another", async () => {
  const b = source();
  b.put("b");
  const any = new AnyOf([() => Promise.resolve("a"), b.take]);
  const taken = [];
  while (taken.length < 10) taken.push(await any.next());
  assertEquals(taken.includes("b"), true);
});

Deno.test("rejects with the error of one source, and goes on with the others", async () => {
  const [a, b] = [source(), source()];
  const any = new AnyOf([a.take, b.take]);
  const next = any.next();
  await Promise.resolve();
  a.fail(new Error("a is gone"));
  await assertRejects(() => next, Error, "a is gone");
  b.put("b");
  assertEquals(await any.next(), "b");
});

Deno.test("discards values after the end", async () => {
  const [a, b] = [source(), source()];
  const any = new AnyOf([a.take, b.take]);
  const next = any.next();
  a.put("a");
  await next;
  const discarded = Promise.withResolvers<string>();
  any.end(discarded.resolve);
  b.put("late");
  assertEquals(await discarded.promise, "late");
});

Deno.test("does not retain values of one source while another is pending", async () => {
  const silent = source();
  const any = new AnyOf([() => Promise.resolve(new Uint8Array(100_000)), async () => {
    await silent.take();
    return new Uint8Array();
  }]);
  const before = Deno.memoryUsage().external;
  for (let i = 0; i < 5_000; i++) await any.next();
  // If everything were retained it would be 500 MB.
  const growth = Deno.memoryUsage().external - before;
  assert(growth < 250_000_000, `${growth} bytes`);
});
