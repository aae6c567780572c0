/** The confined part of `sluice get`. @module */

import { basename, join } from "node:path";
import type { Context } from "../../lib/cli/command.ts";
import { IF_EXISTS, type IfExists } from "../../lib/file/if_exists.ts";
import { sensitivePart } from "../../lib/file/sensitive_name.ts";
import type { Address } from "../../lib/socket/address.ts";
import { dial, type DialOptions } from "../../lib/socket/dial.ts";
import type { TlsClientOptions } from "../../lib/socket/tls_client_options.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import type { OfferView } from "../../lib/transfer/receive/receive_options.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { dialWithoutFiles } from "../sandbox/give_up_files.ts";
import type { GetOptions } from "./options.ts";
import type { Stored } from "./store_fetched.ts";

/** Fetches files, or prints the list of them; resolves to the exit code. */
export async function runGet(options: GetOptions, context: Context): Promise<number> {
  const { address, tls, names, into, intoShown, digest, ifExists, acceptNames } = options;
  if (into === undefined) {
    const show = (conn: Duplex) => showList(conn, context);
    await withConnection(address, tls, context, dialWithoutFiles, show);
    return 0;
  }
  const store = {
    into,
    intoShown,
    ifExists,
    acceptName: await nameAcceptor(acceptNames, context),
  };
  if (digest === undefined) {
    const report = { exit: 0, left: [...names] };
    const fetchAll = (conn: Duplex) => getClassic(conn, report, store, context);
    // An answer that is late would be taken for that of the next name, so that gets a connection of its own.
    while (report.left.length > 0) await withConnection(address, tls, context, dial, fetchAll);
    return report.exit;
  }
  for (const name of names) {
    const fetch = (conn: Duplex) => getFramed(conn, name, digest, store, context);
    await withConnection(address, tls, context, dial, fetch);
  }
  return 0;
}

/** Dials, and closes the connection at the end; an idle server or the signal ends it as well. */
async function withConnection<T>(
  address: Address,
  tls: TlsClientOptions,
  { signal }: Context,
  open: (address: Address, options: DialOptions) => Promise<Duplex>,
  use: (conn: Duplex) => Promise<T>,
): Promise<T> {
  const { idleTimeout } = await import("../../lib/socket/idle_timeout.ts");
  const conn = await open(address, { signal, tls });
  const stop = idleTimeout(conn, { signal });
  try {
    return await use(conn);
  } finally {
    stop();
    conn.abort();
  }
}

async function showList(conn: Duplex, { terminal }: Context): Promise<void> {
  const { FileFetcher } = await import("../../lib/services/fetch_file.ts");
  const { PeerOutput } = await import("../views/peer_output.ts");
  const { md5 } = await import("../../lib/digest/md5.ts");
  const output = new PeerOutput(terminal);
  const write = (chunk: Uint8Array) => output.write(chunk);
  await new FileFetcher(conn).fetch("list", md5.create(), () => Promise.resolve({ write }));
}

interface StoreOptions {
  into: string;
  /** The destination in messages. */
  intoShown: string;
  ifExists: IfExists;
  /** Throws if a file of that name must not be stored. */
  acceptName: (name: string) => Promise<void>;
}

/**
 * Names may come from the server's own list (`get HOST $(get HOST --list)`), so a sensitive name
 * needs the user's consent here as well.
 */
async function nameAcceptor(names: readonly string[], { terminal, signal }: Context) {
  const { Consent } = await import("../views/consent.ts");
  const consent = new Consent(names);
  return async (name: string) => {
    const part = sensitivePart(basename(name));
    if (part === undefined) return;
    const { confirmName } = await import("../views/confirm_offer.ts");
    await confirmName(part, { terminal, signal, consent });
  };
}

/** The names that remain to be fetched, and the exit code so far. */
interface Progress {
  exit: number;
  left: string[];
}

/**
 * Fetches names over one connection; a refused one does not stop the others. Resolves early if the server
 * does not answer.
 */
