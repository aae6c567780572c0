import { assertEquals } from "@std/assert";
import { abortCause, timedOut } from "../../lib/cli/abort_cause.ts";
import { ConnectionError } from "../../lib/errors.ts";

const late = new ConnectionError("timeout", "Timed out after 3 s");
const aborted = AbortSignal.abort(late);

Deno.test("reports the reason of an abort rather than its consequence", () => {
  assertEquals(abortCause(new Error("socket closed"), aborted), late);
  const error = new Error("socket closed");
  assertEquals(abortCause(error, new AbortController().signal), error);
});

Deno.test("reports what was missing when the time limit passed", () => {
  const error = timedOut(late, "no sender found");
  assertEquals((error as Error).message, "Timed out after 3 s: no sender found");
  assertEquals(abortCause(error, aborted), error);
});

Deno.test("leaves errors alone that are not of a time limit", () => {
  const interrupted = new ConnectionError("interrupted", "interrupted by SIGINT");
  assertEquals(timedOut(interrupted, "no sender found"), interrupted);
});
