import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConnectionError } from "../../lib/errors.ts";
import { withRetry } from "../../lib/pairing/retry.ts";

Deno.test("a peer that accepts and leaves without content does not restart the time", async () => {
  const cut = new ConnectionError("cut", "Connection lost");
  let attempts = 0;
  const error = await assertRejects(() =>
    withRetry((attempt) => {
      attempt.agreed = true;
      attempt.moved = false;
      attempts++;
      return Promise.reject(cut);
    }, { time: 600, signal: new AbortController().signal, onLost: () => {} })
  );
  assertEquals(error, cut);
  assert(attempts >= 2, "it is tried again");
});
