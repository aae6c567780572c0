/** Why a connection was not made, in plain words. @module */

import { ConnectionError, type ConnectionReason } from "../errors.ts";
import { AllAttemptsFailed } from "./happy_eyeballs.ts";
import { isUnknownName } from "./resolve.ts";
import { NO_UNIX_SOCKETS } from "./unix_sockets.ts";

const FIREWALL = "is the machine on, and does its firewall let the port through?";

/** What the system's codes mean. */
const BY_CODE: Record<string, [reason: ConnectionReason | undefined, text: string]> = {
  ECONNREFUSED: ["refused", "connection refused; nothing listens there"],
  ECONNRESET: ["reset", "the other side reset the connection"],
  ETIMEDOUT: ["no_answer", `no answer; ${FIREWALL}`],
  ENETUNREACH: ["unreachable", "no route to that machine"],
  EHOSTUNREACH: ["unreachable", "no route to that machine"],
  EAFNOSUPPORT: ["unreachable", "this machine has no addresses of that family (IPv4, IPv6)"],
  ENOSYS: [undefined, NO_UNIX_SOCKETS],
  ENOENT: ["refused", "no such socket"],
  ENOTFOUND: ["name_unknown", "no machine of that name is known"],
  EAI_AGAIN: ["name_unknown", "the name server does not answer"],
};

/**
 * The error to throw for what the runtime threw. With several addresses every one is named.
 *
 * @param timeout Milliseconds that were waited.
 */
export function notConnected(cause: unknown, shown: string, timeout: number): ConnectionError {
  if (cause instanceof ConnectionError) return cause;
  if (cause instanceof AllAttemptsFailed) {
    const { attempts } = cause;
    const first = explain(attempts[0]!.cause, timeout);
    const text = attempts.length === 1 ? first.text : attempts
      .map((attempt) => `${attempt.host}: ${explain(attempt.cause, timeout).text}`)
      .join("; ");
    return new ConnectionError("unavailable", `connect to ${shown}: ${text}`, {
      cause,
      ...first.reason && { reason: first.reason },
    });
  }
  const { reason, text, untrusted } = explain(cause, timeout);
  return new ConnectionError(
    untrusted ? "untrusted" : "unavailable",
    `connect to ${shown}: ${text}`,
    { cause, ...reason && { reason } },
  );
}

function explain(
  cause: unknown,
  timeout: number,
): { reason?: ConnectionReason | undefined; text: string; untrusted?: boolean } {
  if (cause instanceof DOMException && cause.name === "TimeoutError") {
    return { reason: "no_answer", text: `no answer within ${timeout / 1000} s; ${FIREWALL}` };
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  if (isUnknownName(text)) {
    return { reason: "name_unknown", text: "no machine of that name is known" };
  }
  const known = BY_CODE[String((cause as { code?: unknown }).code)];
  if (known) return { reason: known[0], text: known[1] };
  const certificate = /invalid peer certificate: (.*)/s.exec(text);
  if (certificate) return { text: `certificate not trusted: ${certificate[1]}`, untrusted: true };
  if (/close_notify|corrupt message|end of file|InvalidContentType/i.test(text)) {
    return { text: "the other side does not speak TLS, or hung up" };
  }
  return { text };
}
