/** Files in a form (RFC 7578), from browsers without scripts and from `curl -F`. @module */

import type { Parser } from "multipasta";
import { SluiceError } from "../../errors.ts";
import { MAX_FORM_FILES } from "../../limits.ts";
import { bodyPieces } from "../http/body_pieces.ts";
import type { RequestContext } from "../request_context.ts";
import { FormFile, type FormOptions, type FormResult } from "./form_file.ts";
import { type FormPart, formPart } from "./form_part.ts";
import { withTail } from "./with_tail.ts";

/** What the parser found, in order. */
type Found =
  | { part: FormPart }
  | { bytes: Uint8Array }
  | { failure: unknown }
  | "end of part"
  | "end of form";

/**
 * Bytes at the end of a form that the parser must get in one piece: it fails where its last delimiter is
 * split. A boundary has at most 70 characters (RFC 2046, section 5.1.1), plus 8 of dashes and line ends.
 */
const TAIL_BYTES = 128;

/**
 * Receives the files of a form one after the other, and yields a result for each. A failed file does not
 * stop the others. A part that is no file is a failure too, so that nothing is discarded silently.
 *
 * @throws {SluiceError} if the form is malformed or the connection was lost. The files before are stored,
 *   the current one is discarded.
 */
export async function* receiveForm(
  context: RequestContext,
  options: FormOptions,
): AsyncGenerator<FormResult> {
  const { request } = context;
  const found: Found[] = [];
  const parser = await makeParser(request.headers.get("content-type") ?? "", found);
  let file: FormFile | undefined;
  let whole = false;
  try {
    const pieces = bodyPieces(request.body, new AbortController().signal);
    for await (const piece of withTail(pieces, TAIL_BYTES)) {
      // Anything behind the last delimiter is to be ignored (RFC 2046, section 5.1.1).
      if (whole) continue;
      try {
        parser.write(piece);
      } catch (failure) {
        found.push({ failure });
      }
      for (const each of found.splice(0)) {
        if (each === "end of form") {
          whole = true;
          break;
        } else if (each === "end of part") {
          const result = await file!.finish();
          file = undefined;
          if (result !== undefined) yield result;
        } else if ("part" in each) {
          file = new FormFile(context, each.part, options);
          await file.open();
        } else if ("failure" in each) {
          throw malformed(each.failure);
        } else {
          await file!.write(each.bytes);
        }
      }
    }
    if (!whole) throw malformed(undefined);
  } catch (error) {
    if (error instanceof SluiceError) throw error;
    throw malformed(error);
  } finally {
    await file?.leave();
  }
}

async function makeParser(contentType: string, found: Found[]): Promise<Parser> {
  const { make } = await import("multipasta");
  return make({
    headers: { "content-type": contentType },
    maxParts: MAX_FORM_FILES,
    isFile: () => true,
    onField: () => {},
    onFile: ({ headers }) => {
      // multipasta's own name is wrong for characters above U+00FF.
      found.push({ part: formPart(headers["content-disposition"]) });
      return (bytes) => void found.push(bytes === null ? "end of part" : { bytes });
    },
    // Not thrown, because what was found before it in the same piece counts.
    onError: (failure) => void found.push({ failure }),
    onDone: () => void found.push("end of form"),
  });
}

function malformed(cause: unknown): SluiceError {
  return new SluiceError("breach", "protocol", "The form is malformed or incomplete", {
    cause,
  });
}
