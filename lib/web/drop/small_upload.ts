/** Receives a small file in memory, and stores it once it is verified. @module */

import { sha256 } from "../../digest/sha256.ts";
import { ConnectionError, IntegrityError } from "../../errors.ts";
import { SMALL_UPLOAD_BYTES } from "../../limits.ts";
import { bodyPieces } from "../http/body_pieces.ts";
import type { RequestContext } from "../request_context.ts";
import type { Intake } from "./intake.ts";
import type { PutRequest } from "./put_request.ts";
import { type Stored, Upload, type UploadPlan } from "./upload.ts";
import { UploadReport } from "./upload_report.ts";

/** Whether a request brings a small file as a whole. */
export function isSmall({ plan, range }: PutRequest): boolean {
  return range === undefined && plan.size !== null && plan.size <= SMALL_UPLOAD_BYTES;
}

/** Receives and stores a small file. @param taken Ends it while it receives. */
export async function receiveSmall(
  { request, peer }: RequestContext,
  { plan, digest: given }: PutRequest,
  intake: Intake,
  taken: AbortSignal,
): Promise<Stored> {
  const report = new UploadReport(intake.observer, plan);
  report.begin(peer, 0);
  try {
    const bytes = await readBody(request, plan.size!, report, taken);
    const digest = sha256.of(bytes);
    if (given !== null && given !== digest) {
      throw new IntegrityError(
        "digest_mismatch",
        `${
          JSON.stringify(plan.path)
        } is damaged: its digest differs from the sender's; send it again`,
      );
    }
    return await store(plan, bytes, digest, intake);
  } catch (error) {
    if (error instanceof ConnectionError) report.cut();
    throw error;
  } finally {
    report.end();
  }
}

async function readBody(
  request: Request,
  size: number,
  report: UploadReport,
  taken: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  let bytes = new Uint8Array(0);
  let at = 0;
  for await (const piece of bodyPieces(request.body, taken)) {
    // The usual case: all of it came at once.
    if (at === 0 && piece.length === size) bytes = piece;
    else {
      if (bytes.length !== size) bytes = new Uint8Array(size);
      // The runtime has checked that no more arrives than was announced.
      bytes.set(piece, at);
    }
    at += piece.length;
    report.add(piece.length);
  }
  if (at < size) {
    throw new ConnectionError("cut", "Connection lost: fewer bytes arrived than were announced");
  }
  return bytes;
}

/** Stores the content in the simple way, and in the general one where that is not possible. */
async function store(
  plan: UploadPlan,
  bytes: Uint8Array<ArrayBuffer>,
  digest: string,
  intake: Intake,
): Promise<Stored> {
  const { path, mtime } = plan;
  const { ifExists, into, singles } = intake;
  const single = { path, bytes, mtime: mtime ?? Date.now() };
  const final = await singles.store(single, ifExists === "rename");
  if (final !== undefined) return { kind: "stored", path: final, size: bytes.length, digest };
  const upload = await Upload.open(into, plan);
  try {
    await upload.write(bytes);
    return await upload.finish(digest, ifExists);
  } finally {
    await upload.leave();
  }
}
