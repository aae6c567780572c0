/** What the checks of docs/python.md share. @module */

import { dial } from "../../../lib/socket/dial.ts";
import type { Duplex } from "../../../lib/socket/duplex.ts";
import { listen } from "../../../lib/socket/listen.ts";
import { SluiceError } from "../../../lib/errors.ts";

/** A check for each row, by the first name in it. Runs what the row says. */
export type Checks = Readonly<Record<string, () => Promise<void> | void>>;

/** Both ends of a TCP connection. */
export async function bothEnds(): Promise<[here: Duplex, there: Duplex]> {
  using listener = listen("127.0.0.1:0");
  const here = await dial(listener.address);
  return [here, (await listener.accept())!];
}

/** The error that a call ends with. */
export async function errorOf(call: () => unknown): Promise<SluiceError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof SluiceError) return error;
    throw error;
  }
  throw new Error("no error");
}
