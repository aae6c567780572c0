/** Finds the sender that knows a code among all that say they are on its channel. @module */

import type { Context } from "../../lib/cli/command.ts";
import { RefusedError } from "../../lib/errors.ts";
import { hashInstance } from "../../lib/discovery/datagram.ts";
import { type Candidate, find } from "../../lib/discovery/find.ts";
import { usableNetworks } from "../../lib/discovery/networks.ts";
import { type AttemptContext, CandidateRace } from "../../lib/discovery/candidate_race.ts";
import { DiscoveryWarnings } from "./discovery_warnings.ts";
import type { HandshakeCode } from "../../lib/secure/handshake.ts";
import { type Address, formatAddress } from "../../lib/socket/address.ts";
import { dial } from "../../lib/socket/dial.ts";
import { type SecureConnection, secureHandshake } from "../../lib/transfer/secure_handshake.ts";

/** Milliseconds to reach a candidate: it is on this network, or it is not there. */
export const DIAL_TIMEOUT = 3000;
/** Milliseconds after which somebody who waits is told what else to do. */
export const PATIENCE = 3000;

/** Said after what discovery could not do. */
const ADVICE =
  "If the code does not find the sender, use sluice receive CODE --from HOST with an " +
  "address of the sender";

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
 * Looks until it has found one, on one interface or on all.
 *
 * @throws {RefusedError} code `wrong_code`: whoever was found does not know the code.
 */
export async function findSender(
  code: HandshakeCode,
  { terminal, signal }: Pick<Context, "terminal" | "signal">,
  name: string | undefined,
): Promise<FoundSender> {
  let attempts = 0;
  const marks = new Map<string, Uint8Array>();
  const race = new CandidateRace<FoundSender>({
    attempt: (candidate, context) => {
      attempts++;
      return attempt(code, candidate, { ...context, marks });
    },
    onFailure: (candidate, error) => {
      const message = error instanceof Error ? error.message : String(error);
      const peer = formatAddress({ scheme: "tcp", ...candidate });
      void terminal.event({ event: "candidate_failed", peer, message });
    },
  });
  const stop = () => race.stop(signal.reason);
  signal.addEventListener("abort", stop);
  const networks = usableNetworks({ name });
  const finder = await find({
    channel: code.channel,
    networks,
    onFound: (candidate) => race.add(candidate),
  });
  const timer = setTimeout(() => advise(), PATIENCE);
  const advise = () => {
    terminal.note(
      attempts > 0
        ? "found somebody on this channel, but no connection yet; still trying"
        : `nobody is on channel ${code.channel} here; still looking`,
    );
    terminal.note(
      "some networks and firewalls keep machines from finding each other; sluice doctor looks into " +
        "that, and with an address the sender shows it works all the same: " +
        "sluice receive CODE --from HOST",
    );
  };
  try {
    signal.throwIfAborted();
    const warned = new DiscoveryWarnings(terminal, ADVICE).report(finder.problems, networks);
    return (await Promise.all([race.result, warned]))[0];
  } finally {
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
    code,
    signal,
    // The sender, which may have judged the code at another of its addresses, does not count it again.
    instance: marks.get(candidate.instance),
    onMark: (mark) => marks.set(candidate.instance, mark),
    async onInstance(instance) {
      if ((await hashInstance(instance)).toHex() !== candidate.instance) {
        throw new RefusedError("refused", "the peer is not the sender that it claims to be");
      }
      shown = instance.toHex();
      proven();
    },
  });
  return { secure, address, instance: shown };
}
