/** Announces a code's channel in the background. @module */

import type { Announcer } from "../discovery/announce.ts";
import { ADVICE_DELAY } from "../limits.ts";
import type { PairingOptions } from "./options.ts";

/** What is announced. */
export interface AnnouncedCode {
  /** The code; passed to the observer only. */
  code: string;
  /** Its channel. */
  channel: number;
  /** The TCP port to connect to. */
  port: number;
  /** The sender's instance, 16 bytes. */
  instance: Uint8Array;
}

/** A running announcement. */
export interface Announced {
  /** Ends it. */
  close(): void;
}

/**
 * Announces on one interface or on all. Failures are only reported: an address works without
 * announcements.
 */
export function announceCode(
  announced: AnnouncedCode,
  { observe, interfaceName: name, adviceDelay = ADVICE_DELAY }: Pick<
    PairingOptions,
    "observe" | "interfaceName" | "adviceDelay"
  >,
): Announced {
  let isClosed = false;
  let announcer: Announcer | undefined;
  const start = async () => {
    const { announce } = await import("../discovery/announce.ts");
    const { hashInstance } = await import("../discovery/datagram.ts");
    const { usableNetworks } = await import("../discovery/networks.ts");
    const instance = await hashInstance(announced.instance);
    const networks = usableNetworks({ name });
    announcer = await announce({ ...announced, instance }, networks);
    if (isClosed) announcer.close();
    else await observe({ type: "discovery", problems: announcer.problems, networks });
  };
  const fail = (error: unknown) => void observe({ type: "discovery_failed", error });
  start().catch(fail);
  const advise = async () => {
    const { code, port } = announced;
    await observe({ type: "no_receiver_yet", code, port });
  };
  const timer = setTimeout(() => advise().catch(fail), adviceDelay);
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
      announcer?.close();
    },
  };
}
