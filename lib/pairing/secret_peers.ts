/** Meetings of two machines that share a secret. @module */

import type { Context, ParsedArguments } from "../cli/command.ts";
import { CallerError } from "../errors.ts";
import { GuessLine } from "../secure/guess_line.ts";
import { secureHandshake } from "../channel/secure_handshake.ts";
import { Admission, paceSecret } from "./admission.ts";
import { endpointOf } from "../../commands/flags/addressing.ts";
import { dialMeeting, listenMeeting, type Meeting } from "./open_peer.ts";
import { reportRejected } from "../../commands/views/report_rejected.ts";
import { codeOfSecret } from "../../commands/flags/secret.ts";

/**
 * Dials or listens; every connection proves the secret.
 *
 * @param line Paces the guesses of those who connect.
 */
export async function secretMeeting(
  role: "send" | "receive",
  args: ParsedArguments,
  context: Context,
  secret: Uint8Array,
  line: GuessLine = new GuessLine(),
): Promise<Meeting> {
  const flag = role === "send" ? "to" : "from";
  if (args.value(flag) === undefined && args.value("listen") === undefined) {
    throw new CallerError(
      "usage",
      `${role}: a shared secret goes with --${flag} HOST or --listen; without it, a code finds the other side`,
    );
  }
  const code = codeOfSecret(secret);
  const { how, address } = endpointOf(args, flag, role);
  if (how === "dial") {
    return dialMeeting(
      address,
      async (connection, signal) =>
        (await secureHandshake(connection, { role, code, signal })).duplex,
    );
  }
  const admission = new Admission();
  const pace = paceSecret(line);
  return await listenMeeting(address, context, {
    prove: async (connection, signal) =>
      (await admission.prove(connection, signal, () => ({ role, code, pace }))).duplex,
    onFailure: (error, connection) => reportRejected(error, connection, context.terminal),
  });
}
