/** Mutates a list of frames. @module */

import { FrameType, HEADER_BYTES } from "../../lib/frame/frame.ts";
import type { Random } from "../chaos/random.ts";
import { joined } from "./recorded.ts";

/** A list whose first is a preface and whose others are frames. */
type Frames = Uint8Array[];
type Mutation = (frames: Frames, random: Random, other: Frames) => void;

/** Values that a member of a JSON object should not have, or only sometimes. */
const VALUES: unknown[] = [
  null,
  true,
  false,
  -1,
  0,
  1,
  2,
  5,
  77,
  255,
  70_000,
  0.5,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  1e308,
  "",
  "a",
  ".",
  "..",
  "../up",
  "/etc/passwd",
  "tree",
  "tree/",
  "tree//x",
  "tree/../x",
  "tree/sub/../../..",
  ".sluice-x",
  "tree/\0",
  "tree/y-link/x",
  "\ud800",
  "x".repeat(300),
  "tree/" + "d/".repeat(300) + "x",
  "__proto__",
  "file",
  "dir",
  "link",
  "send",
  "receive",
  [],
  {},
  [[]],
  ["tree"],
  ["tree", "tree"],
  ["../tree"],
  [null],
  { toString: 1 },
  "0".repeat(64),
];

const MUTATIONS: Record<string, Mutation> = {
  flip(frames, random) {
    const at = random.int(0, frames.length - 1);
    const bytes = frames[at] = frames[at]!.slice();
    // As often in the header as in the rest.
    const last = random.chance(0.5) ? Math.min(bytes.length, HEADER_BYTES) : bytes.length;
    bytes[random.int(0, last - 1)]! ^= 1 << random.int(0, 7);
  },
  drop(frames, random) {
    frames.splice(random.int(0, frames.length - 1), random.chance(0.7) ? 1 : random.int(1, 5));
  },
  repeat(frames, random) {
    const at = random.int(0, frames.length - 1);
    const times = random.chance(0.9) ? 1 : random.int(2, 400);
    frames.splice(at, 0, ...Array.from({ length: times }, () => frames[at]!));
  },
  reorder(frames, random) {
    const [frame] = frames.splice(random.int(0, frames.length - 1), 1);
    if (frame) frames.splice(random.int(0, frames.length), 0, frame);
  },
  splice(frames, random, other) {
    const from = random.int(0, other.length - 1);
    const count = random.int(1, other.length - from);
    const removed = random.chance(0.5) ? frames.length : random.int(0, 3);
    frames.splice(random.int(0, frames.length - 1), removed, ...other.slice(from, from + count));
  },
  length(frames, random) {
    const at = random.int(1, frames.length - 1);
    const bytes = frames[at] = frames[at]!.slice();
    if (bytes.length < HEADER_BYTES) return;
    const view = new DataView(bytes.buffer);
    const length = view.getUint32(4);
    const changed = random.pick([
      0,
      1,
      length - 1,
      length + 1,
      length * 2,
      65_536,
      65_537,
      2 ** 20,
      2 ** 20 + 1,
      2 ** 32 - 1,
      random.size(2 ** 21),
    ]);
    view.setUint32(4, Math.max(0, changed));
  },
  json(frames, random) {
    const at = random.int(1, frames.length - 1);
    const changed = changeJson(frames[at]!, random);
    if (changed) frames[at] = changed;
  },
  insert(frames, random) {
    const at = random.int(0, frames.length);
    const type = random.pick([...Object.values(FrameType), FrameType.ping, FrameType.error, 0, 15]);
    const payload = random.pick([
      new Uint8Array(0),
      random.bytes(random.int(1, 100)),
      text('{"id":0,"offset":0}'),
      text('{"id":3,"ok":false}'),
      text('{"id":3,"code":"io","message":"gone"}'),
      text('{"code":"busy","message":"\\u001b[2J"}'),
      text('{"files":0,"bytes":0,"failed":0}'),
      text('{"files":6,"bytes":73083,"failed":0}'),
      text("[".repeat(60_000)),
    ]);
    frames.splice(at, 0, frame(type, payload));
  },
  cut(frames, random) {
    const at = random.int(0, frames.length - 1);
    frames[at] = frames[at]!.slice(0, random.int(0, frames[at]!.length));
    frames.length = at + 1;
  },
  garbage(frames, random) {
    frames.splice(random.int(0, frames.length), 0, random.bytes(random.int(1, 5000)));
  },
};

const NAMES = Object.keys(MUTATIONS);

/** Mutates a copy of `frames` in one to three ways; `other` is a session to splice with. */
export function mutate(
  frames: readonly Uint8Array[],
  other: Frames,
  random: Random,
): { frames: Frames; how: string[] } {
  const copy = [...frames];
  const how: string[] = [];
  for (let left = random.pick([1, 1, 1, 2, 3]); left > 0 && copy.length > 1; left--) {
    const name = random.pick([...NAMES, "json", "json", "flip"]);
    how.push(name);
    MUTATIONS[name]!(copy, random, other);
  }
  return { frames: copy, how };
}

function changeJson(bytes: Uint8Array, random: Random): Uint8Array | undefined {
  if (bytes[0] === FrameType.data || bytes.length <= HEADER_BYTES) return undefined;
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes.subarray(HEADER_BYTES)));
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const name = random.pick(Object.keys(value));
  const member = value[name];
  if (random.chance(0.15)) delete value[name];
  else if (typeof member === "number" && random.chance(0.5)) {
    value[name] = member + random.int(-2, 2);
  } else if (typeof member === "string" && random.chance(0.3)) {
    value[name] = changeText(member, random);
  } else value[name] = random.pick(VALUES);
  return frame(bytes[0]!, text(JSON.stringify(value)));
}

function changeText(member: string, random: Random): string {
  const at = random.int(0, member.length);
  return member.slice(0, at) + random.pick(["", "/", "..", "\0", "A", "\u202e", "é"]) +
    member.slice(at + 1);
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

function frame(type: number, payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  header[0] = type;
  new DataView(header.buffer).setUint32(4, payload.length);
  return joined(header, payload);
}
