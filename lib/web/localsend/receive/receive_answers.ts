/** Responses to the requests of a sender. @module */

import { SluiceError } from "../../../errors.ts";
import { withoutPaths } from "../../../text/without_paths.ts";
import { COMMON_HEADERS } from "../../http/answer.ts";
import { drain } from "../../http/drain.ts";
import { statusOf } from "../device_handler.ts";
import { messageAnswer } from "../json_answer.ts";
import { LocalSendStatus } from "../protocol.ts";
import { isOfDisk } from "./session.ts";

/** What the user here can do about it. */
const FLAGS = /; (?:add|use) --[a-z].*$/s;

/** Rejects a request; its body is read first if it is short, so that the sender reads the answer. */
export async function refused(
  request: Request,
  status: number,
  message: string,
): Promise<Response> {
  await drain(request);
  return messageAnswer(status, message);
}

/** The response without a body. */
export function emptyAnswer(status: number): Response {
  return new Response(null, { status, headers: COMMON_HEADERS });
}

/** The response for an error. */
export function failureAnswer(error: unknown): Response {
  const { status, message } = describeFailure(error);
  return messageAnswer(status, message);
}

/** Describes an error to the sender, without paths of this machine and what to do on it. */
export function describeFailure(
  error: unknown,
): { status: number; code: string; message: string } {
  if (!(error instanceof SluiceError)) {
    return { status: LocalSendStatus.failed, code: "internal", message: "Internal error" };
  }
  const { code } = error;
  // The question was not answered, its sender has gone, or the session has ended.
  const isOver = code === "timeout" || code === "peer_interrupted";
  const status = isOver ? LocalSendStatus.rejected : statusOf(error).status;
  if (isOfDisk(error) && status === LocalSendStatus.failed) {
    const message = code === "no_space"
      ? "No space left on the disk"
      : "The folder cannot be written";
    return { status, code, message };
  }
  return { status, code, message: withoutPaths(error.message.replace(FLAGS, "")) };
}
