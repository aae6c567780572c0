import { assert, assertEquals } from "@std/assert";
import { ACCEPT_BACKOFF } from "../../lib/limits.ts";
import { acceptNext } from "../../lib/socket/accept_next.ts";

Deno.test("pauses after a failure, and accepts again", async () => {
  const results: (Error | string)[] = [new Error("EMFILE"), "first", "second"];
  const accept = () => {
    const result = results.shift();
    return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
  };
  const start = performance.now();
  assertEquals(await acceptNext(accept, () => false), "first");
  // A timer may fire a millisecond early.
  assert(performance.now() - start >= ACCEPT_BACKOFF - 1);
  assertEquals(await acceptNext(accept, () => false), "second");
});

Deno.test("ends with a closed listener, also when its accept fails because of that", async () => {
  let closed = false;
  const accept = () => {
    closed = true;
    return Promise.reject(new Deno.errors.BadResource("Listener has been closed"));
  };
  assertEquals(await acceptNext(accept, () => closed), undefined);
  assertEquals(await acceptNext(() => Promise.resolve("one"), () => closed), undefined);
});
