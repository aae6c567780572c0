/** Waits for LocalSend devices to be found. @module */

import { sleep } from "../../async.ts";
import type { Presence } from "./presence.ts";

/** Milliseconds in which devices answer: announcements are sent three times within them. */
const ANSWER_TIME = 2200;
/** Milliseconds between two looks at what was found. */
const INTERVAL = 50;

/** Options of {@linkcode findDevices}. */
export interface FindDevicesOptions {
  /** Announces this device, to which others answer. */
  presence: Pick<Presence, "announce">;
  /** Whether the search may end before its time. @default {never} */
  isEnough?: () => boolean;
  /** Whether something was found, so that the search ends after its time. */
  hasFound: () => boolean;
  /** Called when the time has passed and nothing was found; the search goes on. Default: it ends. */
  onNothing?: () => void;
  /** Ends the search. */
  signal: AbortSignal;
}

/**
 * Resolves when the devices had time to answer, and one was found.
 *
 * @throws the signal's reason, once it is aborted.
 */
export async function findDevices(options: FindDevicesOptions): Promise<void> {
  const { presence, isEnough = () => false, hasFound, onNothing, signal } = options;
  for (let round = 0;; round++) {
    // The first announcements were sent when the device was opened.
    if (round > 0) presence.announce();
    const end = performance.now() + ANSWER_TIME;
    while (performance.now() < end && !isEnough()) {
      await sleep(INTERVAL, signal);
      // A device that comes late ends the wait; the others had their time.
      if (round > 0 && hasFound()) return;
    }
    if (isEnough() || hasFound()) return;
    if (onNothing === undefined) return;
    if (round === 0) onNothing();
  }
}
