/** Tells a device about this one. @module */

import { LOCALSEND_SHORT_TIMEOUT } from "../../limits.ts";
import type { ReachableDevice } from "./device.ts";
import { type ClientAnswer, type DevicePlace, LocalSendClient } from "./http_client.ts";
import type { Identity } from "./identity.ts";
import { API } from "./protocol.ts";

/** Options of {@linkcode registerWith}. */
export interface RegisterOptions {
  /** What this device says about itself. */
  self: ReachableDevice;
  /** What this side presents. */
  identity: Identity;
  /** The fingerprint that the device must have. Default: any. */
  fingerprint?: string | undefined;
  /** Ends it. */
  signal: AbortSignal;
}

/**
 * Registers with the device at a place. Resolves to its answer, and to the fingerprint of its certificate;
 * undefined without HTTPS.
 *
 * @throws {ConnectionError} if it cannot be reached, does not answer, or has another certificate.
 */
export async function registerWith(
  place: DevicePlace,
  { self, identity, fingerprint, signal }: RegisterOptions,
): Promise<{ answer: ClientAnswer; fingerprint: string | undefined }> {
  const client = new LocalSendClient({ place, identity, fingerprint });
  try {
    const timeout = LOCALSEND_SHORT_TIMEOUT;
    const answer = await client.post(`/${API}register`, { json: self, signal, timeout });
    return { answer, fingerprint: client.fingerprint };
  } finally {
    client.close();
  }
}
