/** Valid sessions, recorded as lists of frames, to be mutated. @module */

import { join } from "node:path";
import { digestNamed } from "../../lib/digest/all.ts";
import { RefusedError } from "../../lib/errors.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import type { SafePath } from "../../lib/file/safe_path.ts";
import { Staging } from "../../lib/file/staging/staging.ts";
import { rootsOf } from "../../lib/file/source/roots.ts";
import { HEADER_BYTES, PREFACE_BYTES } from "../../lib/frame/frame.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { type PreparedOffer, prepareOffer } from "../../lib/transfer/offer.ts";
import { RateLimit } from "../../lib/transfer/rate_limit.ts";
import { receiveSession } from "../../lib/transfer/receive/receive_session.ts";
import { sendSession } from "../../lib/transfer/send/send_session.ts";
import { Random } from "../chaos/random.ts";

/** One of the two programs. */
export type Role = "send" | "receive";

/** The digest of all recorded sessions. */
export const digest = digestNamed("sha256")!;

/** The start of a session. */
export interface Scene {
  /** For people. */
  name: string;
  /** Option of the receiver. */
  ifExists: IfExists;
  /** Whether the receiver declines. */
  refuses: boolean;
  /** Fills an empty destination. */
  prepare: (destination: string) => void;
}

/** A scene and its session: prefaces and frames, in order. */
export interface Recorded extends Scene {
  /** Each is a preface or one complete frame. */
  said: { by: Role; bytes: Uint8Array }[];
}

/** Sizes around the limits of the code; small, since they are sent often. */
const FILES: [path: string, size: number][] = [
  ["tree/a-empty", 0],
  ["tree/b-small", 5],
  ["tree/c-middle", 3000],
  ["tree/sub/d-large", 70_000],
  ["tree/sub/e-small", 77],
  ["tree/z-last", 1],
];

/** Creates the folder that all recorded sessions send. */
export function makeSource(folder: string): void {
  const random = new Random(4711);
  Deno.mkdirSync(join(folder, "tree/sub"), { recursive: true });
  for (const [path, size] of FILES) {
    Deno.writeFileSync(join(folder, path), random.bytes(size));
    Deno.utimeSync(join(folder, path), 1_700_000_000, 1_700_000_000);
  }
  Deno.symlinkSync("a-empty", join(folder, "tree/y-link"));
}

/** A new offer of that folder. */
export function offerOf(source: string): PreparedOffer {
  return prepareOffer(rootsOf([join(source, "tree")]), digest, { symlinks: "keep" });
}

/** The scenes, for an existing source. */
export function scenes(source: string): Scene[] {
  const partial = (destination: string) => {
    const staging = Staging.open(destination, { names: ["tree"], digest: "sha256" }, true);
    staging.tree.makeFolder("tree" as SafePath, 0o755, 0);
    staging.tree.makeFolder("tree/sub" as SafePath, 0o755, 0);
    const keep = (path: string, count: number, spoil = false) => {
      const bytes = Deno.readFileSync(join(source, path)).subarray(0, count);
      if (spoil) bytes[0]! ^= 1;
      Deno.writeFileSync(staging.tree.path(path as SafePath), bytes);
    };
    keep("tree/a-empty", 0);
    keep("tree/c-middle", 3000);
    keep("tree/sub/d-large", 50_000);
    keep("tree/sub/e-small", 30, true);
    staging.keep();
  };
  const occupied = (destination: string) => {
    Deno.mkdirSync(join(destination, "tree"));
    Deno.writeTextFileSync(join(destination, "tree/b-small"), "mine");
    Deno.writeTextFileSync(join(destination, "tree/z-last"), "!");
  };
  const fresh = () => {};
  return [
    { name: "plain", ifExists: "refuse", refuses: false, prepare: fresh },
    { name: "resumed", ifExists: "refuse", refuses: false, prepare: partial },
    { name: "updated", ifExists: "update", refuses: false, prepare: occupied },
    { name: "renamed", ifExists: "rename", refuses: false, prepare: occupied },
    { name: "refused", ifExists: "refuse", refuses: true, prepare: fresh },
  ];
}

/** The receiver's answer in a scene. */
export function acceptIn(scene: Scene): () => Promise<void> {
  return () =>
    scene.refuses ? Promise.reject(new RefusedError("declined", "accept: no")) : Promise.resolve();
}

/** Plays a scene, and records the frames. */
export async function record(scene: Scene, source: string, folder: string): Promise<Recorded> {
  const destination = join(folder, scene.name);
  Deno.mkdirSync(destination);
  scene.prepare(destination);
  const [sender, senderEnd] = memoryPair();
  const [receiverEnd, receiver] = memoryPair();
  const said: Recorded["said"] = [];
  const sent = sendSession(sender, offerOf(source), { digest, limit: new RateLimit(200_000) });
  const received = receiveSession(receiver, {
    into: destination,
    accept: acceptIn(scene),
    ifExists: scene.ifExists,
  });
  await Promise.allSettled([
    sent,
    received,
    listenIn(senderEnd, receiverEnd, (bytes) => said.push({ by: "send", bytes })),
    listenIn(receiverEnd, senderEnd, (bytes) => said.push({ by: "receive", bytes })),
  ]);
  if (!scene.refuses) await Promise.all([sent, received]);
  return { ...scene, said };
}

/** Relays bytes, and reports every preface and frame. */
async function listenIn(from: Duplex, to: Duplex, tell: (bytes: Uint8Array) => void) {
  const writer = to.writable.getWriter();
  let held = new Uint8Array(0);
  let isFirst = true;
  for await (const chunk of from.readable) {
    held = joined(held, chunk);
    for (;;) {
      const need = isFirst
        ? PREFACE_BYTES
        : held.length < HEADER_BYTES
        ? HEADER_BYTES
        : HEADER_BYTES + new DataView(held.buffer, held.byteOffset).getUint32(4);
      if (held.length < need || held.length === 0) break;
      tell(held.slice(0, need));
      held = held.slice(need);
      isFirst = false;
    }
    await writer.write(chunk);
  }
  await to.closeWrite();
}

/** Concatenates arrays. */
export function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
