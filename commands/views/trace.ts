/** Prints and records the bytes of a socket. @module */

import { writeAllSync } from "../../lib/bytes.ts";
import { hexDump } from "../../lib/terminal/hex_dump.ts";
import type { ParsedArguments } from "../../lib/cli/command.ts";
import { basename, dirname, join } from "node:path";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { existsError } from "../../lib/file/existing_name.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { localFault } from "../../lib/file/local_fault.ts";
import { lstat } from "../../lib/file/lstat_below.ts";
import { numbered } from "../../lib/file/staging/stored_name.ts";
import { givenIfExists, UNFETCHED } from "../flags/if_exists.ts";

/** The direction of a chunk. */
export type Direction = "sent" | "received";

/** Receives chunks. */
export interface Trace {
  /** Called with each chunk and its peer; undefined: what is sent to all peers. */
  onBytes(direction: Direction, bytes: Uint8Array, peer?: string): void;
  /** Ends the record. */
  close(): void;
}

/** What to print and record. */
export interface TraceOptions {
  /** Whether every byte is printed. */
  hex: boolean;
  /** The file to which both directions are written; undefined: none. */
  record: string | undefined;
  /** What to do if that file exists. */
  ifExists: IfExists;
}

/** The values of the flags. */
export function traceOptions(args: ParsedArguments): TraceOptions {
  return {
    hex: args.has("hex"),
    record: args.value("record"),
    ifExists: givenIfExists(args) ?? "refuse",
  };
}

/**
 * Starts what `--hex` and `--record` request; undefined without these flags.
 *
 * @throws {LocalError} if the record exists or cannot be created.
 */
export function openTrace(
  { record: path, hex, ifExists }: TraceOptions,
  terminal: Terminal,
): Trace | undefined {
  if (path === undefined && !hex) return undefined;
  const file = path === undefined ? undefined : createRecord(path, ifExists);
  const offsets = { sent: 0, received: 0 };
  const started = performance.now();
  let shown: string | undefined;
  return {
    onBytes(direction, bytes, peer) {
      if (hex) {
        if (peer !== shown) terminal.warn(`With ${peer ?? "all peers"}:`);
        shown = peer;
        const mark = direction === "sent" ? ">" : "<";
        for (const line of hexDump(mark, bytes, offsets[direction])) terminal.warn(line);
        // An empty datagram is reported as well.
        if (bytes.length === 0) terminal.warn(`${mark} (empty)`);
      }
      offsets[direction] += bytes.length;
      if (file === undefined) return;
      const milliseconds = Math.round(performance.now() - started);
      const data = (bytes as Uint8Array & { toBase64(): string }).toBase64();
      const line = JSON.stringify({ milliseconds, direction, peer, data }) + "\n";
      try {
        writeAllSync(file, new TextEncoder().encode(line));
      } catch (cause) {
        throw localFault(cause, `write ${JSON.stringify(path)}`);
      }
    },
    close: () => file?.close(),
  };
}

function createRecord(path: string, ifExists: IfExists): Deno.FsFile {
  for (let number = 0;; number++) {
    const name = number === 0 ? path : join(dirname(path), numbered(basename(path), number));
    try {
      // Not written in place: a link of that name leads elsewhere, and a reader of the old record goes on.
      if (ifExists === "overwrite") removeFile(name);
      // The recorded bytes may be private: only this user may read the file.
      return Deno.openSync(name, { write: true, createNew: true, mode: 0o600 });
    } catch (cause) {
      if (!(cause instanceof Deno.errors.AlreadyExists)) {
        throw localFault(cause, `create ${JSON.stringify(name)}`);
      }
      if (ifExists !== "rename") throw existsError(path, UNFETCHED);
    }
  }
}

function removeFile(path: string): void {
  const existing = lstat(path);
  if (existing !== undefined && !existing.isDirectory) Deno.removeSync(path);
}
