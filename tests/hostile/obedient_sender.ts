/** A scripted sender that sends what the receiver asks for. @module */

import { data, end, entry, fin, frame, type ScriptedPeer, Wire } from "../support/scripted_peer.ts";

/** A sender that can answer requests: entries first, then content as it is wanted. */
export function obedient(greet: Uint8Array, entries: Uint8Array[], content: string) {
  return async (peer: ScriptedPeer) => {
    await peer.write(greet);
    await peer.readPreface();
    let answer = await peer.next();
    if (answer?.type === Wire.hello) answer = await peer.next();
    if (answer?.type !== Wire.answer) return;
    if (!answer.json!.ask) {
      // One file, the last entry.
      await peer.write(...entries, data(content), end(), fin());
    } else {
      await peer.write(...entries);
      const { id, offset } = (await peer.until(Wire.want)).json!;
      if (offset === null) {
        await peer.write(fin({ files: 0, bytes: 0 }));
      } else {
        await peer.write(frame(Wire.start, { id, offset }), data(content), end({ id }), fin());
      }
    }
    await peer.rest();
  };
}

/** A folder. */
export const folder = (id: number, path: string, mode = 0o755) =>
  entry({ id, kind: "dir", path, size: 0, mode });
/** A link. */
export const link = (id: number, path: string, target: unknown) =>
  entry({ id, kind: "link", path, size: 0, mode: 0o777, target });