async function getClassic(
  conn: Duplex,
  progress: Progress,
  options: StoreOptions,
  { terminal, signal }: Context,
): Promise<void> {
  const { FileFetcher, NoAnswerError } = await import("../../lib/services/fetch_file.ts");
  const { storeFetched } = await import("./store_fetched.ts");
  const { describeError } = await import("../../lib/cli/describe_error.ts");
  const { LocalError, RefusedError } = await import("../../lib/errors.ts");
  const fetcher = new FileFetcher(conn);
  for (let name; (name = progress.left.shift()) !== undefined;) {
    try {
      await options.acceptName(name);
      const stored = await storeFetched(fetcher, name, options);
      if (stored === undefined) await showSkipped(name, terminal);
      else await showStored(stored, "MD5", options.intoShown, terminal);
    } catch (error) {
      // After any other error the position in the stream is unknown, so the exchange cannot
      // continue.
      const isSilent = error instanceof NoAnswerError;
      const goesOn = isSilent || error instanceof RefusedError ||
        (error instanceof LocalError && ["declined", "unattended", "exists"].includes(error.code));
      if (!goesOn || signal.aborted) throw error;
      const { code, message, exit: number } = describeError(error);
      await terminal.event({ event: "file_failed", path: name, code, message });
      await (await import("../views/error_report.ts")).warnOf({ message }, terminal);
      progress.exit = progress.exit === 0 ? number : 1;
      if (isSilent) return;
    }
  }
}

/** A server must not store files that were not requested. */
async function expectOnly(offer: OfferView, name: string): Promise<void> {
  const { roots, entries, exact, names, kinds } = offer;
  const isOne = roots === 1 && entries === 1 && exact && kinds?.[0] === "file";
  if (isOne && names[0] === name.split("/").at(-1)) return;
  const { RefusedError } = await import("../../lib/errors.ts");
  throw new RefusedError(
    "declined",
    `Cannot get ${JSON.stringify(name)}: the server offered something else`,
  );
}

async function getFramed(
  conn: Duplex,
  name: string,
  digest: string,
  { into, intoShown, ifExists, acceptName }: StoreOptions,
  { terminal, signal }: Context,
): Promise<void> {
  await acceptName(name);
  const { keepsExisting } = await import("../../lib/file/existing_name.ts");
  if (keepsExisting(join(into, basename(name)), basename(name), ifExists, IF_EXISTS)) {
    return await showSkipped(name, terminal);
  }
  const { fetchFramed } = await import("./framed_files.ts");
  const { digests } = await import("../../lib/digest/all.ts");
  const placed: { path: string; hex: string }[] = [];
  let failure: string | undefined;
  let isSkipped = false;
  await fetchFramed(conn, name, digest, {
    into,
    signal,
    ifExists,
    resume: false,
    // Rejects every digest except the requested one.
    refuseDigests: digests.map((each) => each.name).filter((each) => each !== digest),
    accept: (offer) => expectOnly(offer, name),
    onCommitted: (path, hex) => void placed.push({ path, hex }),
    onEvent: (event) => {
      if (event.type === "file_failed") failure = event.message;
      if (event.type === "file_skipped") isSkipped = true;
    },
  });
  if (failure !== undefined) {
    const { LocalError } = await import("../../lib/errors.ts");
    throw new LocalError("cannot_create", `Cannot store ${JSON.stringify(name)}: ${failure}`);
  }
  if (isSkipped) return await showSkipped(name, terminal);
  if (placed.length === 0) {
    const { ProtocolError } = await import("../../lib/errors.ts");
    throw new ProtocolError(`Cannot get ${JSON.stringify(name)}: the server sent no file`);
  }
  for (const { path, hex } of placed) {
    const { size } = await Deno.stat(join(into, path));
    await showStored({ path, size, digest: hex }, titleOf(digest), intoShown, terminal);
  }
}

/** Reports a stored file: to the user in one line, to a program as a line of a digest list. */
async function showStored(
  { path, size, digest }: Stored,
  title: string,
  into: string,
  terminal: Terminal,
): Promise<void> {
  const { digestLine } = await import("../views/digest_line.ts");
  const { formatSize } = await import("../../lib/text/format_size.ts");
  const { escapeText } = await import("../../lib/text/escape.ts");
  await terminal.event({ event: "file_done", path, size, digest });
  if (!terminal.json && !terminal.stdoutIsTerminal) {
    await terminal.print(digestLine(terminal, digest, path));
  }
  const where = escapeText(join(into, path));
  terminal.note(`Saved "${where}" (${formatSize(size)}, ${title} ${digest})`);
}

/** Reports a file whose name exists, and is kept. */
async function showSkipped(name: string, terminal: Terminal): Promise<void> {
  const { escapeText } = await import("../../lib/text/escape.ts");
  const reason = "already exists";
  await terminal.event({ event: "file_skipped", path: basename(name), reason });
  terminal.note(`Skipped: ${escapeText(JSON.stringify(basename(name)))}: ${reason}`);
}

/** The usual spelling of a digest's name: `SHA-256` for `sha256`. */
function titleOf(digest: string): string {
  return digest.toUpperCase().replace(/^SHA(?=\d)/, "SHA-");
}
