/** The confined part of `sluice send --localsend`. @module */

import type { Context } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { rootKind } from "../../lib/file/source/root_kind.ts";
import { MAX_DATA_BYTES, MAX_HASHED_BYTES } from "../../lib/limits.ts";
import type { FoundDevice } from "../../lib/web/localsend/device_handler.ts";
import { LocalSendClient } from "../../lib/web/localsend/http_client.ts";
import { listSources } from "../../lib/web/localsend/send/list_sources.ts";
import {
  addChecksums,
  type OutgoingFile,
  outgoingFiles,
  outgoingText,
} from "../../lib/web/localsend/send/outgoing_file.ts";
import { SendSession } from "../../lib/web/localsend/send/send_files.ts";
import { formatAddress } from "../../lib/socket/address.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { limitOption } from "../flags/rate_limit.ts";
import { deviceEvent } from "../views/device_rows.ts";
import { readText } from "../views/read_text.ts";
import { TransferView } from "../views/transfer_view.ts";
import { findTarget } from "./find_target.ts";
import { SendingView } from "./localsend_view.ts";
import type { LocalSendOptions } from "./localsend_options.ts";
import { Recognised } from "./recognised_device.ts";
import { excludeOption } from "./source.ts";

/** What is sent. */
interface Prepared {
  /** The files, or one text. */
  files: OutgoingFile[];
  /** Entries that are not sent, with the reason. */
  skipped: { path: string; reason: string; failed: boolean }[];
  /** Names for the offer. */
  names: { names: string[]; kinds: ("file" | "dir" | "link")[]; roots: number };
}

/** Sends to a LocalSend device; resolves to the exit code. */
export async function runLocalSend(options: LocalSendOptions, context: Context): Promise<number> {
  const { terminal, signal } = context;
  const prepared = await prepare(options, context);
  const session = new SendSession();
  await using target = await findTarget(options, context, session.cancelRoute);
  const { found, self } = target;
  await terminal.event(deviceEvent(found));
  const recognised = new Recognised(options.settings, context);
  const isPlainMeant = options.target.kind === "address" && options.target.protocol === "http";
  await recognised.confirm(found, isPlainMeant);
  const { place, device } = found;
  const client = new LocalSendClient({
    place,
    identity: options.settings.identity,
    fingerprint: place.protocol === "https" ? device.fingerprint : undefined,
  });
  const view = new SendingView(new TransferView(terminal, "Sent"), options, { found, context });
  try {
    await view.offered(offerOf(prepared, found));
    for (const entry of prepared.skipped) await view.skipped(entry);
    const { files } = prepared;
    const pace = paceOf(options);
    const sending = { client, place, self, pin: options.pin, observer: view, signal };
    const asked = await session.send(files, { ...sending, ...pace });
    await view.finish(asked, files);
    recognised.remember(found);
    return view.exit;
  } finally {
    view.stop();
    client.close();
  }
}

/** `--limit`: parts of a piece are not paced one by one, so pieces are short. */
function paceOf({ rate }: LocalSendOptions) {
  const { limit } = limitOption(rate);
  if (limit === undefined) return {};
  const piece = Math.min(MAX_DATA_BYTES, limit.chunk);
  return { piece, pace: (bytes: number, signal: AbortSignal) => limit.take(bytes, signal) };
}

async function prepare(options: LocalSendOptions, context: Context): Promise<Prepared> {
  const { source, symlinks, selection } = options;
  if ("text" in source) {
    const text = await readText(source.text, context);
    const names = { names: ["text"], kinds: ["file" as const], roots: 1 };
    return { files: [outgoingText(text)], skipped: [], names };
  }
  const { roots } = source;
  const listed = listSources(roots, { symlinks, ...await excludeOption(selection) });
  const files = outgoingFiles(listed.files);
  if (files.length === 0) {
    throw new CallerError("no_input", "There is no file to send; LocalSend sends no empty folders");
  }
  noteEmptyFolders(listed.emptyFolders, context);
  if (listed.bytes <= MAX_HASHED_BYTES) {
    await addChecksums(files, new Uint8Array(MAX_DATA_BYTES), context.signal);
  }
  const names = { names: roots.map(({ name }) => name), kinds: roots.map(rootKind) };
  return { files, skipped: listed.skipped, names: { ...names, roots: roots.length } };
}

function noteEmptyFolders(folders: readonly string[], { terminal }: Context): void {
  const [first] = folders;
  if (first === undefined) return;
  const what = folders.length === 1
    ? `The folder ${escapeText(JSON.stringify(first))} has no files in it`
    : `${folders.length} folders have no files in them`;
  terminal.note(`${what}; LocalSend sends files only`);
}

function offerOf({ files, names }: Prepared, { place }: FoundDevice) {
  const bytes = files.reduce((sum, { offered }) => sum + offered.size, 0);
  const isText = "bytes" in files[0]!.content;
  return {
    peer: formatAddress({ scheme: "tcp", host: place.host, port: place.port }),
    ...names,
    entries: files.length,
    bytes,
    exact: true,
    digest: "sha256",
    ...isText && { text: true },
  };
}
