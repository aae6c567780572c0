/** Finds the sender that knows a code among all that announce its channel. @module */

import { type SecureConnection, secureHandshake } from "../channel/secure_handshake.ts";
import { hashInstance } from "../discovery/datagram.ts";
import { type Candidate, find } from "../discovery/find.ts";
import { usableNetworks } from "../discovery/networks.ts";
import { type AttemptContext, CandidateRace } from "../discovery/candidate_race.ts";
import { RefusedError } from "../errors.ts";
import { ADVICE_DELAY } from "../limits.ts";
import type { HandshakeCode } from "../secure/handshake.ts";
import type { Address } from "../socket/address.ts";
import { dial } from "../socket/dial.ts";
import type { PairingOptions } from "./options.ts";

/** Milliseconds to connect to a candidate, which is on this network. */
export const DIAL_TIMEOUT = 3000;

/** A sender that knows the code. */
export interface FoundSender {
  /** The connection. */
  secure: SecureConnection;
  /** Where it is. */
  address: Address;
  /** The instance that it shows, in hexadecimal digits. */
  instance: string;
}

/**
 * Searches until a sender is found, on one interface or on all.
 *
 * @throws {RefusedError} code `wrong_code` if the senders that were found do not know the code.
 */
export async function findSender(
  code: HandshakeCode,
  { observe, signal, interfaceName, adviceDelay = ADVICE_DELAY }: Pick<
    PairingOptions,
    "observe" | "signal" | "interfaceName" | "adviceDelay"
  >,
): Promise<FoundSender> {
  let attempts = 0;
  const marks = new Map<string, Uint8Array>();
  const race = new CandidateRace<FoundSender>({
    attempt: (candidate, context) => {
      attempts++;
      return attempt(code, candidate, { ...context, marks });
    },
    onFailure: ({ host, port }, error) => {
      const address: Address = { scheme: "tcp", host, port };
      void observe({ type: "candidate_failed", address, error });
    },
  });
  const stop = () => race.stop(signal.reason);
  signal.addEventListener("abort", stop);
  const networks = usableNetworks({ name: interfaceName });
  const { channel } = code;
  const finder = await find({ channel, networks, onFound: (found) => race.add(found) });
  const timer = setTimeout(
    () => void observe({ type: "no_sender_yet", channel, attempts }),
    adviceDelay,
  );
  try {
    signal.throwIfAborted();
    void observe({ type: "searching" });
    const told = observe({ type: "discovery", problems: finder.problems, networks });
    return (await Promise.all([race.result, told]))[0];
  } finally {
    void observe({ type: "searched" });
    clearTimeout(timer);
    finder.close();
    signal.removeEventListener("abort", stop);
  }
}

async function attempt(
  code: HandshakeCode,
  candidate: Candidate,
  { signal, proven, marks }: AttemptContext & { marks: Map<string, Uint8Array> },
): Promise<FoundSender> {
  const address: Address = { scheme: "tcp", host: candidate.host, port: candidate.port };
  const connection = await dial(address, { signal, timeout: DIAL_TIMEOUT });
  let shown = "";
  const secure = await secureHandshake(connection, {
    role: "receive",
    side: "dialler",
    code,
    signal,
    // The mark lets a sender that has checked the code at another of its addresses not count it
    // again.
    instance: marks.get(candidate.instance),
    onMark: (mark) => marks.set(candidate.instance, mark),
    async onInstance(instance) {
      if ((await hashInstance(instance)).toHex() !== candidate.instance) {
        throw new RefusedError("refused", "The peer is not the sender that it claims to be");
      }
      shown = instance.toHex();
      proven();
    },
  });
  return { secure, address, instance: shown };
}
