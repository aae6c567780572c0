/** Shows the transfers of browsers to people and programs. @module */

import { formatSize } from "../../lib/text/format_size.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { Progress } from "../../lib/terminal/progress.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { shownText } from "./shown_text.ts";
import type { Activity, WebEvent, WebObserver } from "../../lib/web/web_event.ts";

/** Milliseconds between two updates: at most ten progress events a second. */
const INTERVAL = 100;

/** All transfers of one address. */
interface Client {
  /** The address of the latest request. */
  peer: string;
  /** Running transfers, the latest last. */
  running: Set<{ path: string }>;
  /** Bytes of the running transfers, and of those that ended while others ran; also earlier ones' parts. */
  done: number;
  /** Those of them that were not transferred before. */
  transferred: number;
  /** Bytes of these transfers in total; undefined if the size of one is unknown. */
  total: number | undefined;
  files: number;
  progress: Progress;
  start: number;
}

/** Draws a line for each client, or writes events for programs. */
export class WebView implements WebObserver {
  readonly #terminal: Terminal;
  readonly #clients = new Map<string, Client>();
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Complete files. */
  files = 0;
  /** Their bytes. */
  bytes = 0;
  /** Texts that were received. */
  texts = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  event(event: WebEvent): void {
    const { type, ...rest } = event;
    // The event's documented name in docs/json.md differs.
    void this.#terminal.event({ event: type === "rejected" ? "turned_away" : type, ...rest });
    this.#count(event);
    // Also with --quiet: a text is shown nowhere else. Standard output is the list of digests.
    if (event.type === "text") return this.#showText(event);
    const line = describe(event);
    if (line !== undefined) this.#terminal.note(line);
  }

  begin(peer: string, path: string, size: number | null, offset: number): Activity {
    const key = hostOf(peer);
    const client = this.#clients.get(key) ?? newClient(peer);
    this.#clients.set(key, client);
    const activity = { path };
    client.peer = peer;
    client.running.add(activity);
    client.done += offset;
    client.total = size === null || client.total === undefined ? undefined : client.total + size;
    if (this.#terminal.live || this.#terminal.json) {
      this.#timer ??= setInterval(() => this.#draw(), INTERVAL);
    }
    return {
      add: (bytes) => {
        client.done += bytes;
        client.transferred += bytes;
      },
      end: () => {
        client.running.delete(activity);
        if (client.running.size === 0) this.#forget(key);
      },
    };
  }

  /** Removes the lines. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#terminal.draw([]);
  }

  #forget(key: string): void {
    this.#clients.delete(key);
    if (this.#clients.size === 0) this.stop();
    else if (!this.#terminal.json) this.#draw();
  }

  #showText({ peer, text }: Extract<WebEvent, { type: "text" }>): void {
    if (!this.#terminal.json) {
      this.#terminal.warn(`A text from ${hostOf(peer)}:\n${shownText(text)}`);
    }
  }

  #count(event: WebEvent): void {
    if (event.type === "text") return void this.texts++;
    if (event.type === "download_done") {
      this.bytes += event.bytes;
      // The parts of a file count once, with the last of them.
      if (!event.whole) return;
    } else if (event.type === "upload_done") this.bytes += event.size;
    else return;
    this.files++;
    const client = this.#clients.get(hostOf(event.peer));
    if (client !== undefined) client.files++;
  }

  #draw(): void {
    const lines: string[] = [];
    for (const [host, client] of this.#clients) {
      const { peer, running, done, transferred, total, files, progress, start } = client;
      const path = [...running].at(-1)?.path ?? "";
      if (this.#terminal.json) {
        const known = total === undefined ? {} : { total };
        void this.#terminal.event({ event: "progress", peer, path, bytes: done, ...known, files });
        continue;
      }
      const more = running.size > 1 ? ` and ${running.size - 1} more` : "";
      const elapsed = performance.now() - start;
      const name = `${host} ${path}${more}`;
      lines.push(
        progress.line({ name, done, transferred, total, elapsed }, this.#terminal.columns),
      );
    }
    this.#terminal.draw(lines);
  }
}

function newClient(peer: string): Client {
  const progress = new Progress();
  const start = performance.now();
  return { peer, running: new Set(), done: 0, transferred: 0, total: 0, files: 0, progress, start };
}

/** The address without its port: `192.0.2.8`. */
function hostOf(peer: string): string {
  return peer.replace(/^tcp:\/\//, "").replace(/:\d+$/, "");
}

/** The line for people; undefined if the drawn line is enough. */
function describe(event: WebEvent): string | undefined {
  const client = hostOf(event.peer);
  const path = "path" in event ? escapeText(event.path) : "";
  switch (event.type) {
    case "download_started":
    case "upload_started":
    case "text":
      return undefined;
    case "download_done":
      return `${client} downloaded ${event.whole ? "" : "a part of "}${path} (${
        formatSize(event.bytes)
      })`;
    case "download_cut":
      return `${client}: download of ${path} interrupted after ${formatSize(event.bytes)}`;
    case "upload_cut":
      return `${client}: upload of ${path} interrupted after ${formatSize(event.bytes)}`;
    case "upload_done":
      return `${client} uploaded ${path} (${formatSize(event.size)})`;
    case "folder_created":
      return `${client} created the folder ${path}`;
    case "upload_skipped":
      return `${client}: upload of ${path} skipped: ${escapeText(event.reason)}`;
    case "upload_failed":
      return `${client}: upload of ${path} failed: ${escapeText(event.message)}`;
    case "rejected":
      return `${client}: request rejected: ${escapeText(event.reason)}`;
  }
}
