/** The form of a broken sender, and ways to write one down. @module */

import { concat, frame, greeting, utf8 } from "../support/scripted_peer.ts";

/** A stream of bytes and the code that it has to end in. */
export interface BrokenSender {
  /** Row of the list of hostile peers. */
  row: number;
  /** What it does, for the test's name. */
  what: string;
  /** All it says. */
  bytes: Uint8Array;
  /** The receiver's error. */
  code: string;
  /** Ends its direction after that. Default false. */
  end?: boolean;
}

/** Says these bytes. */
export const say = (
  row: number,
  what: string,
  code: string,
  ...parts: Uint8Array[]
): BrokenSender => ({
  row,
  what,
  code,
  bytes: concat(...parts),
});
/** Says these bytes after a good greeting and offer. */
export const after = (row: number, what: string, code: string, ...parts: Uint8Array[]) =>
  say(row, what, code, greeting(), ...parts);
/** A frame whose JSON is written by hand. */
export const raw = (type: number, json: string) => frame(type, utf8(json));
