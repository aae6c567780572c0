/** `sluice get`. @module */

import type { Command, Context, ParsedArguments } from "../lib/cli/command.ts";
import type { Address } from "../lib/socket/address.ts";
import type { OfferView } from "../lib/transfer/receive_session.ts";
import type { Duplex } from "../lib/socket/duplex.ts";
import type { TlsClientOptions } from "../lib/socket/dial.ts";
import { certificateFlags, trustFlags } from "./parts/tls.ts";

/** Fetches files from a files service. */
export const get: Command = {
  name: "get",
  summary: "Fetch files from a files service, each verified with its MD5",
  description:
    `Speaks the classic exchange: get NAME, a size, an acknowledgement, the content, its \
MD5. Every file is gathered in a private folder, verified, and only then put under its name; a file \
that was cut leaves nothing. Standard output is a list that md5sum -c understands. MD5 finds \
accidents, not attackers: with --digest, a server that is sluice as well sends in sluice's own \
protocol and with a better digest.`,
  usage: ["get ADDRESS NAME... [--into DIR]", "get ADDRESS --list"],
  positionals: [
    {
      name: "ADDRESS",
      summary: "the service; port 1999 if none is named",
      min: 1,
      value: "address",
    },
    { name: "NAME", summary: "a file in its folder", max: Infinity },
  ],
  flags: [
    {
      name: "into",
      value: "directory",
      placeholder: "DIR",
      default: ".",
      summary: "where to store; made if it is not there",
    },
    { name: "overwrite", summary: "replace files that exist" },
    { name: "list", summary: "show what there is; asks a server that is sluice" },
    {
      name: "digest",
      value: "choice",
      choices: ["md5", "sha1", "sha256", "sha512"],
      placeholder: "NAME",
      summary: "fetch in sluice's own protocol, verified with this",
    },
    ...trustFlags,
    ...certificateFlags,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write", "sys"],
  permissionFlags: [
    "--allow-net=HOST:PORT",
    "--allow-read=DIR",
    "--allow-write=DIR",
    "--allow-sys=uid",
  ],
  examples: [
    { text: "What there is:", line: "sluice get 127.0.0.1 --list" },
    {
      text: "Two files, checked once more afterwards:",
      line: "sluice get 127.0.0.1 a.txt b.txt > MD5SUMS",
    },
    {
      text: "With SHA-256, from a sluice:",
      line: "sluice get 192.0.2.7 a.iso --digest sha256 --into inbox",
    },
  ],
  run: runGet,
};

async function runGet(args: ParsedArguments, context: Context): Promise<number> {
  const { parseAddress } = await import("../lib/socket/address.ts");
  const { CallerError } = await import("../lib/errors.ts");
  const { tlsClientOptions } = await import("./parts/tls.ts");
  const { narrowToAddresses } = await import("./parts/narrow_to_address.ts");
  const { loadHashers } = await import("../lib/digest/node_hasher.ts");
  const [place, ...names] = args.positionals;
  if (args.has("list") === names.length > 0) {
    throw new CallerError("usage", "get: say either which files, or --list");
  }
  const address = parseAddress(place!, { host: "127.0.0.1", port: 1999 });
  if (address.scheme === "udp") {
    throw new CallerError("usage", "get: it needs a connection, not UDP");
  }
  const tls = tlsClientOptions(args);
  await loadHashers();
  if (args.has("list")) {
    narrowToAddresses([address]);
    await withConnection(address, tls, context, (conn) => showList(conn, context));
    return 0;
  }
  const { openDestination } = await import("../lib/file/destination.ts");
  const into = openDestination(args.value("into") ?? ".");
  narrowToAddresses([address], { read: [into], write: [into] });
  const options = { into, overwrite: args.has("overwrite") };
  if (args.has("digest")) {
    const digest = args.value("digest")!;
    for (const name of names) {
      await withConnection(
        address,
        tls,
        context,
        (conn) => getFramed(conn, name, digest, options, context),
      );
    }
    return 0;
  }
  return await withConnection(
    address,
    tls,
    context,
    (conn) => getClassic(conn, names, options, context),
  );
}

/** Dials, and hangs up in the end; a server that falls silent, or the signal, ends it as well. */
async function withConnection<T>(
  address: Address,
  tls: TlsClientOptions,
  { signal }: Context,
  use: (conn: Duplex) => Promise<T>,
): Promise<T> {
  const { dial } = await import("../lib/socket/dial.ts");
  const { guardSilence } = await import("../lib/socket/guard_silence.ts");
  const conn = await dial(address, { signal, tls });
  const stop = guardSilence(conn, { signal });
  try {
    return await use(conn);
  } finally {
    stop();
    conn.abort();
  }
}

async function showList(conn: Duplex, { terminal }: Context): Promise<void> {
  const { FileFetcher } = await import("../lib/services/fetch_file.ts");
  const { PeerOutput } = await import("./parts/peer_output.ts");
  const { md5 } = await import("../lib/digest/md5.ts");
  const output = new PeerOutput(terminal);
  const write = (chunk: Uint8Array) => output.write(chunk);
  await new FileFetcher(conn).fetch("list\n", md5.create(), () => Promise.resolve({ write }));
}

interface StoreOptions {
  into: string;
  overwrite: boolean;
}

/** All names over one connection; one that is refused does not keep the others from coming. */
async function getClassic(
  conn: Duplex,
  names: readonly string[],
  options: StoreOptions,
  { terminal, signal }: Context,
): Promise<number> {
  const { FileFetcher } = await import("../lib/services/fetch_file.ts");
  const { storeFetched } = await import("./parts/store_fetched.ts");
  const { checksumLine } = await import("../lib/cli/checksum_line.ts");
  const { describeError } = await import("../lib/cli/describe_error.ts");
  const { LocalError, RefusedError } = await import("../lib/errors.ts");
  const fetcher = new FileFetcher(conn);
  let exit = 0;
  for (const name of names) {
    try {
      const { path, digest, size } = await storeFetched(fetcher, name, options);
      await terminal.event({ event: "file", path, bytes: size, digest });
      if (!terminal.json) await terminal.print(checksumLine(digest, path) + "\n");
    } catch (error) {
      // Only where both sides know where they are in the exchange can it go on.
      const goesOn = error instanceof RefusedError ||
        (error instanceof LocalError && error.code === "exists");
      if (!goesOn || signal.aborted) throw error;
      const { code, message, exit: number } = describeError(error);
      await terminal.event({ event: "failed", path: name, code, message, exit: number });
      terminal.warn(`sluice: ${message}`);
      exit = exit === 0 ? number : 1;
    }
  }
  return exit;
}

/** A server may not leave here what nobody asked for. */
async function expectOnly({ roots, entries, names }: OfferView, name: string): Promise<void> {
  if (roots === 1 && entries === 1 && names[0] === name.split("/").at(-1)) return;
  const { RefusedError } = await import("../lib/errors.ts");
  throw new RefusedError("declined", `get ${name}: something else was offered`);
}

async function getFramed(
  conn: Duplex,
  name: string,
  digest: string,
  { into, overwrite }: StoreOptions,
  { terminal, signal }: Context,
): Promise<void> {
  const { fetchFramed } = await import("./parts/framed_files.ts");
  const { digests } = await import("../lib/digest/all.ts");
  const { checksumLine } = await import("../lib/cli/checksum_line.ts");
  const lines: string[] = [];
  await fetchFramed(conn, name, digest, {
    into,
    signal,
    ifExists: overwrite ? "overwrite" : "refuse",
    resume: false,
    // Whatever was not asked for.
    refuseDigests: digests.map((each) => each.name).filter((each) => each !== digest),
    accept: (offer) => expectOnly(offer, name),
    onPlaced: (path, hex) => void lines.push(checksumLine(hex, path) + "\n"),
  });
  for (const line of lines) {
    const [hex, path] = line.trimEnd().split("  ");
    await terminal.event({ event: "file", path, digest: hex });
    if (!terminal.json) await terminal.print(line);
  }
}
