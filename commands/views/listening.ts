/** Reports where a command listens. @module */

import type { Address } from "../../lib/socket/address.ts";
import { isUnspecified } from "../../lib/socket/unspecified.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { hostOf } from "./host_of.ts";

/** Shows the address of a listener; `requested` is what was asked for. */
export async function showListening(
  address: string,
  requested: Address,
  terminal: Terminal,
): Promise<void> {
  await terminal.event({ event: "listening", address });
  // Also with --quiet if the system chose the port: it is printed nowhere else.
  const say = requested.scheme !== "unix" && requested.port === 0 ? "warn" : "note";
  terminal[say](`Listening on ${address}`);
  if (requested.scheme === "unix") return;
  if (isUnspecified(hostOf(address))) {
    terminal.note("Any machine that can reach this one can connect");
  }
}
