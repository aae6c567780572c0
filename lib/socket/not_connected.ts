/** The error of a connection that was not made. @module */

import { ConnectionError, type ConnectionReason } from "../errors.ts";
import { needsZone, shortAddress } from "./address.ts";
import { AllAttemptsFailed } from "./happy_eyeballs.ts";
import { hostIn, isUnknownName, NEEDS_ZONE, unknownName } from "./resolve.ts";
import { NO_UNIX_SOCKETS } from "./unix_sockets.ts";

/**
 * The codes of `node:tls` for a certificate that is not valid (Node.js, "TLS", X509 certificate error
 * codes) or of another name.
 */
const NOT_TRUSTED =
  /^(ERR_TLS_CERT_|CERT_|CRL_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)_|DEPTH_ZERO_|SELF_SIGNED_|ERROR_IN_C|(INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED)$)/;

const FIREWALL = "is the machine on, and does its firewall let the port through?";

const NAME = "the host name is not known";
const NO_ROUTE = "no route to that machine; are both on the same network?";

/** The meaning of the system's codes. */
const BY_CODE: Record<string, [reason: ConnectionReason | undefined, text: string]> = {
  ECONNREFUSED: ["refused", "connection refused; is a program listening there?"],
  ECONNRESET: ["reset", "the peer reset the connection"],
  ETIMEDOUT: ["no_answer", `no answer; ${FIREWALL}`],
  ENETUNREACH: ["unreachable", NO_ROUTE],
  EHOSTUNREACH: ["unreachable", NO_ROUTE],
  EAFNOSUPPORT: ["unreachable", "this machine has no addresses of that family (IPv4, IPv6)"],
  ENOSYS: [undefined, NO_UNIX_SOCKETS],
  EACCES: [undefined, "permission denied"],
  ENOTDIR: ["refused", "no such socket; is a program listening there?"],
  EADDRNOTAVAIL: [undefined, "no address of this machine can reach it; check --source"],
  ENOENT: ["refused", "no such socket; is a program listening there?"],
  ENOTFOUND: ["name_unknown", NAME],
  EAI_AGAIN: ["name_unknown", "the name server does not answer"],
};

/**
 * The error to throw for what the runtime threw. Its text names every address that failed.
 *
 * @param timeout Milliseconds after which the attempt ended.
 */
export function notConnected(cause: unknown, shown: string, timeout: number): ConnectionError {
  if (cause instanceof ConnectionError) return cause;
  const causes = cause instanceof AllAttemptsFailed ? cause.attempts : [{ host: "", cause }];
  const found = causes.map(({ host, cause }) => explain(cause, timeout, host || hostIn(shown)));
  // An address that answered is more informative than those that did not.
  const { reason, text, untrusted } = found.find((one) => one.untrusted) ?? found[0]!;
  const all = found.length === 1
    ? text
    : found.map((one, at) => `${causes[at]!.host}: ${one.text}`).join("; ");
  return new ConnectionError(
    untrusted ? "untrusted" : "unavailable",
    all === NAME ? unknownName(hostIn(shown)) : `Cannot connect to ${shortAddress(shown)}: ${all}`,
    { cause, ...reason && { reason } },
  );
}

/** The meaning of a cause. */
interface Explained {
  reason?: ConnectionReason | undefined;
  text: string;
  untrusted?: boolean;
}

function explain(cause: unknown, timeout: number, host: string): Explained {
  if (cause instanceof DOMException && cause.name === "TimeoutError") {
    return { reason: "no_answer", text: `no answer within ${timeout / 1000} s; ${FIREWALL}` };
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  if (isUnknownName(text)) {
    return { reason: "name_unknown", text: NAME };
  }
  const code = String((cause as { code?: unknown }).code);
  if (isSourceFault(cause)) {
    return { text: "--source is not an address of this machine, or its port is in use" };
  }
  const known = BY_CODE[code];
  if (known) return { reason: known[0], text: known[1] };
  if (needsZone(host)) return { text: NEEDS_ZONE };
  const certificate = /invalid peer certificate: (.*)/s.exec(text)?.[1] ??
    (NOT_TRUSTED.test(code) ? text : undefined);
  if (certificate !== undefined) {
    return { text: `certificate not trusted: ${untrustedReason(certificate)}`, untrusted: true };
  }
  if (/close_notify|corrupt message|end of file|InvalidContentType/i.test(text)) {
    return { text: "the peer does not speak TLS, or closed the connection" };
  }
  return { text: text.replace(/ \(os error \d+\)$/, "") };
}

/** The runtime's names of faults in a certificate. Others are sentences. */
const CERTIFICATE_FAULTS: readonly (readonly [RegExp, string])[] = [
  [/UnknownIssuer/, "its issuer is not known here"],
  [/CaUsedAsEndEntity/, "it is one of an authority, not of a server"],
];

function untrustedReason(text: string): string {
  return CERTIFICATE_FAULTS.find(([pattern]) => pattern.test(text))?.[1] ?? text;
}

/**
 * The error to throw where a datagram cannot be sent to an address.
 *
 * @param to The address, as `formatAddress` prints it.
 */
export function notSent(cause: unknown, to: string): ConnectionError {
  const host = hostIn(to);
  const { reason, text } = explain(cause, 0, host);
  const why = text === NAME ? unknownName(host) : text;
  return new ConnectionError(
    "unavailable",
    `Cannot send a datagram to ${shortAddress(to)}: ${why}`,
    {
      cause,
      ...reason && { reason },
    },
  );
}

/**
 * The error to throw where a peer has closed the connection instead of answering.
 *
 * @param address The peer's, as `formatAddress` prints it.
 */
export function closedUnanswered(address: string): ConnectionError {
  const text = `Connection lost: ${shortAddress(address)} has closed it without an answer`;
  return new ConnectionError("cut", text);
}

/** Whether `node:net` could not bind the source address. */
function isSourceFault(cause: unknown): boolean {
  return cause instanceof Error && "syscall" in cause && cause.syscall === "bind";
}
