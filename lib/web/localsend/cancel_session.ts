/** Tells a device that a session is over. @module */

import { LOCALSEND_CANCEL_TIMEOUT } from "../../limits.ts";
import type { LocalSendClient } from "./http_client.ts";
import { API } from "./protocol.ts";

/**
 * Posts `cancel`. Resolves also where the device cannot be told: it notices that the connections are closed.
 *
 * @param sessionId The session; undefined for a question that is not answered yet.
 */
export async function cancelSession(
  client: LocalSendClient,
  sessionId: string | undefined,
): Promise<void> {
  const query = sessionId === undefined ? "" : `?sessionId=${encodeURIComponent(sessionId)}`;
  try {
    const signal = AbortSignal.timeout(LOCALSEND_CANCEL_TIMEOUT);
    await client.post(`/${API}cancel${query}`, { signal });
  } catch { /* See above. */ }
}
