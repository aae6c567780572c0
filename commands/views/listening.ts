/** Reports where a command listens. @module */

import type { Address } from "../../lib/socket/address.ts";
import { isUnspecified } from "../../lib/socket/unspecified.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { hostOf } from "./host_of.ts";

/**
 * Shows the address of a listener.
 *
 * @param requested What was asked for.
 * @param pin The fingerprint of the certificate for `tls://`, if it was made for this run.
 */
export async function showListening(
  address: string,
  requested: Address,
  terminal: Terminal,
  pin?: string,
): Promise<void> {
  const isPinned = pin !== undefined && requested.scheme === "tls";
  await terminal.event({ event: "listening", address, ...isPinned && { fingerprint: pin } });
  // Also with --quiet if the system chose the port: it is printed nowhere else.
  const say = requested.scheme !== "unix" && requested.port === 0 ? "warn" : "note";
  terminal[say](`Listening on ${address}`);
  if (isPinned) {
    const host = isUnspecified(hostOf(address)) ? "HOST" : bracketed(hostOf(address));
    terminal.note("The certificate was made for this run; on the other machine, run:");
    // Also with --quiet: it is printed nowhere else.
    terminal.warn(`  sluice connect tls://${host}:${portOf(address)} --pin ${pin}`);
  }
  if (requested.scheme === "unix") return;
  if (isUnspecified(hostOf(address))) {
    terminal.note("Any machine that can reach this one can connect");
  }
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(":") + 1);
}
