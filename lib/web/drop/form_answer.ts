/** Receives the files of a form by POST. @module */

import { pageAnswer, textAnswer, wantsPage } from "../http/answer.ts";
import { drain } from "../http/drain.ts";
import { newNonce, type PageFacts } from "../page/layout.ts";
import type { RequestContext } from "../request_context.ts";
import { dropResultPage } from "./drop_result_page.ts";
import type { FormResult } from "./form_file.ts";
import type { Intake } from "./intake.ts";
import { receiveForm } from "./receive_form.ts";
import { statusOf } from "./upload_status.ts";

const FORM = /^multipart\/form-data[ \t]*(?:;|$)/i;

/** Answers a form with the result of each file, as a page or as text. */
export async function formAnswer(
  context: RequestContext,
  intake: Intake,
  facts: PageFacts,
): Promise<Response> {
  const { request, peer, language } = context;
  if (!FORM.test(request.headers.get("content-type") ?? "")) {
    return await rejectRaw(context, intake);
  }
  const results: FormResult[] = [];
  try {
    for await (const result of receiveForm(context, intake)) results.push(result);
  } catch (error) {
    const { status, code, message, own } = statusOf(error);
    const event = { type: "upload_failed", peer, path: "a form", code, message: own } as const;
    intake.observer.event(event);
    await drain(request);
    // The files before the error are stored, so their results are part of the answer.
    results.push({ name: undefined, ok: false, status, text: message, code });
  }
  const failed = results.find(({ ok }) => !ok);
  const status = results.length === 0 ? 400 : failed?.status ?? 201;
  if (wantsPage(request)) {
    const nonce = newNonce();
    return pageAnswer(status, dropResultPage({ results, facts, language, nonce }), nonce);
  }
  const lines = results.map(({ name = "the rest of the form", text }) =>
    `${JSON.stringify(name)}: ${text}`
  );
  return textAnswer(status, lines.join("\n") || "The form has no file");
}

/** Answers a body that is no form, such as that of `curl --data-binary @FILE`, which has no name. */
async function rejectRaw({ request, peer }: RequestContext, intake: Intake): Promise<Response> {
  const { origin, pathname } = new URL(request.url);
  const reason = "POST takes texts, and forms with files";
  intake.observer.event({ type: "rejected", peer, status: 415, reason });
  await drain(request);
  return textAnswer(415, `${reason}; to send a file use: curl -fT FILE ${origin}${pathname}`, {
    "accept-post": "multipart/form-data, application/x-www-form-urlencoded, text/plain",
  });
}
