/**
 * Connects a scripted peer to a real session over a real socket, and returns how it ended.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { digestNamed } from "../../lib/digest/all.ts";
import { SluiceError } from "../../lib/errors.ts";
import { rootsOf } from "../../lib/file/source/roots.ts";
import { dial } from "../../lib/socket/dial.ts";
import { listen } from "../../lib/socket/listen.ts";
import { prepareOffer } from "../../lib/transfer/offer.ts";
import type { TransferEvent, TransferSummary } from "../../lib/transfer/progress.ts";
import { receiveSession } from "../../lib/transfer/receive/receive_session.ts";
import type { ReceiveSessionOptions } from "../../lib/transfer/receive/receive_options.ts";
import { sendSession } from "../../lib/transfer/send/send_session.ts";
import type { SendSessionOptions } from "../../lib/transfer/send/send_options.ts";
import { type Received, ScriptedPeer, Wire } from "../support/scripted_peer.ts";
import type { Box } from "./box.ts";

/** Milliseconds after which a session counts as hung. */
const HANG = 20_000;

/** The end of a session. */
export interface Outcome {
  /** What it threw. */
  error?: SluiceError;
  /** What it returned. */
  summary?: TransferSummary;
  /**
   * The frames it sent to the peer, from the hello on, for scripts that did not read themselves.
   */
  heard: Received[];
  /** The events it reported to its caller. */
  events: TransferEvent[];
}

/**
 * The peer: bytes that it sends at once while it reads everything, or a script, which is told of
 * the session's end.
 */
export type Script = Uint8Array | ((peer: ScriptedPeer, ended: Promise<unknown>) => Promise<void>);

/** Options of {@linkcode attackReceiver} and {@linkcode attackSender}. */
export interface AttackOptions {
  /**
   * Ends the script's direction after its bytes. @default {false, so that the session must notice
   * by itself}
   */
  end?: boolean | undefined;
}

/** Fails if a promise does not settle. */
export async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: it hangs`)), HANG);
  });
  try {
    return await Promise.race([promise, hang]);
  } finally {
    clearTimeout(timer);
  }
}

/** Plays a script to its end, and returns the frames received after the preface. */
async function play(
  peer: ScriptedPeer,
  script: Script,
  end: boolean,
  ended: Promise<unknown>,
): Promise<Received[]> {
  try {
    if (typeof script === "function") {
      await script(peer, ended.catch(() => {}));
      return [];
    }
    const writing = peer.write(script).then(() => end ? peer.endWrite() : undefined);
    await peer.readPreface();
    const heard = await peer.rest();
    await writing;
    return heard;
  } finally {
    peer.close();
  }
}

async function outcome(
  session: Promise<TransferSummary>,
  playing: Promise<Received[]>,
  events: TransferEvent[],
): Promise<Outcome> {
  const ended = session.then((summary) => ({ summary }), (error) => ({ error }));
  const [how, heard] = await within(Promise.all([ended, playing]), "the session");
  if ("error" in how) assert(how.error instanceof SluiceError, `not our error: ${how.error}`);
  return { ...how, heard, events };
}

/** A scripted sender against a receiver that accepts everything; without resuming by default. */
export async function attackReceiver(
  box: Box,
  script: Script,
  options: Partial<ReceiveSessionOptions> & AttackOptions = {},
): Promise<Outcome> {
  const { end = false, ...rest } = options;
  const listener = listen({ scheme: "tcp", host: "127.0.0.1", port: 0 });
  const events: TransferEvent[] = [];
  const session = (async () =>
    await receiveSession((await listener.accept())!, {
      into: box.into,
      accept: () => Promise.resolve(),
      resume: false,
      onEvent: (event) => void events.push(event),
      ...rest,
    }))();
  const peer = await ScriptedPeer.dial(listener.port);
  try {
    return await outcome(session, play(peer, script, end, session), events);
  } finally {
    listener.close();
  }
}

/** A scripted receiver against a sender of some paths. */
export async function attackSender(
  paths: string[],
  script: Script,
  options: Partial<SendSessionOptions> & AttackOptions = {},
): Promise<Outcome> {
  const { end = false, ...rest } = options;
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const events: TransferEvent[] = [];
  try {
    const digest = digestNamed("sha256")!;
    const accepted = listener.accept();
    const connection = await dial({ scheme: "tcp", host: "127.0.0.1", port: listener.addr.port });
    const session = sendSession(connection, prepareOffer(rootsOf(paths), digest, {}), {
      digest,
      onEvent: (event) => void events.push(event),
      ...rest,
    });
    return await outcome(
      session,
      play(new ScriptedPeer(await accepted), script, end, session),
      events,
    );
  } finally {
    listener.close();
  }
}

/** Fails unless the session ended with an error of one of these codes. */
export function assertCode(found: Outcome, code: string | string[], about = ""): void {
  const codes = [code].flat();
  assert(found.error, `${about}: it ended well; expected ${codes}`);
  assert(
    codes.includes(found.error.code),
    `${about}: ${found.error.code} (${found.error.message}); expected ${codes}`,
  );
}

/** Fails unless the code was sent to the peer as well. */
export function assertTold(found: Outcome, code: string, about = ""): void {
  const told = found.heard.at(-1);
  assertEquals(told?.type, Wire.error, `${about}: the peer was not told`);
  assertEquals(told?.json?.code, code, about);
}
