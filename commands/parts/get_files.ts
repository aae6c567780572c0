/** What `sluice get` does once it knows where to. @module */

import { basename, join } from "node:path";
import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { loadHashers } from "../../lib/digest/node_hasher.ts";
import { sensitivePart } from "../../lib/file/sensitive_name.ts";
import type { Address } from "../../lib/socket/address.ts";
import { dial, type DialOptions, type TlsClientOptions } from "../../lib/socket/dial.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import type { OfferView } from "../../lib/transfer/receive/receive_options.ts";
import { dialWithoutFiles } from "./give_up_files.ts";
import { tlsClientOptions } from "./tls.ts";

/** Shows what a server has, with the rights to no file. */
export async function listFiles(
  address: Address,
  args: ParsedArguments,
  context: Context,
): Promise<number> {
  const tls = tlsClientOptions(args);
  await loadHashers();
  const show = (conn: Duplex) => showList(conn, context);
  await withConnection(address, tls, context, dialWithoutFiles, show);
  return 0;
}

/** Fetches what the words name into a folder, with the rights to that folder only. */
export async function getFiles(
  args: ParsedArguments,
  context: Context,
  address: Address,
  into: string,
): Promise<number> {
  const [, ...names] = args.positionals;
  const tls = tlsClientOptions(args);
  await loadHashers();
  const options = {
    into,
    overwrite: args.has("overwrite"),
    acceptName: await nameAcceptor(args, context),
  };
  const digest = args.value("digest");
  if (digest === undefined) {
    const fetchAll = (conn: Duplex) => getClassic(conn, names, options, context);
    return await withConnection(address, tls, context, dial, fetchAll);
  }
  for (const name of names) {
    const fetch = (conn: Duplex) => getFramed(conn, name, digest, options, context);
    await withConnection(address, tls, context, dial, fetch);
  }
  return 0;
}

/** Dials, and hangs up in the end; a server that falls silent, or the signal, ends it as well. */
async function withConnection<T>(
  address: Address,
  tls: TlsClientOptions,
  { signal }: Context,
  open: (address: Address, options: DialOptions) => Promise<Duplex>,
  use: (conn: Duplex) => Promise<T>,
): Promise<T> {
  const { guardSilence } = await import("../../lib/socket/guard_silence.ts");
  const conn = await open(address, { signal, tls });
  const stop = guardSilence(conn, { signal });
  try {
    return await use(conn);
  } finally {
    stop();
    conn.abort();
  }
}

async function showList(conn: Duplex, { terminal }: Context): Promise<void> {
  const { FileFetcher } = await import("../../lib/services/fetch_file.ts");
  const { PeerOutput } = await import("./peer_output.ts");
  const { md5 } = await import("../../lib/digest/md5.ts");
  const output = new PeerOutput(terminal);
  const write = (chunk: Uint8Array) => output.write(chunk);
  await new FileFetcher(conn).fetch("list\n", md5.create(), () => Promise.resolve({ write }));
}

interface StoreOptions {
  into: string;
  overwrite: boolean;
  /** Throws where a file of that name is not to be stored. */
  acceptName: (name: string) => Promise<void>;
}

/** Names may come from the server's own list (`get HOST $(get HOST --list)`), so some need a yes here as well. */
async function nameAcceptor(args: ParsedArguments, { terminal, signal }: Context) {
  const { Consent } = await import("./consent.ts");
  const consent = new Consent(args.values("accept-name"));
  return async (name: string) => {
    const part = sensitivePart(basename(name));
    if (part === undefined) return;
    const { agreeToName } = await import("./agree.ts");
    await agreeToName(part, { terminal, signal, consent });
  };
}

/** All names over one connection; one that is refused does not keep the others from coming. */
async function getClassic(
  conn: Duplex,
  names: readonly string[],
  options: StoreOptions,
  { terminal, signal }: Context,
): Promise<number> {
  const { FileFetcher } = await import("../../lib/services/fetch_file.ts");
  const { storeFetched } = await import("./store_fetched.ts");
  const { digestLine } = await import("./digest_line.ts");
  const { describeError } = await import("../../lib/cli/describe_error.ts");
  const { LocalError, RefusedError } = await import("../../lib/errors.ts");
  const fetcher = new FileFetcher(conn);
  let exit = 0;
  for (const name of names) {
    try {
      await options.acceptName(name);
      const { path, digest, size } = await storeFetched(fetcher, name, options);
      await terminal.event({ event: "file_done", path, size, digest });
      if (!terminal.json) await terminal.print(digestLine(terminal, digest, path));
    } catch (error) {
      // Only where both sides know where they are in the exchange can it go on.
      const goesOn = error instanceof RefusedError ||
        (error instanceof LocalError && ["declined", "exists"].includes(error.code));
      if (!goesOn || signal.aborted) throw error;
      const { code, message, exit: number } = describeError(error);
      await terminal.event({ event: "file_failed", path: name, code, message });
      terminal.warn(`sluice: ${message}`);
      exit = exit === 0 ? number : 1;
    }
  }
  return exit;
}

/** A server may not leave here what nobody asked for. */
async function expectOnly(offer: OfferView, name: string): Promise<void> {
  const { roots, entries, exact, names, kinds } = offer;
  const isOne = roots === 1 && entries === 1 && exact && kinds?.[0] === "file";
  if (isOne && names[0] === name.split("/").at(-1)) return;
  const { RefusedError } = await import("../../lib/errors.ts");
  throw new RefusedError("declined", `get ${name}: something else was offered`);
}

async function getFramed(
  conn: Duplex,
  name: string,
  digest: string,
  { into, overwrite, acceptName }: StoreOptions,
  { terminal, signal }: Context,
): Promise<void> {
  await acceptName(name);
  const { fetchFramed } = await import("./framed_files.ts");
  const { digests } = await import("../../lib/digest/all.ts");
  const { digestLine } = await import("./digest_line.ts");
  const placed: { path: string; hex: string }[] = [];
  let failure: string | undefined;
  await fetchFramed(conn, name, digest, {
    into,
    signal,
    ifExists: overwrite ? "overwrite" : "refuse",
    resume: false,
    // Whatever was not asked for.
    refuseDigests: digests.map((each) => each.name).filter((each) => each !== digest),
    accept: (offer) => expectOnly(offer, name),
    onCommitted: (path, hex) => void placed.push({ path, hex }),
    onEvent: (event) => {
      if (event.type === "file_failed") failure = event.message;
    },
  });
  if (failure !== undefined) {
    const { LocalError } = await import("../../lib/errors.ts");
    throw new LocalError("cannot_create", `get ${name}: ${failure}`);
  }
  if (placed.length === 0) {
    const { ProtocolError } = await import("../../lib/errors.ts");
    throw new ProtocolError(`get ${name}: the server sent no file`);
  }
  for (const { path, hex } of placed) {
    const { size } = await Deno.stat(join(into, path));
    await terminal.event({ event: "file_done", path, size, digest: hex });
    if (!terminal.json) await terminal.print(digestLine(terminal, hex, path));
  }
}
