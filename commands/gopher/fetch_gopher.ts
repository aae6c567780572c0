/** Fetches one Gopher item. @module */

import type { Context } from "../../lib/cli/command.ts";
import { ConnectionError, ProtocolError } from "../../lib/errors.ts";
import { MAX_ITEM_BYTES } from "../../lib/limits.ts";
import { gopherRequest, type GopherUrl } from "../../lib/services/gopher_url.ts";
import { SERVICE_PORTS } from "../../lib/services/ports.ts";
import { isLoopback } from "../../lib/socket/address.ts";
import { dial } from "../../lib/socket/dial.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import type { TlsClientOptions } from "../../lib/socket/tls_client_options.ts";
import { idleTimeout } from "../../lib/socket/idle_timeout.ts";
import { readChunks } from "../../lib/socket/read_chunks.ts";

/** The standard port, on which no server of sluice listens unless it is told to. */
const GOPHER_PORT = 70;

/** Options of {@linkcode fetchGopher}. */
export interface FetchGopherOptions {
  /** For `gophers://`. */
  tls: TlsClientOptions;
  /** The only IP family to use. @default {both} */
  family?: 4 | 6 | undefined;
  /** Bytes at most. @default {MAX_ITEM_BYTES} */
  most?: number | undefined;
}

/**
 * Requests an item and reads the answer to its end.
 *
 * @throws {ProtocolError} code `limit` if it is larger than allowed.
 * @throws {ConnectionError} if there is no connection, or it is cut or idle.
 */
export async function fetchGopher(
  url: GopherUrl,
  { tls, family, most = MAX_ITEM_BYTES }: FetchGopherOptions,
  { signal }: Context,
): Promise<Uint8Array> {
  const conn = await connect(url, family, { signal, tls });
  const stop = idleTimeout(conn, { signal });
  try {
    // Does not close the write direction: some servers take that for the client's end.
    await conn.write(gopherRequest(url));
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of readChunks(conn)) {
      size += chunk.length;
      if (size > most) {
        throw new ProtocolError(
          `The server sent more than ${most} bytes; use --max-size to accept more`,
          "limit",
        );
      }
      parts.push(chunk.slice());
    }
    const whole = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  } finally {
    stop();
    conn.abort();
  }
}

async function connect(
  { scheme, host, port }: GopherUrl,
  family: 4 | 6 | undefined,
  options: { tls: TlsClientOptions; signal: AbortSignal },
): Promise<Duplex> {
  try {
    return await dial({ scheme, host, port, ...family && { family } }, options);
  } catch (error) {
    const isHere = port === GOPHER_PORT && isLoopback({ scheme, host, port });
    if (!isHere || !(error instanceof ConnectionError) || error.reason !== "refused") throw error;
    const [what] = error.message.split("; ");
    const hint = `sluice serve gopher listens on port ${SERVICE_PORTS.gopher}`;
    throw new ConnectionError("unavailable", `${what}; ${hint}`, {
      cause: error,
      reason: "refused",
    });
  }
}
