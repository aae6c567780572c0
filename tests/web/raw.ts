/** Raw HTTP, for requests that no client library sends. @module */

import { writeAll } from "../../lib/bytes.ts";

/** Milliseconds to wait for a server that neither answers nor closes. */
const PATIENCE = 10_000;

/** Options of {@linkcode exchange}. */
export interface ExchangeOptions {
  /** Whether to close the writing half after sending. @default {false} */
  end?: boolean;
}

/** Sends bytes to a port of loopback and reads until the server closes; "" where it only resets. */
export async function exchange(
  port: number,
  say: string | Uint8Array,
  { end = false }: ExchangeOptions = {},
): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const late = setTimeout(() => connection.close(), PATIENCE);
  const bytes = typeof say === "string" ? latin1(say) : say;
  const writing = writeAll(connection, bytes).then(() => end ? connection.closeWrite() : undefined);
  let answer = "";
  const buffer = new Uint8Array(65536);
  try {
    for (let count; (count = await connection.read(buffer)) !== null;) {
      answer += String.fromCharCode(...buffer.subarray(0, count).slice());
    }
  } catch {
    /* a reset is an end as well */
  } finally {
    clearTimeout(late);
  }
  await writing.catch(() => {});
  return answer;
}

/** Makes a request that asks the server to close the connection. */
export function request(
  port: number,
  line: string,
  headers: readonly string[] = [],
  body = "",
): string {
  const all = [`Host: 127.0.0.1:${port}`, ...headers, "Connection: close"];
  return `${line} HTTP/1.1\r\n${all.join("\r\n")}\r\n\r\n${body}`;
}

/** The status of a response, after any "100 Continue"; 0 where there is none. */
export function status(answer: string): number {
  return Number(/^(?:HTTP\/1\.1 100 [^]*?\r\n\r\n)?HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0);
}

/** Encodes one byte per character. */
export function latin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
