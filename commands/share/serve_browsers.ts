/** Serves browsers until it is over, and says where. @module */

import type { Context } from "../../lib/cli/command.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { formatAddress } from "../../lib/socket/address.ts";
import { Access } from "../../lib/web/http/access.ts";
import type { PageFacts } from "../../lib/web/page/layout.ts";
import type { Handler } from "../../lib/web/request_context.ts";
import { serveWeb, type WebServer } from "../../lib/web/web_server.ts";
import type { WebSettings } from "../flags/web.ts";
import { WebView } from "../views/web_view.ts";

/** What the handler is made of. */
export interface ServeParts {
  /** Hears of transfers. */
  view: WebView;
  /** What pages say of the server. */
  facts: PageFacts;
  /** To be called when a transfer is whole: with `--once` that is the end. */
  onTransfer: () => void;
}

/** Options of {@linkcode serveBrowsers}. */
export interface ServeBrowsersOptions {
  /** Where, and who may come. */
  settings: WebSettings;
  /** Begins the summary. */
  verb: "fetched" | "received";
  /** Says what it is that is served, for the first line. */
  what: string;
  /** Where the address leads: a folder below the token, as it stands in a URL. */
  start: string;
  /** Lines for who has no browser at hand; the address has its slash. */
  hints: (url: string) => string[];
  /** Makes what answers. */
  handler: (parts: ServeParts) => Handler;
}

/**
 * Serves until `--once`, `--expire` or a signal ends it.
 *
 * @throws the signal's reason, once everything is closed.
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
    acknowledged: settings.once && verb === "fetched",
    access,
    handler: handler({ view, facts, onTransfer }),
    observer: view,
  });
  const onAbort = () => void server.stop("now");
  signal.addEventListener("abort", onAbort);
  const { expire } = settings;
  const timer = expire === undefined
    ? undefined
    : setTimeout(() => over.resolve("expired"), expire);
  try {
    await announce(terminal, settings, server, { what, path: access.prefix + start, hints });
    const why = await Promise.race([over.promise, server.finished]);
    signal.throwIfAborted();
    await server.stop("gracefully");
    view.stop();
    const { files, bytes } = view;
    await terminal.event({ event: "closed", reason: why ?? "once", files, bytes });
    terminal.note(why === "expired" ? "time is over" : `${verb}: that was all (--once)`);
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
  { what, path, hints }: { what: string; path: string; hints: (url: string) => string[] },
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
  // Also with --quiet: nobody could know it otherwise.
  terminal.warn(`  ${url}`);
  for (const other of others) terminal.note(`  or ${other}`);
  if (password !== undefined && showPassword) terminal.warn(`  password: ${password}`);
  if (terminal.live && lan) {
    const { qrLines } = await import("../../lib/web/qr.ts");
    for (const line of qrLines(url!, terminal.color)) terminal.note(`  ${line}`);
  }
  terminal.note(reach(settings));
  if (tls === undefined) {
    terminal.note("not encrypted: whoever is on the way can read and change it; --tls encrypts");
  } else if (fingerprint !== undefined) {
    terminal.note("encrypted; browsers warn of the certificate, whose SHA-256 fingerprint must be");
    terminal.note(`  ${fingerprint}`);
  }
  for (const hint of hints(url!)) terminal.note(hint);
}

function reach({ lan, host, token, password }: WebSettings): string {
  if (!lan) return "only this machine can come in; --lan lets your network in";
  const where = host === "::" || host === "0.0.0.0"
    ? "every network that this machine is in"
    : "the network of that address";
  const who = token !== undefined
    ? ": whoever has all of it"
    : password !== undefined
    ? ": whoever knows the password"
    : ": whoever comes";
  return `open to ${where}${who}`;
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
