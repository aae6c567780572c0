/** `get --digest`: files over sluice's own protocol, from a sluice server. @module */

import { join } from "node:path";
import { digestNamed } from "../../lib/digest/all.ts";
import { ConnectionError, RefusedError } from "../../lib/errors.ts";
import { MAX_LINE_BYTES } from "../../lib/limits.ts";
import type { FramedSender } from "../../lib/services/service.ts";
import { ChunkReader } from "../../lib/socket/chunk_reader.ts";
import { writeAll } from "../../lib/socket/write_all.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { prepareOffer } from "../../lib/transfer/offer.ts";
import { receiveSession } from "../../lib/transfer/receive/receive_session.ts";
import type { ReceiveSessionOptions } from "../../lib/transfer/receive/receive_options.ts";
import type { TransferSummary } from "../../lib/transfer/progress.ts";
import { sendSession } from "../../lib/transfer/send/send_session.ts";

/** The line that a server sends before the frames begin. */
const WORD = "framed\n";

/** The server's part, for a folder whose names have been checked. */
export function framedSender(folder: string): FramedSender {
  return async (conn, { name, digest: digestName, signal }) => {
    const digest = digestNamed(digestName);
    if (digest === undefined) {
      throw new RefusedError(
        "digest_refused",
        `Cannot send ${JSON.stringify(name)}: unknown digest`,
      );
    }
    const root = { name: name.split("/").at(-1)!, source: Deno.realPathSync(join(folder, name)) };
    await sendSession(conn, prepareOffer([root], digest, {}), { signal, digest });
  };
}

/**
 * Requests a file and receives it.
 *
 * @throws {RefusedError} if the server does not have it, or does not speak the protocol.
 */
export async function fetchFramed(
  conn: Duplex,
  name: string,
  digest: string,
  options: ReceiveSessionOptions,
): Promise<TransferSummary> {
  await writeAll(conn, `framed ${digest} ${name}\n`);
  const reader = new ChunkReader(conn);
  let word = "";
  // Must not read beyond the word: the following bytes belong to the session.
  while (word.length < WORD.length && WORD.startsWith(word)) {
    const chunk = await reader.next(WORD.length - word.length);
    if (chunk === undefined) break;
    word += new TextDecoder("latin1").decode(chunk);
  }
  if (word !== WORD) {
    const rest = await reader.next(MAX_LINE_BYTES);
    conn.abort();
    const answer = word + new TextDecoder().decode(rest);
    if (answer === "") {
      throw new ConnectionError(
        "cut",
        `Cannot get ${JSON.stringify(name)}: the server closed the connection`,
      );
    }
    throw new RefusedError("refused", `Cannot get ${JSON.stringify(name)}: ${answer.trimEnd()}`, {
      remote: true,
    });
  }
  return await receiveSession(conn, options);
}
