/**
 * Peers that speak the protocol and send inconsistent frames, as data: each frame is valid, the
 * whole is not.
 *
 * @module
 */

import { concat, data, end, entry, file, fin, frame, greeting } from "../support/scripted_peer.ts";
import { hello, preface, type ScriptedPeer, Wire } from "../support/scripted_peer.ts";

/** The frames of a sender. */
export interface SenderStory {
  /** What it does, for the test's name. */
  what: string;
  /** Its offer. */
  offer: Record<string, unknown>;
  /** Its frames after the answer, if the receiver does not ask. */
  says: Uint8Array[];
  /** The receiver's error. */
  code: string;
}

const TWO = { names: ["a", "b"], kinds: ["file", "file"], roots: 2, entries: 2, bytes: 6 };
const exactly = (members: Record<string, unknown>) => ({ ...members, exact: true });
const ONE = exactly({ kinds: ["file"], entries: 1, bytes: 3 });
const folder = (id: number, path: string) => entry({ id, kind: "dir", path, size: 0 });

/** Senders whose receiver does not ask. */
export const SENDERS: readonly SenderStory[] = [
  {
    what: "offers two files, sends one, and counts one",
    offer: exactly(TWO),
    says: [file(0, "a"), fin()],
    code: "protocol",
  },
  {
    what: "offers a folder of three and sends the folder alone",
    offer: exactly({ kinds: ["dir"], entries: 3, bytes: 6 }),
    says: [folder(0, "a"), fin({ files: 0, bytes: 0 })],
    code: "protocol",
  },
  {
    what: "offers a file and sends nothing, with totals of zero",
    offer: ONE,
    says: [fin({ files: 0, bytes: 0 })],
    code: "protocol",
  },
  {
    what: "counts fewer bytes than it sent",
    offer: ONE,
    says: [file(0, "a"), fin({ bytes: 2 })],
    code: "protocol",
  },
  {
    what: "counts a file that it skipped",
    offer: ONE,
    says: [entry(), frame(Wire.skip, { id: 0, code: "io", message: "gone" }), fin()],
    code: "protocol",
  },
  {
    what: "sends one of two files twice",
    offer: exactly(TWO),
    says: [file(0, "a"), file(1, "a"), fin({ files: 2, bytes: 6 })],
    code: "unsafe_name",
  },
  {
    what: "sends the same file in two folders of the same name",
    offer: { kinds: ["dir"], entries: 4, bytes: 6 },
    says: [folder(0, "a"), file(1, "a/b"), folder(2, "a"), file(3, "a/b")],
    code: "unsafe_name",
  },
  {
    what: "sends an offered name in capitals",
    offer: ONE,
    says: [file(0, "A"), fin()],
    code: "unsafe_name",
  },
  {
    what: "sends an offered name, and once more in capitals",
    offer: exactly(TWO),
    says: [file(0, "a"), file(1, "A"), fin({ files: 2, bytes: 6 })],
    code: "unsafe_name",
  },
  {
    what: "sends more content than the length that it said",
    offer: ONE,
    says: [entry(), data("abc"), data("d"), end({ size: 4 }), fin({ bytes: 4 })],
    code: "protocol",
  },
  {
    what: "promises fewer bytes than its second file needs",
    offer: exactly({ ...TWO, bytes: 5 }),
    says: [file(0, "a"), file(1, "b"), fin({ files: 2, bytes: 6 })],
    code: "protocol",
  },
  {
    what: "gives two files each other's digests",
    offer: exactly(TWO),
    says: [
      entry(),
      data("abc"),
      end({ digest: "88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589" }),
    ],
    code: "digest_mismatch",
  },
];

/** All bytes of such a sender. */
export function told({ offer, says }: SenderStory): Uint8Array {
  return concat(greeting(offer), ...says);
}

/** The frames of a receiver, for one file of three bytes called `a`. */
export interface ReceiverStory {
  /** What it does, for the test's name. */
  what: string;
  /** Whether it asks for files. */
  ask: boolean;
  /** Its frames: what each waits for, if anything, and its bytes. */
  says: [after: number | undefined, bytes: Uint8Array][];
  /** The sender's error. */
  code: string;
}

const want = (id: number, offset: number | null) => frame(Wire.want, { id, offset });
const verdict = (id: number, ok: boolean) => frame(Wire.verdict, { id, ok });
const done = (members = {}) => frame(Wire.done, { files: 1, bytes: 3, failed: 0, ...members });
const NOTHING = { files: 0, bytes: 0 };

/** Receivers that accepted an offer. */
export const RECEIVERS: readonly ReceiverStory[] = [
  {
    what: "sends done before anything was sent",
    ask: false,
    says: [[undefined, done(NOTHING)]],
    code: "protocol",
  },
  {
    what: "asks for files, and sends done instead of an answer",
    ask: true,
    says: [[Wire.entry, done(NOTHING)]],
    code: "protocol",
  },
  {
    what: "sends done before the end that it waits for",
    ask: true,
    says: [[Wire.entry, want(0, 2)], [Wire.start, done()]],
    code: "protocol",
  },
  {
    what: "took nothing and is done",
    ask: false,
    says: [[Wire.fin, done(NOTHING)]],
    code: "protocol",
  },
  {
    what: "wanted nothing and stored a file",
    ask: true,
    says: [[Wire.entry, want(0, null)], [Wire.fin, done()]],
    code: "protocol",
  },
  {
    what: "wanted nothing and stored bytes",
    ask: true,
    says: [[Wire.entry, want(0, null)], [Wire.fin, done({ files: 0 })]],
    code: "protocol",
  },
  {
    what: "wants the rest of a file that was not offered",
    ask: true,
    says: [[Wire.entry, want(0, 0)], [Wire.end, want(1, 1)]],
    code: "protocol",
  },
  {
    what: "wants a file again that it has",
    ask: true,
    says: [[Wire.entry, want(0, 0)], [Wire.end, want(0, 0)]],
    code: "protocol",
  },
  {
    what: "wants a file without having asked to be asked",
    ask: false,
    says: [[Wire.entry, want(0, 1)]],
    code: "protocol",
  },
  {
    what: "judges a file that there is not",
    ask: true,
    says: [[Wire.entry, concat(want(0, 1), verdict(7, true))]],
    code: "protocol",
  },
  {
    what: "judges a file twice",
    ask: true,
    says: [[Wire.entry, want(0, 1)], [Wire.end, concat(verdict(0, true), verdict(0, true))]],
    code: "protocol",
  },
  {
    what: "judges a file before it was asked for",
    ask: true,
    says: [[Wire.entry, verdict(0, false)]],
    code: "protocol",
  },
];

/** Plays such a receiver. */
export function receiver({ ask, says }: ReceiverStory): (peer: ScriptedPeer) => Promise<void> {
  return async (peer) => {
    await peer.write(preface(), hello("receive"));
    await peer.readPreface();
    await peer.until(Wire.offer);
    const answer = frame(Wire.answer, { accept: true, ask });
    // What waits for nothing is sent with the answer: the sender reads it before it sends anything.
    const atOnce = says.filter(([after]) => after === undefined).map(([, bytes]) => bytes);
    await peer.write(answer, ...atOnce);
    for (const [after, bytes] of says) {
      if (after === undefined) continue;
      await peer.until(after);
      await peer.write(bytes);
    }
    await peer.rest();
  };
}
