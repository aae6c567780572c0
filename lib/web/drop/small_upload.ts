/** Receives a small file in memory, and stores it once it is verified. @module */

import { ConnectionError } from "../../errors.ts";
import { SMALL_UPLOAD_BYTES } from "../../limits.ts";
import { smallBody } from "../http/small_body.ts";
import type { RequestContext } from "../request_context.ts";
import type { Intake } from "./intake.ts";
import type { PutRequest } from "./put_request.ts";
import { storeSmall } from "./store_small.ts";
import type { Stored } from "./upload.ts";
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
  const { into, singles, ifExists } = intake;
  const report = new UploadReport(intake.observer, plan);
  report.begin(peer, 0);
  try {
    const bytes = await smallBody(request, plan.size!, {
      stop: taken,
      onBytes: (count) => report.add(count),
    });
    return await storeSmall(plan, bytes, { given, into, singles, policy: () => ifExists });
  } catch (error) {
    if (error instanceof ConnectionError) report.cut();
    throw error;
  } finally {
    report.end();
  }
}
