/** The confined part of `sluice drop`. @module */

import type { Context } from "../../lib/cli/command.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { DropHandler } from "../../lib/web/drop/drop_handler.ts";
import { Consent } from "../views/consent.ts";
import { digestLine } from "../views/digest_line.ts";
import { uploadLine } from "../share/curl_line.ts";
import { serveBrowsers } from "../share/serve_browsers.ts";
import type { DropOptions } from "./options.ts";

/** Receives files with the rights to the destination only; resolves to the exit code. */
export async function runDrop(
  { into, web: settings, ifExists, maxSize, acceptNames }: DropOptions,
  context: Context,
): Promise<number> {
  const { terminal } = context;
  const consent = new Consent(acceptNames);
  return await serveBrowsers(context, {
    settings,
    verb: "uploaded",
    what: `Saving uploads in ${escapeText(into)}; press Ctrl-C to stop`,
    start: "",
    hint: uploadLine,
    handler: ({ view, facts, onTransfer }) =>
      new DropHandler({
        into,
        ifExists,
        ...maxSize !== undefined && { maxSize },
        acceptName: (path) => consent.hasName(path),
        observer: view,
        facts,
        onStored: (path, digest) => {
          if (terminal.json || terminal.stdoutIsTerminal) return;
          void terminal.print(digestLine(terminal, digest, path));
        },
        onFinished: onTransfer,
      }),
  });
}
