import { assert, assertEquals } from "@std/assert";
import { BufferPool } from "../../../lib/file/staging/buffer_pool.ts";
import { turn } from "../../support/wait.ts";

Deno.test("lends each buffer to one action at a time, and creates no more than its count", async () => {
  const pool = new BufferPool(2, 8);
  const lent = new Set<Uint8Array>();
  const seen = new Set<Uint8Array>();
  const use = () =>
    pool.use(async (buffer) => {
      assert(!lent.has(buffer));
      lent.add(buffer);
      seen.add(buffer);
      await turn();
      lent.delete(buffer);
    });
  await Promise.all(Array.from({ length: 7 }, use));
  assertEquals([seen.size, lent.size], [2, 0]);
});

Deno.test("takes a buffer back from an action that fails", async () => {
  const pool = new BufferPool(1, 8);
  const failed = pool.use(() => Promise.reject(new Error("no")));
  const next = pool.use((buffer) => Promise.resolve(buffer.length));
  assertEquals(await failed.catch((error) => error.message), "no");
  assertEquals(await next, 8);
});
