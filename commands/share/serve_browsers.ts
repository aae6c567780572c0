/** Serves browsers until the end, and prints the address. @module */

import type { Context } from "../../lib/cli/command.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { formatSize } from "../../lib/text/format_size.ts";
import { Access } from "../../lib/web/http/access.ts";
import type { PageFacts } from "../../lib/web/page/layout.ts";
import type { Handler } from "../../lib/web/request_context.ts";
import { serveWeb, type WebServer } from "../../lib/web/web_server.ts";
import type { WebSettings } from "../flags/web.ts";
import { type TypedKeys, typedKeys } from "../views/typed_keys.ts";
import { WebView } from "../views/web_view.ts";
import { announce, type Announcement, by, type Place, showCode } from "./announce.ts";

/** What the handler is built from. */
export interface ServeParts {
  /** Receives the events of transfers. */
  view: WebView;
  /** The server's properties that pages show. */
  facts: PageFacts;
  /** Called when a transfer is complete; with `--once` that ends the server. */
  onTransfer: () => void;
}

/** Options of {@linkcode serveBrowsers}. */
export interface ServeBrowsersOptions extends Omit<Announcement, "path"> {
  /** Where to listen, and how clients authenticate. */
  settings: WebSettings;
  /** The start of the address: a folder below the token, URL-encoded. */
  start: string;
  /** Builds the handler. */
  handler: (parts: ServeParts) => Handler;
  /** Paths that need neither token nor password. Default: none. */
  isOpen?: ((path: string) => boolean) | undefined;
  /** Names besides those of the settings that a client may use. Default: none. */
  hostPattern?: RegExp | undefined;
  /** Called when the address was printed; what it returns is called at the end. */
  onServing?: ((server: Pick<WebServer, "port">) => Promise<() => void>) | undefined;
  /** Whether the user is asked questions, so that single keys are not read. @default {false} */
  asks?: boolean;
}

/**
 * Serves until `--once`, `--expire` or a signal ends it.
 *
 * @throws the signal's reason, once all connections are closed.
 */
export async function serveBrowsers(
  { terminal, signal }: Context,
  options: ServeBrowsersOptions,
): Promise<number> {
  const { settings, verb, what, start, hint, handler, onServing, asks = false } = options;
  const { isOpen, hostPattern } = options;
  const { token, password, names, tls, listen, port, orAnyPort, fingerprint } = settings;
  const [host, ...alsoAt] = listen;
  const access = new Access({ token, password, hostNames: names, hostPattern, isOpen });
  const view = new WebView(terminal);
  const over = Promise.withResolvers<"once" | "expired">();
  const facts: PageFacts = {
    machine: names[0]!,
    prefix: access.prefix,
    encrypted: tls !== undefined,
    ...fingerprint !== undefined && { fingerprint },
  };
  const onTransfer = () => {
    if (settings.once) over.resolve("once");
  };
  const server = serveWeb({
    address: { scheme: "tcp", host: host!, port },
    alsoAt,
    orAnyPort,
    tls,
    acknowledged: settings.once && verb === "downloaded",
    access,
    handler: handler({ view, facts, onTransfer }),
    facts,
    observer: view,
  });
  const onAbort = () => void server.stop("now");
  signal.addEventListener("abort", onAbort);
  // A short --timeout may have passed while it began to listen.
  if (signal.aborted) onAbort();
  const { expire } = settings;
  const timer = expire === undefined
    ? undefined
    : setTimeout(() => over.resolve("expired"), expire);
  let keys: TypedKeys | undefined;
  let onEnd: (() => void) | undefined;
  try {
    const path = access.prefix + start;
    const places = await announce(terminal, settings, server, { verb, what, path, hint });
    onEnd = await onServing?.(server);
    if (settings.lan && places.length > 1 && !asks) keys = showCodes(terminal, places);
    const why = await Promise.race([over.promise, server.finished]);
    signal.throwIfAborted();
    await server.stop("gracefully");
    view.stop();
    const { files, bytes, texts } = view;
    await terminal.event({ event: "closed", reason: why ?? "once", files, bytes });
    const end = why === "expired" ? "Time is up" : "Done";
    const also = texts === 0 ? "" : `, ${texts} ${texts === 1 ? "text" : "texts"} received`;
    terminal.note(
      `${end}: ${files} ${files === 1 ? "file" : "files"} ${verb} (${formatSize(bytes)})${also}`,
    );
    return 0;
  } finally {
    clearTimeout(timer);
    keys?.stop();
    onEnd?.();
    signal.removeEventListener("abort", onAbort);
    view.stop();
    await server.stop("now");
  }
}

/** Draws the QR code of the next address at each `n`; undefined where no keys can be read. */
function showCodes(terminal: Terminal, places: readonly Place[]): TypedKeys | undefined {
  const keys = typedKeys(terminal);
  if (keys === undefined) return undefined;
  terminal.note("Press n for the QR code of the next address");
  const show = async () => {
    let at = 0;
    for await (const key of keys) {
      if (key !== "n" && key !== "N") continue;
      at = (at + 1) % places.length;
      const place = places[at]!;
      terminal.note(`  ${terminal.style.bold(place.url)}${by(place)}`);
      await showCode(terminal, place.url);
    }
  };
  // Without keys it serves on.
  show().catch(() => {});
  return keys;
}
