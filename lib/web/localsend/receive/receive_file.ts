/** Receives and stores the content of one file. @module */

import { ConnectionError, ProtocolError } from "../../../errors.ts";
import type { SingleFiles } from "../../../file/staging/single_files.ts";
import type { Names } from "../../../file/staging/stored_name.ts";
import { SESSION_SILENT_TIMEOUT, SMALL_UPLOAD_BYTES } from "../../../limits.ts";
import { storeSmall } from "../../drop/store_small.ts";
import { type Stored, Upload } from "../../drop/upload.ts";
import { bodyPieces } from "../../http/body_pieces.ts";
import { gathered } from "../../http/gathered.ts";
import { smallBody } from "../../http/small_body.ts";
import type { ReceiveSession, SessionFile } from "./session.ts";
import type { SessionObserver } from "./session_event.ts";

/** Where a file goes. */
export interface ReceiveFileOptions {
  /** The destination, absolute and without links. */
  into: string;
  /** What to do with names that the disk cannot hold. */
  names: Names;
  /** Stores small files. */
  singles: SingleFiles;
  /** Receives the events. */
  observer: SessionObserver;
}

/**
 * Receives a file; it has its final name when this resolves.
 *
 * @throws {SluiceError} if it is not stored.
 */
export async function receiveFile(
  request: Request,
  session: ReceiveSession,
  file: SessionFile,
  options: ReceiveFileOptions,
): Promise<void> {
  const { planned: { path, size } } = file;
  const { observer } = options;
  assertLength(request, size);
  observer.event({ type: "file_started", path, size, offset: 0 });
  let received = 0;
  const onBytes = (count: number) => {
    received += count;
    session.heard();
    observer.bytes(path, count);
  };
  const small = size <= SMALL_UPLOAD_BYTES;
  try {
    const { stored, staged } = await (small ? receiveSmall : receiveLarge)(request, session, file, {
      ...options,
      onBytes,
    });
    report(stored, { path, size, staged }, observer);
  } catch (error) {
    observer.bytes(path, -received);
    throw error;
  }
}

/** @throws {ProtocolError} if the request announces another length than the offer. */
function assertLength({ headers }: Request, size: number): void {
  const length = headers.get("content-length");
  if (length === null || Number(length) === size) return;
  throw new ProtocolError(`the upload has ${Number(length)} bytes, and the offer says ${size}`);
}

type Options = ReceiveFileOptions & { onBytes: (count: number) => void };

/** What became of a file, and the path that it was staged under. */
interface Received {
  stored: Stored;
  staged: string;
}

async function receiveSmall(
  request: Request,
  session: ReceiveSession,
  file: SessionFile,
  { into, names, singles, onBytes }: Options,
): Promise<Received> {
  const { planned } = file;
  const timeout = SESSION_SILENT_TIMEOUT;
  const body = { stop: session.stopped, onBytes, timeout };
  const bytes = await smallBody(request, planned.size, body);
  let staged: string = planned.path;
  const stored = await session.storing(() =>
    storeSmall(planOf(file), bytes, {
      given: planned.sha256 ?? null,
      into,
      singles,
      names,
      policy: (path) => session.policyFor(file, path),
      onAdapted: (path) => staged = path,
    })
  );
  return { stored, staged };
}

async function receiveLarge(
  request: Request,
  session: ReceiveSession,
  file: SessionFile,
  { into, names, onBytes }: Options,
): Promise<Received> {
  const { planned } = file;
  const upload = await Upload.open(into, planOf(file), names);
  try {
    const pieces = bodyPieces(request.body, session.stopped, {
      timeout: SESSION_SILENT_TIMEOUT,
      reuses: true,
    });
    for await (const piece of gathered(counted(pieces, onBytes))) await upload.write(piece);
    if (upload.size < planned.size) {
      throw new ConnectionError("cut", "Connection lost: fewer bytes arrived than were announced");
    }
    const policy = session.policyFor(file, upload.path);
    const finish = () => upload.finish(planned.sha256 ?? null, policy);
    return { stored: await session.storing(finish), staged: upload.path };
  } finally {
    await upload.leave();
  }
}

function planOf({ planned: { path, size, modified } }: SessionFile) {
  return { path, size, mtime: modified ?? null, resumable: false, id: null };
}

async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    onBytes(piece.length);
    yield piece;
  }
}

function report(
  stored: Stored,
  { path, size, staged }: { path: string; size: number; staged: string },
  observer: SessionObserver,
): void {
  if (stored.kind === "skipped") {
    return observer.event({ type: "file_skipped", path, reason: stored.reason });
  }
  if (staged !== path) observer.event({ type: "name_adapted", path, name: staged });
  if (stored.path !== staged) observer.event({ type: "file_renamed", path, name: stored.path });
  observer.event({ type: "file_done", path, size, digest: stored.digest });
  observer.stored(stored.path, stored.digest);
}
