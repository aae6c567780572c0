/** Compression of pages and scripts. @module */

import { acceptsGzip } from "./accepts_gzip.ts";

/** Types of text that is worth compressing. */
const TEXT = /^(?:text\/(?:html|css|javascript|plain)|application\/json)\b/;
/** Statuses of answers without a body. */
const NO_BODY = [204, 304];
/** Bytes below which compression saves no packet. */
const MIN_BYTES = 1024;

/**
 * Compresses an answer where that helps and the client accepts it. Downloads are left alone, whose length and
 * digest are those of the file, and so are answers that forbid it or have no end in sight.
 *
 * An observer learns the length of a compressed page. That reveals no secret: only clients that have the
 * token or the password get a page, and no part of it is of another site's choosing.
 *
 * @param request The request; GET or HEAD.
 */
export async function compressed(request: Request, answer: Response): Promise<Response> {
  const { headers, status } = answer;
  // Not by the body: the runtime chunks an answer whose body was looked at, although its length is known.
  if (NO_BODY.includes(status) || !isCompressible(headers)) return answer;
  const bytes = await answer.bytes();
  if (bytes.length < MIN_BYTES) return new Response(bytes, { status, headers });
  headers.append("vary", "accept-encoding");
  if (!acceptsGzip(request.headers.get("accept-encoding"))) {
    return new Response(bytes, { status, headers });
  }
  headers.set("content-encoding", "gzip");
  return new Response(await gzip(bytes), { status, headers });
}

function isCompressible(headers: Headers): boolean {
  return TEXT.test(headers.get("content-type") ?? "") &&
    !headers.has("content-disposition") && !headers.has("content-encoding") &&
    !headers.has("content-range") && !headers.has("content-length") &&
    !/\bno-transform\b/.test(headers.get("cache-control") ?? "");
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return await new Response(stream).bytes();
}
