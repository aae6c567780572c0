/** Names the entries of a transfer that did not go the usual way. @module */

import { notSent } from "../../lib/file/source/not_utf8.ts";
import { NOT_UTF8 } from "../../lib/file/source/why_unreadable.ts";
import { escapeText } from "../../lib/text/escape.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import type { TransferEvent } from "../../lib/transfer/progress.ts";
import { shownName } from "./shown_name.ts";

type Output = Pick<Terminal, "note" | "warn" | "stderrIsTerminal" | "columns">;

/** Columns of a line beside a path, about. */
const OTHER_COLUMNS = 40;
/** Entries of each kind that are named; the others are counted. */
const MAX_NAMED = 20;

/**
 * Prints a line for each entry that failed, was skipped or got another name: a number of them, and a
 * count. After a lost connection the same log goes on, and names no entry twice.
 */
export class EntryLog {
  readonly #terminal: Output;
  readonly #counts = new Map<string, number>();
  /** The lines of each kind that were printed. */
  readonly #named = new Map<string, Set<string>>();
  #notUtf8 = 0;

  constructor(terminal: Output) {
    this.#terminal = terminal;
  }

  /** Begins to count anew, for another connection. */
  restart(): void {
    this.#counts.clear();
    this.#notUtf8 = 0;
  }

  /** Prints the line of an event; most have none. */
  add(event: TransferEvent): void {
    // Most transfers have these two for each of many files, and neither has a line.
    if (event.type === "file_started" || event.type === "file_done") return;
    const path = this.#shown(event.path);
    switch (event.type) {
      case "file_failed":
        if (event.message === NOT_UTF8) this.#notUtf8++;
        return this.#name("failed", `Failed: ${path}: ${escapeText(event.message)}`);
      case "file_skipped":
        return this.#name("skipped", `Skipped: ${path}: ${escapeText(event.reason)}`);
      case "file_renamed":
        return this.#name(
          "renamed",
          `Renamed: ${path} to ${this.#shown(event.name)}`,
        );
      case "name_adapted":
        return this.#name("adapted", `Adapted: ${path} stored as ${this.#shown(event.name)}`);
      case "file_restarted":
        return this.#name("restarted", `Changed since last time: ${path}; sending all of it`);
    }
  }

  /** Prints how many entries were not named, at the end. */
  finish(): void {
    for (const [kind, count] of this.#counts) {
      const rest = count - MAX_NAMED;
      if (rest > 0) this.#terminal[sayFor(kind)](`… and ${rest} more ${kind} (--json lists all)`);
    }
    if (this.#notUtf8 > 0) this.#terminal.warn(notSent(this.#notUtf8));
  }

  #shown(path: string): string {
    return shownName(JSON.stringify(path), this.#terminal, OTHER_COLUMNS);
  }

  #name(kind: string, line: string): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const named = this.#named.get(kind) ?? new Set();
    this.#named.set(kind, named);
    // Also after a lost connection: a peer must not fill the screen by losing many.
    if (named.size >= MAX_NAMED || named.has(line)) return;
    named.add(line);
    this.#terminal[sayFor(kind)](line);
  }
}

/** Failures are reported with `--quiet` as well. */
function sayFor(kind: string): "note" | "warn" {
  return kind === "failed" ? "warn" : "note";
}
