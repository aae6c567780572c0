/** What `sluice drop` does once it knows where to. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { parseRate } from "../../lib/cli/rate.ts";
import { DropHandler } from "../../lib/web/drop/drop_handler.ts";
import { Consent } from "./consent.ts";
import { digestLine } from "./digest_line.ts";
import { ifExistsOf } from "./if_exists.ts";
import { serveBrowsers } from "./serve_web.ts";
import type { WebSettings } from "./web_settings.ts";

/** Takes files, with the rights to the destination only. */
export async function dropInto(
  args: ParsedArguments,
  context: Context,
  into: string,
  settings: WebSettings,
): Promise<number> {
  const { terminal } = context;
  const maxSize = args.value("max-size");
  const consent = new Consent(args.values("accept-name"));
  return await serveBrowsers(context, {
    settings,
    verb: "received",
    what: `files for ${escapeText(into)} are taken at`,
    start: "",
    hints: (url) => [`without a browser: curl -T FILE ${url}`],
    handler: ({ view, facts, onTransfer }) =>
      new DropHandler({
        into,
        ifExists: ifExistsOf(args),
        ...maxSize !== undefined && { maxSize: parseRate(maxSize) },
        acceptName: (path) => consent.hasName(path),
        observer: view,
        facts,
        onStored: (path, digest) => {
          if (!terminal.json) void terminal.print(digestLine(terminal, digest, path));
        },
        onFinished: onTransfer,
      }),
  });
}
