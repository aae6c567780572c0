/** Echo: sends bytes back, in upper case or unchanged (RFC 862). @module */

import { concatBytes } from "../bytes.ts";
import { encodeTelnet, TelnetDecoder } from "../line/telnet.ts";
import type { Duplex } from "../socket/duplex.ts";
import { ReadBuffer } from "../socket/read_buffer.ts";
import { SERVICE_PORTS } from "./ports.ts";
import type { ServesConnections, ServesDatagrams, Service } from "./service.ts";

/** Changes ASCII letters only, in place, which keeps the length and the validity of UTF-8. */
function upperCase(bytes: Uint8Array): Uint8Array {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte >= 0x61 && byte <= 0x7a) bytes[at] = byte - 0x20;
  }
  return bytes;
}

/**
 * Sends back every chunk until the peer ends its direction. Waits for a peer that does not read. Unless the
 * bytes are echoed unchanged, the requests of a Telnet client are refused rather than echoed.
 */
async function echoAll(conn: Duplex, isRaw: boolean): Promise<void> {
  // An echo is also used for bytes that are not text, which Telnet commands may be part of.
  const telnet = new TelnetDecoder({ since: "commands-alone" });
  const buffer = new ReadBuffer();
  for (let count; (count = await conn.read(buffer.view)) !== null;) {
    const chunk = buffer.take(count);
    if (isRaw) {
      await conn.write(chunk);
      continue;
    }
    const { data, answer } = telnet.push(chunk);
    const echoed = upperCase(data);
    await conn.write(telnet.isKnown ? concatBytes([answer, encodeTelnet(echoed)]) : echoed);
  }
}

/** Options of {@linkcode echo}. */
export interface EchoOptions {
  /** Sends bytes back unchanged (RFC 862). @default {false} */
  raw?: boolean;
}

/**
 * Echo over connections and datagrams.
 *
 * ```ts
 * import { echo } from "./echo.ts";
 * import { assertEquals } from "@std/assert";
 * const { datagram } = echo.start();
 * const answer = datagram(new TextEncoder().encode("straße"), "udp://127.0.0.1:40213");
 * assertEquals(new TextDecoder().decode(answer), "STRAßE");
 * ```
 */
export const echo: Service<EchoOptions, ServesConnections & ServesDatagrams> = {
  name: "echo",
  summary: "answers every byte in upper case, or unchanged (RFC 862)",
  port: SERVICE_PORTS.echo,
  transports: ["tcp"],
  options: ["raw"],
  start({ raw = false } = {}) {
    return {
      connection: (conn) => echoAll(conn, raw),
      datagram: (bytes) => raw ? bytes : upperCase(bytes),
    };
  },
};
