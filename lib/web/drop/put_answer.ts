/** Receives a file, or a part of one, by PUT (docs/http.md). @module */

import { ConnectionError, SluiceError } from "../../errors.ts";
import { textAnswer } from "../http/answer.ts";
import { bodyPieces } from "../http/body_pieces.ts";
import type { ContentRange } from "../http/content_range.ts";
import { drain } from "../http/drain.ts";
import { gathered } from "../http/gathered.ts";
import { requestPath } from "../http/request_path.ts";
import type { RequestContext } from "../request_context.ts";
import { checkFileSize } from "./file_size_limit.ts";
import type { Intake } from "./intake.ts";
import { type PutRequest, readPut } from "./put_request.ts";
import { statusOf } from "./upload_status.ts";
import type { HeldUpload } from "./uploads.ts";

/** Answers a PUT. */
export async function putAnswer(context: RequestContext, intake: Intake): Promise<Response> {
  const { request, peer } = context;
  const path = requestPath(context.path);
  if (path === "" || context.path.endsWith("/")) {
    return await refused(
      request,
      textAnswer(400, "The address must end with the name of the file"),
    );
  }
  if (path === undefined) {
    return await refused(request, textAnswer(400, "The name of the file is not allowed"));
  }
  try {
    const put = readPut(request, path);
    intake.admit(path, put.plan);
    return await receive(context, put, intake);
  } catch (error) {
    const { status, code, message } = statusOf(error);
    intake.observer.event({ type: "upload_failed", peer, path, code, message });
    return await refused(request, textAnswer(status, message));
  }
}

async function receive(
  context: RequestContext,
  { plan, range, digest }: PutRequest,
  intake: Intake,
): Promise<Response> {
  const held = await intake.uploads.hold(plan);
  const { upload } = held;
  let over = !plan.resumable;
  try {
    const offset = upload.size;
    if (range?.first !== undefined && range.first !== offset) {
      return await refused(
        context.request,
        offsetAnswer(409, "The upload continues at another byte", offset),
      );
    }
    if (range === undefined || range.first !== undefined) {
      await writeBody(context, held, range, intake);
    }
    if (range !== undefined && upload.size < range.size) {
      return offsetAnswer(202, "Partly received", upload.size);
    }
    // A query for the offset does not complete a file that has any bytes, unless it brings the digest.
    if (range !== undefined && range.first === undefined && range.size > 0 && digest === null) {
      return offsetAnswer(202, "Received, but the digest is missing", upload.size);
    }
    over = true;
    const stored = await upload.finish(digest, intake.ifExists);
    return intake.stored(context, plan.path, stored);
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
  { upload, taken }: HeldUpload,
  range: ContentRange | undefined,
  { observer, maxSize }: Intake,
): Promise<void> {
  const { path, size } = upload.plan;
  const from = upload.size;
  const length = range?.last === undefined ? undefined : range.last - range.first! + 1;
  if (from === 0) observer.event({ type: "upload_started", peer, path, size, offset: from });
  const activity = observer.begin(peer, path, length ?? size, 0);
  try {
    for await (const piece of gathered(bodyPieces(request.body, taken))) {
      if (length !== undefined && upload.size - from + piece.length > length) throw tooMany(path);
      checkFileSize(upload.size + piece.length, maxSize);
      await upload.write(piece);
      activity.add(piece.length);
    }
    if (length !== undefined && upload.size - from < length) {
      throw new ConnectionError("cut", "Connection lost: fewer bytes arrived than were announced");
    }
  } catch (error) {
    observer.event({ type: "upload_cut", peer, path, bytes: upload.size });
    throw error;
  } finally {
    activity.end();
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
