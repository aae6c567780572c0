/** Answers to HEAD, which have the headers of GET and no body (RFC 9110, section 9.3.2). @module */

/** Bodies of unknown length. */
const made = new WeakSet<ReadableStream>();

/**
 * Returns the body of an answer to HEAD whose length GET would not know either. The runtime sends no
 * `content-length` with it; without a body it would announce a length of 0.
 */
export function headBody(): ReadableStream<Uint8Array<ArrayBuffer>> {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({ start: (own) => own.close() });
  made.add(body);
  return body;
}

/**
 * Replaces the body of an answer by its length. The runtime would send the body of an answer to HEAD over
 * HTTP/2, where it is an error of the protocol (Deno 2.9).
 */
export async function headAnswer(answer: Response): Promise<Response> {
  const { body, status, headers } = answer;
  if (body === null || made.has(body)) return answer;
  headers.set("content-length", String((await answer.bytes()).length));
  return new Response(null, { status, headers });
}
