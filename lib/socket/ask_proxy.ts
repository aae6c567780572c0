/** Asks a proxy for a connection. @module */

import { abortable } from "../async.ts";
import { readFull, writeAll } from "../bytes.ts";
import { CallerError, ConnectionError, type ConnectionReason } from "../errors.ts";
import { formatAddress, shortAddress } from "./address.ts";
import type { RawConnection } from "./duplex.ts";
import { connectRequest, isWholeHead, MAX_ANSWER, mayBeHttp, parseStatus } from "./http_connect.ts";
import { proxiedHost } from "./proxied_host.ts";
import type { Proxy } from "./proxy.ts";
import {
  ADDRESS,
  LOGIN_VERSION,
  METHOD,
  SOCKS_VERSION,
  socksConnect,
  socksFailure,
  socksGreeting,
  socksLogin,
} from "./socks5.ts";

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
 * @param signal Ends the attempt. A `TimeoutError` as its reason is reported as a proxy that is silent.
 * @throws {ConnectionError} code `unavailable` if the proxy cannot or does not want to.
 * @throws {CallerError} code `usage` if the target or the login cannot be sent to the proxy.
 */
export async function askProxy(
  conn: RawConnection,
  proxy: Proxy,
  target: Target,
  signal: AbortSignal,
): Promise<void> {
  const short = (place: Target) =>
    shortAddress(formatAddress({ scheme: "tcp", host: place.host, port: place.port }));
  const to = { host: proxiedHost(target.host), port: target.port };
  const refuse: Refuse = (why, reason) =>
    new ConnectionError(
      "unavailable",
      `The proxy ${short(proxy)} did not connect to ${short(target)}: ${why}`,
      reason === undefined ? {} : { reason },
    );
  const ask = proxy.kind === "socks5" ? askSocks5 : askHttp;
  try {
    await abortable(ask(conn, proxy, to, refuse), signal);
  } catch (cause) {
    throw explained(cause, refuse, signal);
  }
}

/** The error for what ended the attempt. */
function explained(cause: unknown, refuse: Refuse, signal: AbortSignal): unknown {
  if (signal.aborted) {
    const { reason } = signal;
    const isLate = reason instanceof DOMException && reason.name === "TimeoutError";
    return isLate ? refuse("it did not answer in time", "no_answer") : reason;
  }
  if (cause instanceof ConnectionError || cause instanceof CallerError) return cause;
  if (cause instanceof Deno.errors.ConnectionReset) return refuse("it reset the connection");
  if (cause instanceof Deno.errors.BrokenPipe) return refuse("it closed the connection");
  return cause;
}

const WRONG_LOGIN = "wrong user or password";
const NEEDS_LOGIN = "it asks for a user and a password; use USER:PASSWORD@HOST in --proxy";
const NO_SOCKS = "it does not speak SOCKS5";
const NO_HTTP = "it does not speak HTTP";

async function askSocks5(
  conn: RawConnection,
  { login }: Proxy,
  target: Target,
  refuse: Refuse,
): Promise<void> {
  const read = (count: number) => readExactly(conn, count, refuse);
  const request = socksConnect(target);
  const loginRequest = login && socksLogin(login);
  await writeAll(conn, socksGreeting(login !== undefined));
  const [version, method] = await read(2);
  // An HTTP proxy answers the greeting with "HTTP/1.1 400 …".
  if (version === "H".charCodeAt(0)) throw refuse(`${NO_SOCKS}; try http:// in --proxy`);
  if (version !== SOCKS_VERSION) throw refuse(NO_SOCKS);
  if (method === METHOD.login && loginRequest !== undefined) {
    await writeAll(conn, loginRequest);
    const [loginVersion, status] = await read(2);
    if (loginVersion !== LOGIN_VERSION) throw refuse(NO_SOCKS);
    if (status !== 0) throw refuse(WRONG_LOGIN);
  } else if (method !== METHOD.none) {
    throw refuse(login === undefined ? NEEDS_LOGIN : "it accepts no login by user and password");
  }
  await writeAll(conn, request);
  const [replyVersion, reply, , kind] = await read(4);
  if (replyVersion !== SOCKS_VERSION) throw refuse(NO_SOCKS);
  if (reply !== 0) throw refuse(...socksFailure(reply!));
  // The address that the proxy connects from, of no interest here.
  if (kind === ADDRESS.ipv4) await read(4 + 2);
  else if (kind === ADDRESS.ipv6) await read(16 + 2);
  else if (kind === ADDRESS.name) await read((await read(1))[0]! + 2);
  else throw refuse(NO_SOCKS);
}

async function askHttp(
  conn: RawConnection,
  { login }: Proxy,
  target: Target,
  refuse: Refuse,
): Promise<void> {
  await writeAll(conn, connectRequest(target, login));
  let budget = MAX_ANSWER;
  for (;;) {
    const head = await readHead(conn, budget, refuse);
    budget -= head.length;
    const { status, shown } = parseStatus(head) ?? {};
    if (status === undefined) throw refuse(NO_HTTP);
    // Interim answers precede the final one (RFC 9110, section 15.2). 101 would be a final one.
    if (status < 200 && status !== 101) continue;
    if (status === 407) throw refuse(login === undefined ? NEEDS_LOGIN : WRONG_LOGIN);
    if (status === 504) throw refuse(`it answered ${shown}`, "no_answer");
    if (status < 200 || status > 299) throw refuse(`it answered ${shown}`);
    return;
  }
}

/** Reads by byte, because what follows the head is the target's. */
async function readHead(conn: RawConnection, budget: number, refuse: Refuse): Promise<string> {
  let head = "";
  while (!isWholeHead(head)) {
    head += String.fromCharCode((await readExactly(conn, 1, refuse))[0]!);
    if (!mayBeHttp(head)) throw refuse(NO_HTTP);
    if (head.length > budget) throw refuse(`its answer is over ${MAX_ANSWER / 1024} KiB`);
  }
  return head;
}

async function readExactly(
  conn: RawConnection,
  count: number,
  refuse: Refuse,
): Promise<Uint8Array> {
  const buffer = new Uint8Array(count);
  if (!await readFull(conn, buffer)) throw refuse("it closed the connection");
  return buffer;
}
