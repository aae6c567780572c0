/** The confined part of `sluice share`. @module */

import { checksumLine } from "../../lib/text/checksum_line.ts";
import type { Context } from "../../lib/cli/command.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { urlPath } from "../../lib/web/http/request_path.ts";
import { ShareHandler } from "../../lib/web/share/share_handler.ts";
import { SharedTree } from "../../lib/web/share/shared_tree.ts";
import { fileLine, tarLine } from "./curl_line.ts";
import { serveBrowsers } from "./serve_browsers.ts";
import type { ShareOptions } from "./options.ts";

/** Shares, with the right to read the shared paths only; resolves to the exit code. */
export async function runShare(
  { roots, web: settings }: ShareOptions,
  context: Context,
): Promise<number> {
  const tree = new SharedTree(roots);
  const top = tree.list(tree.lookup("")!).entries;
  // A single shared folder is shown as the root.
  const single = top.length === 1 ? top[0] : undefined;
  const start = single?.kind === "dir" ? `${urlPath(single.name)}/` : "";
  const names = top.slice(0, 5).map(({ name }) => escapeText(name));
  const more = top.length > names.length ? ` and ${top.length - names.length} more` : "";
  return await serveBrowsers(context, {
    settings,
    verb: "downloaded",
    what: `Sharing ${names.join(", ")}${more}; press Ctrl-C to stop`,
    start,
    hint: (curl, url) => hint(curl, url, single),
    handler: ({ view, facts, onTransfer }) => {
      const handler = new ShareHandler({
        tree,
        observer: view,
        facts,
        checksumLine,
        onFetched: onTransfer,
      });
      handler.prepare().catch(
        () => {/* a missing digest is computed on request */},
      );
      return handler;
    },
  });
}

/** The command that fetches everything. */
function hint(
  curl: string,
  url: string,
  single: { kind: string; name: string } | undefined,
): string | undefined {
  if (single === undefined) return tarLine(curl, `${url}?archive=tar`);
  const { kind, name } = single;
  return kind === "file"
    ? fileLine(curl, `${url}${urlPath(name)}`, name)
    : tarLine(curl, `${url.slice(0, -1)}.tar`);
}
