/** Receives a file, or a part of one, by PUT (docs/http.md). @module */

import { ConnectionError, IntegrityError, SluiceError } from "../../errors.ts";
import type { SafePath } from "../../file/safe_path.ts";
import { textAnswer } from "../http/answer.ts";
import { bodyPieces } from "../http/body_pieces.ts";
import type { ContentRange } from "../http/content_range.ts";
import { drain } from "../http/drain.ts";
import { gathered } from "../http/gathered.ts";
import { requestPath } from "../http/request_path.ts";
import type { RequestContext } from "../request_context.ts";
import { checkFileSize } from "./file_size_limit.ts";
import { folderAnswer } from "./folder_answer.ts";
import type { Intake } from "./intake.ts";
import { type PutRequest, readPut } from "./put_request.ts";
import { isSmall, receiveSmall } from "./small_upload.ts";
import { failureAnswer, statusOf } from "./upload_status.ts";
import type { Stored } from "./upload.ts";
import type { HeldUpload } from "./uploads.ts";

/** Answers a PUT. */
export async function putAnswer(context: RequestContext, intake: Intake): Promise<Response> {
  const { request } = context;
  const path = requestPath(context.path);
  const isFolder = context.path.endsWith("/") &&
    Number(request.headers.get("content-length")) === 0 &&
    !request.headers.has("transfer-encoding");
  if (path === "" || context.path.endsWith("/") && !isFolder) {
    return await refused(
      request,
      failureAnswer(400, "unsafe_name", "The address must end with the name of the file"),
    );
  }
  if (path === undefined) {
    return await refused(
      request,
      failureAnswer(400, "unsafe_name", "The name of the file is not allowed"),
    );
  }
  try {
    if (isFolder) return folderAnswer(context, path, intake);
    return await intake.counting(
      context,
      () => receive(context, readPut(request, path), intake),
    );
  } catch (error) {
    return await failed(context, path, error, intake);
  }
}

async function failed(
  { request, peer }: RequestContext,
  path: SafePath,
  error: unknown,
  { observer }: Intake,
): Promise<Response> {
  const { status, code, message, own } = statusOf(error);
  // A lost connection is reported by itself, once it is clear that the client does not come back.
  if (!(error instanceof ConnectionError)) {
    observer.event({ type: "upload_failed", peer, path, code, message: own });
  }
  return await refused(request, failureAnswer(status, code, message));
}

async function receive(
  context: RequestContext,
  put: PutRequest,
  intake: Intake,
): Promise<Response> {
  const { plan, range } = put;
  if (range !== undefined) return await receivePart(context, put, range, intake);
  const { stored, isEarlier } = await intake.results.once(plan, async (taken) => {
    intake.admit(plan.path, plan);
    if (!isSmall(put)) return await receiveWhole(context, put, intake, taken);
    return await intake.uploads.counting(() => receiveSmall(context, put, intake, taken));
  });
  return isEarlier
    ? await answerAgain(context, put, stored, intake)
    : intake.stored(context, plan.path, stored);
}

/** Repeats the answer to an upload that was finished before. @throws {IntegrityError} if it has other content now. */
async function answerAgain(
  context: RequestContext,
  { plan: { path }, digest }: PutRequest,
  stored: Stored,
  intake: Intake,
): Promise<Response> {
  if (stored.kind === "stored" && digest !== null && digest !== stored.digest) {
    throw new IntegrityError(
      "digest_mismatch",
      `${JSON.stringify(path)} was stored before with other content; use another Upload-Id`,
    );
  }
  intake.delivered(context);
  return await refused(context.request, intake.answer(path, stored));
}

async function receiveWhole(
  context: RequestContext,
  { plan, digest }: PutRequest,
  intake: Intake,
  taken: AbortSignal,
): Promise<Stored> {
  const held = await intake.uploads.hold(plan);
  const { upload, report } = held;
  try {
    await writeBody(context, { upload, report, taken }, undefined, intake);
    return await upload.finish(digest, intake.ifExists);
  } catch (error) {
    if (error instanceof ConnectionError) report.cut();
    throw error;
  } finally {
    await upload.leave();
    held.release(true);
  }
}

async function receivePart(
  context: RequestContext,
  put: PutRequest,
  range: ContentRange,
  intake: Intake,
): Promise<Response> {
  const { plan, plan: { path }, digest, continues } = put;
  const earlier = await intake.results.earlier(plan);
  if (earlier !== undefined) return await answerAgain(context, put, earlier, intake);
  intake.admit(path, plan);
  const held = await intake.uploads.hold(plan);
  const { upload } = held;
  let over = false;
  try {
    // The request that was pre-empted may have completed the file.
    const finished = await intake.results.earlier(plan);
    if (finished !== undefined) {
      over = true;
      return await answerAgain(context, put, finished, intake);
    }
    const offset = upload.size;
    if (range.first !== undefined && range.first !== offset) {
      return await refused(
        context.request,
        offsetAnswer(409, "The upload continues at another byte", offset),
      );
    }
    if (range.first !== undefined) await writeBody(context, held, range, intake);
    if (upload.size < range.size) return offsetAnswer(202, "Partly received", upload.size);
    // A query for the offset does not complete a file that has any bytes, unless it brings the digest.
    const isQuery = range.first === undefined && range.size > 0;
    if (continues || isQuery && digest === null) {
      return offsetAnswer(202, "Received, but the digest is missing", upload.size);
    }
    over = true;
    const result = upload.finish(digest, intake.ifExists);
    intake.results.keep(plan, result);
    const stored = await result;
    held.release(true);
    return intake.stored(context, path, stored);
  } catch (error) {
    // After a lost connection the received bytes are sound and stay in memory. After any other error the
    // next request examines the staged file again.
    over ||= !(error instanceof ConnectionError);
    throw error;
  } finally {
    if (over) await upload.leave();
    held.release(over);
  }
}

/** Writes the body to the upload. */
async function writeBody(
  { request, peer }: RequestContext,
  { upload, report, taken }: Pick<HeldUpload, "upload" | "report" | "taken">,
  range: ContentRange | undefined,
  { maxSize }: Intake,
): Promise<void> {
  const { path } = upload.plan;
  const from = upload.size;
  const length = range?.last === undefined ? undefined : range.last - range.first! + 1;
  report.begin(peer, from);
  for await (const piece of gathered(bodyPieces(request.body, taken, { reuses: true }))) {
    if (length !== undefined && upload.size - from + piece.length > length) throw tooMany(path);
    checkFileSize(upload.size + piece.length, maxSize);
    await upload.write(piece);
    report.add(piece.length);
  }
  if (length !== undefined && upload.size - from < length) {
    throw new ConnectionError("cut", "Connection lost: fewer bytes arrived than were announced");
  }
}

function tooMany(path: string): SluiceError {
  return new SluiceError(
    "breach",
    "protocol",
    `More bytes of ${JSON.stringify(path)} arrived than were announced`,
  );
}

function offsetAnswer(status: number, text: string, offset: number): Response {
  return textAnswer(status, `${text}: ${offset} bytes`, { "upload-offset": String(offset) });
}

async function refused(request: Request, answer: Response): Promise<Response> {
  await drain(request);
  return answer;
}
