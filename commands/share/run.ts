/** The confined part of `sluice share`. @module */

import { checksumLine } from "../../lib/text/checksum_line.ts";
import type { Context } from "../../lib/cli/command.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { urlPath } from "../../lib/web/http/request_path.ts";
import { ShareHandler } from "../../lib/web/share/share_handler.ts";
import { SharedTree } from "../../lib/web/share/shared_tree.ts";
import { TEXT_PATH } from "../../lib/web/share/text_section.ts";
import { fileLine, tarLine, textLine } from "./curl_line.ts";
import { serveBrowsers } from "./serve_browsers.ts";
import type { ShareOptions } from "./options.ts";

/** Shares, with the right to read the shared paths only; resolves to the exit code. */
export async function runShare(
  { roots, text, web: settings, localSend }: ShareOptions,
  context: Context,
): Promise<number> {
  const content = text && await (await import("../views/read_text.ts")).readText(text, context);
  const tree = new SharedTree(roots);
  const device = localSend &&
    await (await import("./local_send_device.ts")).localSendDevice(localSend, tree, context, {
      isEncrypted: settings.tls !== undefined,
    });
  const top = tree.top();
  // A single shared folder is shown as the root.
  const single = top.length === 1 ? top[0] : undefined;
  // A text is on the first page.
  const start = content === undefined && single?.kind === "dir" ? `${urlPath(single.name)}/` : "";
  const names = [
    ...content === undefined ? [] : ["a text"],
    ...top.slice(0, 5).map(({ name }) => escapeText(name)),
  ];
  const more = top.length > 5 ? ` and ${top.length - 5} more` : "";
  return await serveBrowsers(context, {
    settings,
    verb: "downloaded",
    what: `Sharing ${names.join(", ")}${more}; press Ctrl-C to stop`,
    start,
    hint: (curl, url) =>
      content === undefined ? hint(curl, url, single) : textLine(curl, `${url}${TEXT_PATH}`),
    handler: ({ view, facts, onTransfer }) => {
      const handler = new ShareHandler({
        tree,
        observer: view,
        facts,
        checksumLine,
        onFetched: onTransfer,
        ...content !== undefined && { text: { content, once: settings.once } },
        // What is shown is not counted, and --once promises that nothing is fetched twice.
        previews: !settings.once,
      });
      handler.prepare().catch(
        () => {/* a missing digest is computed on request */},
      );
      return device === undefined ? handler : device.beside(handler, { view, onTransfer });
    },
    isOpen: device?.isOpen,
    hostPattern: device?.hostPattern,
    onServing: device && ((server) => device.announce(server.port)),
    asks: device?.asks ?? false,
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
