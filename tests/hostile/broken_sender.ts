/** The form of a broken sender, and helpers to write one. @module */

import { concat, frame, greeting, utf8 } from "../support/scripted_peer.ts";

/** A stream of bytes and the expected error code. */
export interface BrokenSender {
  /** Row of the list of hostile peers. */
  row: number;
  /** What it does, for the test's name. */
  what: string;
  /** All bytes that it sends. */
  bytes: Uint8Array;
  /** The receiver's error. */
  code: string;
  /** Ends its direction after that. @default {false} */
  end?: boolean;
}

/** Sends these bytes. */
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
/** Sends these bytes after a valid greeting and offer. */
export const after = (row: number, what: string, code: string, ...parts: Uint8Array[]) =>
  say(row, what, code, greeting(), ...parts);
/** A frame with handwritten JSON. */
export const raw = (type: number, json: string) => frame(type, utf8(json));
