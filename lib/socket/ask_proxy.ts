/** Asks a proxy for a connection. @module */

import { writeAll } from "../bytes.ts";
import { ConnectionError, type ConnectionReason } from "../errors.ts";
import { formatAddress, shortAddress } from "./address.ts";
import type { RawConnection } from "./duplex.ts";
import { ipBytes } from "./ip_bytes.ts";
import type { Proxy } from "./proxy.ts";

/** What the proxy is to connect to. A name is sent as it is. */
interface Target {
  host: string;
  port: number;
}

/** Makes an error of what the proxy has answered. */
type Refuse = (why: string, reason?: ConnectionReason) => ConnectionError;

/**
 * Asks a proxy to connect to a target, over a connection to the proxy. Reads its answer and no byte more: the
 * next ones are the target's.
 *
 * @throws {ConnectionError} code `unavailable` if the proxy cannot or does not want to.
 */
export async function askProxy(conn: RawConnection, proxy: Proxy, target: Target): Promise<void> {
  const short = (place: Target) =>
    shortAddress(formatAddress({ scheme: "tcp", host: place.host, port: place.port }));
  const refuse: Refuse = (why, reason) =>
    new ConnectionError(
      "unavailable",
      `The proxy ${short(proxy)} did not connect to ${short(target)}: ${why}`,
      reason === undefined ? {} : { reason },
    );
  if (proxy.kind === "socks5") await askSocks5(conn, proxy, target, refuse);
  else await askHttp(conn, proxy, target, refuse);
}

const WRONG_LOGIN = "wrong user or password";
const NEEDS_LOGIN = "it asks for a user and a password; use USER:PASSWORD@HOST in --proxy";

/** The replies of RFC 1928, section 6. */
const REPLIES: Readonly<Record<number, [text: string, reason?: ConnectionReason]>> = {
  1: ["it reports a general failure"],
  2: ["its rules do not allow it"],
  3: ["the network is unreachable", "unreachable"],
  4: ["the host is unreachable", "unreachable"],
  5: ["connection refused; is a program listening there?", "refused"],
  6: ["the host did not answer in time", "no_answer"],
  7: ["it does not support connections"],
  8: ["it does not support this kind of address"],
};

async function askSocks5(
  conn: RawConnection,
  { login }: Proxy,
  { host, port }: Target,
  refuse: Refuse,
): Promise<void> {
  const read = (count: number) => readExactly(conn, count, refuse);
  await writeAll(conn, new Uint8Array(login === undefined ? [5, 1, 0] : [5, 2, 0, 2]));
  const [version, method] = await read(2);
  if (version !== 5) throw refuse("it does not speak SOCKS5");
  if (method === 2 && login !== undefined) {
    await writeAll(conn, new Uint8Array([1, ...field(login.user), ...field(login.password)]));
    if ((await read(2))[1] !== 0) throw refuse(WRONG_LOGIN);
  } else if (method !== 0) {
    throw refuse(login === undefined ? NEEDS_LOGIN : "it accepts no login by user and password");
  }
  await writeAll(conn, new Uint8Array([5, 1, 0, ...addressBytes(host), port >> 8, port & 0xff]));
  const [, reply, , kind] = await read(4);
  if (reply !== 0) {
    const [text, reason] = REPLIES[reply!] ?? [`it reports failure ${reply}`];
    throw refuse(text, reason);
  }
  // The address that the proxy connects from, of no interest here.
  const length = kind === 1 ? 4 : kind === 4 ? 16 : (await read(1))[0]!;
  await read(length + 2);
}

/** A text after its length. */
function field(text: string): number[] {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > 255) throw new RangeError("SOCKS5 takes at most 255 bytes for a name");
  return [bytes.length, ...bytes];
}

/** RFC 1928, section 5. */
function addressBytes(host: string): number[] {
  const bytes = ipBytes(host);
  if (bytes === undefined) return [3, ...field(host)];
  return [bytes.length === 4 ? 1 : 4, ...bytes];
}

/** Bytes of an answer of HTTP, more than those of any proxy. */
const MAX_ANSWER = 16 * 1024;

async function askHttp(
  conn: RawConnection,
  { login }: Proxy,
  { host, port }: Target,
  refuse: Refuse,
): Promise<void> {
  const place = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const lines = [`CONNECT ${place} HTTP/1.1`, `Host: ${place}`];
  if (login !== undefined) {
    const pair = new TextEncoder().encode(`${login.user}:${login.password}`);
    lines.push(`Proxy-Authorization: Basic ${pair.toBase64()}`);
  }
  await writeAll(conn, new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  let answer = "";
  while (!/\r?\n\r?\n$/.test(answer)) {
    // By byte, because what follows is the target's.
    answer += String.fromCharCode((await readExactly(conn, 1, refuse))[0]!);
    if (!"HTTP/1.".startsWith(answer.slice(0, 7)) || answer.length > MAX_ANSWER) {
      throw refuse("it does not speak HTTP");
    }
  }
  const [, status, phrase = ""] = /^HTTP\/1\.\d (\d{3})([^\r\n]*)/.exec(answer) ?? [];
  if (status === undefined) throw refuse("it does not speak HTTP");
  if (status === "407") throw refuse(login === undefined ? NEEDS_LOGIN : WRONG_LOGIN);
  if (!status.startsWith("2")) throw refuse(`it answered ${status}${phrase.trimEnd()}`);
}

async function readExactly(
  conn: RawConnection,
  count: number,
  refuse: Refuse,
): Promise<Uint8Array> {
  const buffer = new Uint8Array(count);
  for (let at = 0; at < count;) {
    const got = await conn.read(buffer.subarray(at));
    if (got === null) throw refuse("it closed the connection");
    at += got;
  }
  return buffer;
}
