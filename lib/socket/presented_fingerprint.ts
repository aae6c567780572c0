/** The fingerprint of a certificate that was not trusted. @module */

import { settlesWithin } from "../async.ts";
import { ConnectionError } from "../errors.ts";
import { PROBE_TIMEOUT } from "../limits.ts";
import type { Address } from "./address.ts";
import { connectAny } from "./connect_any.ts";
import type { DialOptions } from "./dial_options.ts";
import { formatFingerprint } from "./fingerprint.ts";

/**
 * Adds to an error the fingerprint of what the server presents, and the flag that accepts it. The runtime
 * does not tell it, so it is asked for over a second connection, over which nothing is sent.
 *
 * @returns an error without a fingerprint if the server does not answer again within
 * {@linkcode PROBE_TIMEOUT} milliseconds, such as one that serves one connection.
 */
export async function withFingerprint(
  error: ConnectionError,
  address: Exclude<Address, { scheme: "unix" }>,
  options: DialOptions,
): Promise<ConnectionError> {
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  let sha256: string | undefined;
  const asked = connectAny(address, signal, {
    ...options.lookup && { lookup: options.lookup },
    ...options.proxy && { proxy: options.proxy },
    tls: {
      verify: false,
      ...options.tls?.serverName !== undefined && { serverName: options.tls.serverName },
    },
    onTls: (session) => sha256 = session.certificate?.sha256,
  }).then(async ({ conn }) => {
    // Not a mere close, which the server would report as a lost connection.
    await conn.closeWrite();
    conn.close();
  });
  await settlesWithin(asked.catch(() => {}), PROBE_TIMEOUT);
  stop.abort();
  const way = sha256 === undefined
    ? "use --pin with the fingerprint that the server shows, or --ca FILE"
    : `compare its fingerprint with the server's own, then use --pin ${formatFingerprint(sha256)}`;
  return new ConnectionError("untrusted", `${error.message}; ${way}`, { cause: error.cause });
}
