/** The body of a request, a piece at a time, with an end to patience. @module */

import { ConnectionError } from "../errors.ts";
import { MAX_DRAINED_BYTES, WEB_STALL_TIMEOUT } from "../limits.ts";

/**
 * Yields the pieces of a body.
 *
 * @param stop Ends it from outside.
 * @throws {ConnectionError} code `cut`: the client has gone, or was stopped; `timeout`: it says nothing.
 */
export async function* bodyPieces(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  stop: AbortSignal,
  patience: number = WEB_STALL_TIMEOUT,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (body === null) return;
  const reader = body.getReader();
  const late = Promise.withResolvers<never>();
  late.promise.catch(() => {});
  const cut = (code: "cut" | "timeout", why: string) =>
    late.reject(new ConnectionError(code, `receive: ${why}`));
  const onStop = () => cut("cut", "the client came back over another connection");
  stop.addEventListener("abort", onStop);
  if (stop.aborted) onStop();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let whole = false;
  try {
    for (;;) {
      timer = setTimeout(() => cut("timeout", "the client fell silent"), patience);
      const { value, done } = await Promise.race([reader.read(), late.promise]);
      clearTimeout(timer);
      if (done) {
        whole = true;
        return;
      }
      yield value;
    }
  } catch (cause) {
    if (cause instanceof ConnectionError) throw cause;
    throw new ConnectionError("cut", "receive: the connection was lost", { cause });
  } finally {
    clearTimeout(timer);
    stop.removeEventListener("abort", onStop);
    if (!whole) void reader.cancel().catch(() => {});
  }
}

/**
 * Reads a body that nobody wants, where it is short: a browser that is still sending does not look at
 * the answer.
 */
export async function drain(request: Request): Promise<void> {
  // Who asks first has sent nothing yet, and to touch the body would tell them to.
  if (request.headers.has("expect")) return;
  const length = Number(request.headers.get("content-length") ?? 0);
  if (request.bodyUsed || !(length <= MAX_DRAINED_BYTES) || request.body === null) return;
  let read = 0;
  try {
    for await (const piece of bodyPieces(request.body, new AbortController().signal, 5000)) {
      if ((read += piece.length) > MAX_DRAINED_BYTES) return;
    }
  } catch { /* it went, which is as well */ }
}
