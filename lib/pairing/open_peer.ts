/** How a command comes to its connections, and what protects them. @module */

import type { Context, ParsedArguments } from "../cli/command.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { Address } from "../socket/address.ts";
import type { Listener } from "../socket/listen.ts";
import type { Session } from "../channel/session.ts";
import { announce, endpointOf, listenAt } from "../../commands/flags/addressing.ts";
import type { FirstProvenOptions } from "./accept_authenticated.ts";
import type { Pairing } from "./pairing.ts";

/** Where connections come from. */
export interface Meeting {
  /** The next connection, ready for a session. After a loss: the same peer again. */
  connect(signal: AbortSignal): Promise<Duplex>;
  /** Where it listens, if it does, for who serves many. */
  listener?: Listener;
  /** Makes a connection of the listener ready for a session. */
  protect(connection: Duplex): Promise<Duplex>;
  /** Takes the same code for another connection. Absent where there is no code, or none that can be entered again. */
  offerAgain?(): void;
  /** What a receiver is to keep of the sender behind a connection. Default: nothing. */
  pairingOf?(connection: Duplex): Pairing | undefined;
  /** The session of a connection whose peer has greeted already. Default: none has. */
  sessionOf?(connection: Duplex): Session | undefined;
  /** Ends a connection that is ready and not needed. Default: it is closed. */
  discard?(connection: Duplex): void;
  /** Tells the user of a connection that could not be made ready. Default: as of a session that failed. */
  reject?(error: unknown, connection: Duplex): void;
  /** Ends listening and announcing. */
  close(): void;
}

/**
 * Opens a meeting as the flags say.
 *
 * @param secret What was shared ahead, if anything was.
 * @param kept Pairings of unfinished transfers in the destination of a receiver.
 */
export async function openMeeting(
  role: "send" | "receive",
  args: ParsedArguments,
  context: Context,
  secret: Uint8Array | undefined,
  kept: () => Promise<Pairing[]> = () => Promise.resolve([]),
): Promise<Meeting> {
  if (args.has("plain")) {
    const flag = role === "send" ? "to" : "from";
    const { plainMeeting } = await import("./plain_peers.ts");
    return await plainMeeting(role, endpointOf(args, flag, role), context);
  }
  if (secret !== undefined) {
    const { secretMeeting } = await import("./secret_peers.ts");
    return await secretMeeting(role, args, context, secret);
  }
  if (role === "send") {
    const { codeOffer } = await import("./listening_code_sender.ts");
    return await codeOffer(args, context);
  }
  const { codeEntry } = await import("./code_receiver.ts");
  return await codeEntry(args, context, await kept());
}

/** Dials, and makes every connection ready in the same way. */
export function dialMeeting(
  address: Address,
  protect: (connection: Duplex, signal: AbortSignal) => Promise<Duplex>,
): Meeting {
  return {
    async connect(signal) {
      const { dial } = await import("../socket/dial.ts");
      return await protect(await dial(address, { signal }), signal);
    },
    protect: () => Promise.reject(new TypeError("only a listener protects connections")),
    close() {},
  };
}

/** Listens; the first connection that is proved is the next one. */
export async function listenMeeting(
  address: Address,
  { terminal, signal }: Context,
  options: FirstProvenOptions,
): Promise<Meeting> {
  const { FirstProven } = await import("./accept_authenticated.ts");
  const listener = await listenAt(address);
  await announce(listener, address, terminal);
  const arrivals = new FirstProven(listener, options);
  return {
    connect: (signal) => arrivals.connect(signal),
    listener,
    protect: (connection) => options.prove(connection, signal),
    close: () => arrivals.close(),
  };
}
