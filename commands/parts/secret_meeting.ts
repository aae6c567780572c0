/** Meetings of two machines that share a secret. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError, SluiceError } from "../../lib/errors.ts";
import { SecretGuesses } from "../../lib/secure/guesses.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { secureHandshake } from "../../lib/transfer/secure_handshake.ts";
import { endpointOf } from "./endpoint.ts";
import { basicMeeting, type Meeting } from "./meeting.ts";

/** The channel of every secret that is no code. */
const SECRET_CHANNEL = 0;

/** Dials or listens; every connection proves the secret. Strangers are turned away and change nothing. */
export async function secretMeeting(
  role: "send" | "receive",
  args: ParsedArguments,
  context: Context,
  secret: Uint8Array,
): Promise<Meeting> {
  const flag = role === "send" ? "to" : "from";
  if (args.value(flag) === undefined && args.value("listen") === undefined) {
    throw new CallerError(
      "usage",
      `${role}: a shared secret goes with --${flag} HOST or --listen; without it, a code finds the other side`,
    );
  }
  const guesses = new SecretGuesses();
  const code = { channel: SECRET_CHANNEL, secret };
  const protect = async (connection: Duplex, signal = context.signal) =>
    (await secureHandshake(connection, { role, code, guesses, signal })).duplex;
  const endpoint = endpointOf(args, flag, role);
  const meeting = await basicMeeting(endpoint, context, protect);
  if (meeting.listener === undefined) return meeting;
  return { ...meeting, connect: (signal) => firstFriend(meeting, context, signal) };
}

/** Whoever listens waits for the one that knows the secret. */
async function firstFriend(
  meeting: Meeting,
  { terminal }: Context,
  signal: AbortSignal,
): Promise<Duplex> {
  for (;;) {
    try {
      return await meeting.connect(signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof SluiceError)) throw error;
      const { escapeText } = await import("../../lib/text/escape.ts");
      terminal.warn(`turned somebody away: ${escapeText(error.message)}`);
    }
  }
}
