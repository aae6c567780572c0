/** Serves browsers until the end, and prints the address. @module */

import type { Context } from "../../lib/cli/command.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { formatAddress } from "../../lib/socket/address.ts";
import { isUnspecified } from "../../lib/socket/unspecified.ts";
import { formatSize } from "../../lib/text/format_size.ts";
import { Access } from "../../lib/web/http/access.ts";
import type { PageFacts } from "../../lib/web/page/layout.ts";
import type { Handler } from "../../lib/web/request_context.ts";
import { serveWeb, type WebServer } from "../../lib/web/web_server.ts";
import type { WebSettings } from "../flags/web.ts";
import { WebView } from "../views/web_view.ts";

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
export interface ServeBrowsersOptions {
  /** Where to listen, and how clients authenticate. */
  settings: WebSettings;
  /** The first word of the summary. */
  verb: "downloaded" | "uploaded";
  /** Describes the content, for the first line. */
  what: string;
  /** The start of the address: a folder below the token, URL-encoded. */
  start: string;
  /** Lines for users without a browser, from curl with its flags and the address, which ends with a slash. */
  hints: (curl: string, url: string) => string[];
  /** Builds the handler. */
  handler: (parts: ServeParts) => Handler;
}

/**
 * Serves until `--once`, `--expire` or a signal ends it.
 *
 * @throws the signal's reason, once all connections are closed.
 */
export async function serveBrowsers(
  { terminal, signal }: Context,
  { settings, verb, what, start, hints, handler }: ServeBrowsersOptions,
): Promise<number> {
  const { token, password, names, tls, host, port, orAnyPort, fingerprint } = settings;
  const access = new Access({ token, password, hostNames: names });
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
    address: { scheme: "tcp", host, port },
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
  try {
    await announce(terminal, settings, server, { verb, what, path: access.prefix + start, hints });
    const why = await Promise.race([over.promise, server.finished]);
    signal.throwIfAborted();
    await server.stop("gracefully");
    view.stop();
    const { files, bytes } = view;
    await terminal.event({ event: "closed", reason: why ?? "once", files, bytes });
    const end = why === "expired" ? "Time is up" : "Done";
    terminal.note(
      `${end}: ${files} ${files === 1 ? "file" : "files"} ${verb} (${formatSize(bytes)})`,
    );
    return 0;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    view.stop();
    await server.stop("now");
  }
}

async function announce(
  terminal: Terminal,
  settings: WebSettings,
  { port }: WebServer,
  { verb, what, path, hints }: Pick<ServeBrowsersOptions, "verb" | "what" | "hints"> & {
    path: string;
  },
): Promise<void> {
  const { tls, fingerprint, lan, hosts, password, showPassword } = settings;
  const scheme = tls === undefined ? "http" : "https";
  const urls = hosts.map((host) => `${scheme}://${bracketed(host)}:${port}${path}`);
  const { host } = settings;
  await terminal.event({
    event: "serving",
    address: formatAddress({ scheme: "tcp", host, port }),
    urls,
    encrypted: tls !== undefined,
    ...fingerprint !== undefined && { fingerprint },
    ...password !== undefined && showPassword && { password },
  });
  const [url, ...others] = urls;
  terminal.note(what);
  // Also with --quiet: the address is printed nowhere else.
  terminal.warn(`  ${terminal.style.bold(url!)}`);
  for (const other of others) terminal.note(`  or ${other}`);
  if (password !== undefined && showPassword) {
    terminal.warn(`  Password: ${terminal.style.bold(password)}`);
  }
  if (terminal.live && lan) {
    const { qrLines } = await import("../../lib/web/qr.ts");
    for (const line of qrLines(url!, terminal.color)) terminal.note(`  ${line}`);
  }
  terminal.note(reach(settings, verb));
  if (tls === undefined) {
    if (lan) terminal.note("Not encrypted; add --tls if others on the network could listen in");
  } else if (fingerprint !== undefined) {
    terminal.note("Encrypted; browsers warn of the certificate, whose SHA-256 fingerprint must be");
    terminal.note(`  ${fingerprint}`);
  }
  // Without --insecure, curl rejects a certificate that was made for this run.
  if (fingerprint !== undefined) return;
  // Asks for the password.
  const curl = password === undefined ? "curl" : "curl -u sluice";
  for (const hint of hints(curl, url!)) terminal.note(hint);
}

function reach(
  { lan, host, token, password }: WebSettings,
  verb: "downloaded" | "uploaded",
): string {
  if (!lan) return "Reachable from this machine only; add --lan to share on your network";
  const where = isUnspecified(host) ? "any network of this machine" : "this network";
  const who = token !== undefined
    ? " who has the full link"
    : password !== undefined
    ? " who knows the password"
    : "";
  return `Anyone on ${where}${who} can ${verb === "downloaded" ? "download" : "upload"}`;
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
