/** The routes of a receiving device in a folder of their own, and a sender of requests. @module */

import { join } from "node:path";
import { Access } from "../../../../lib/web/http/access.ts";
import { DeviceHandler } from "../../../../lib/web/localsend/device_handler.ts";
import { thisDevice } from "../../../../lib/web/localsend/device.ts";
import {
  ReceiveRoutes,
  type ReceiveRoutesOptions,
} from "../../../../lib/web/localsend/receive/receive_routes.ts";
import type { SessionEnd } from "../../../../lib/web/localsend/receive/session.ts";
import type {
  FilesOffer,
  SessionEvent,
} from "../../../../lib/web/localsend/receive/session_event.ts";
import { temporaryFolder } from "../../../support/folder.ts";
import { until } from "../../../support/wait.ts";

/** The address of the sender. */
export const SENDER = "192.0.2.8";

/** What a sender says about itself. */
export const INFO = {
  alias: "Nice Orange",
  version: "2.1",
  deviceModel: "Phone",
  deviceType: "mobile",
  fingerprint: "AB".repeat(32),
  port: 53317,
  protocol: "https",
  download: false,
};

/** A file as a test offers it. */
export interface Offered {
  name: string;
  content?: string;
  /** What is announced in its place. */
  size?: number;
  sha256?: string;
  modified?: string;
}

/** A response with its body. */
export interface Answer {
  status: number;
  text: string;
  /** Of an accepted offer. */
  sessionId: string;
  files: Record<string, string>;
}

/** Options of {@linkcode receiving}. */
export type ReceivingOptions = Partial<
  Pick<ReceiveRoutesOptions, "names" | "pin" | "accept" | "showText" | "silentTimeout">
>;

/** A receiving device. */
export class Receiving implements AsyncDisposable {
  readonly events: SessionEvent[] = [];
  readonly ends: SessionEnd[] = [];
  readonly rejected: string[] = [];
  readonly refused: string[] = [];
  readonly texts: string[] = [];
  readonly offers: FilesOffer[] = [];
  readonly stored: string[] = [];
  readonly routes: ReceiveRoutes;
  readonly handler: DeviceHandler;
  /** The bytes that are counted as received. */
  bytes = 0;

  constructor(readonly into: string, options: ReceivingOptions) {
    this.routes = new ReceiveRoutes({
      into,
      names: "keep",
      pin: undefined,
      observer: {
        event: (event) => this.rejected.push("reason" in event ? event.reason : event.type),
        begin: () => ({ add() {}, end() {} }),
      },
      accept: (offer) => Promise.resolve(this.acceptance(offer)),
      showText: (_, text) => Promise.resolve(void this.texts.push(text)),
      onRefused: (_, error) => this.refused.push((error as { code?: string }).code ?? "?"),
      ...options,
    });
    this.handler = new DeviceHandler({
      self: () => thisDevice({ alias: "here", fingerprint: "CD".repeat(32) }),
      routes: this.routes.routes,
    });
  }

  /** Accepts an offer. */
  acceptance(offer: FilesOffer, ifExists: "refuse" | "skip" | "rename" | "overwrite" = "refuse") {
    this.offers.push(offer);
    const observer = {
      event: (event: SessionEvent) => this.events.push(event),
      bytes: (_: string, count: number) => this.bytes += count,
      stored: (path: string) => this.stored.push(path),
      end: (why: SessionEnd) => this.ends.push(why),
    };
    return { ifExists, observer };
  }

  /** Sends a request by POST. */
  async post(
    path: string,
    body?: BodyInit | null,
    { host = SENDER, headers = {}, signal }: {
      host?: string;
      headers?: Record<string, string>;
      signal?: AbortSignal;
    } = {},
  ): Promise<Answer> {
    const url = new URL(`https://127.0.0.1:53317/api/localsend/v2/${path}`);
    const request = new Request(url, {
      method: "POST",
      headers,
      body: body ?? null,
      ...signal && { signal },
    });
    const admission = new Access({ hostNames: [] }).admit(request, host);
    if (!("path" in admission)) throw new Error("The request was not admitted");
    const response = await this.handler.handle({
      request,
      path: admission.path,
      query: url.searchParams,
      language: "en",
      peer: `tcp://${host.includes(":") ? `[${host}]` : host}:50122`,
      completed: Promise.resolve(),
    });
    const text = await response.text();
    return { files: {}, sessionId: "", ...parsed(text), status: response.status, text };
  }

  /** Offers files. */
  async prepare(
    files: readonly Offered[],
    { query = "", ...options }: { query?: string; host?: string; signal?: AbortSignal } = {},
  ): Promise<Answer> {
    const list = Object.fromEntries(files.map((file, at) => [`f${at}`, described(file, at)]));
    const body = JSON.stringify({ info: INFO, files: list });
    return await this.post(`prepare-upload${query}`, body, options);
  }

  /** Uploads the file of a number. */
  async upload(
    { sessionId, files }: Pick<Answer, "sessionId" | "files">,
    at: number,
    body: BodyInit | null,
    options: { host?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const token = files[`f${at}`] ?? "none";
    return await this.post(
      `upload?sessionId=${sessionId}&fileId=f${at}&token=${token}`,
      body,
      options,
    );
  }

  /** Offers and uploads files; returns the statuses. */
  async send(files: readonly Offered[]): Promise<number[]> {
    const session = await this.prepare(files);
    if (session.status !== 200) return [session.status];
    const all = files.map(async ({ content = "" }, at) =>
      (await this.upload(session, at, content)).status
    );
    const statuses = await Promise.all(all);
    await until(() => this.ends.length > 0, "the session has ended");
    return statuses;
  }

  /** The names in the destination, without what is staged. */
  names(below = ""): string[] {
    return Array.from(Deno.readDirSync(join(this.into, below)), ({ name }) => name)
      .filter((name) => !name.startsWith(".sluice-")).sort();
  }

  /** The content of a file in the destination. */
  content(path: string): string {
    return Deno.readTextFileSync(join(this.into, path));
  }

  /** The names of staging folders. */
  staged(): string[] {
    return Array.from(Deno.readDirSync(this.into), ({ name }) => name)
      .filter((name) => name.startsWith(".sluice-"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.routes.close();
  }
}

function described({ name, content = "", size, sha256, modified }: Offered, at: number) {
  return {
    id: `f${at}`,
    fileName: name,
    size: size ?? new TextEncoder().encode(content).length,
    fileType: "application/octet-stream",
    sha256,
    metadata: modified === undefined ? undefined : { modified },
  };
}

function parsed(text: string): Partial<Answer> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Runs a test with a receiving device. Nothing may be left of its work in the end. */
export async function receiving(
  run: (device: Receiving) => Promise<void>,
  options: ReceivingOptions | ((device: () => Receiving) => ReceivingOptions) = {},
): Promise<void> {
  await using folder = await temporaryFolder();
  const into = join(folder.path, "in");
  await Deno.mkdir(into);
  await Deno.writeTextFile(join(folder.path, "secret"), "SECRET");
  let device: Receiving;
  const made = typeof options === "function" ? options(() => device) : options;
  {
    await using opened = device = new Receiving(into, made);
    await run(opened);
  }
  const left = device.staged();
  if (left.length > 0) throw new Error(`left in the destination: ${left.join(", ")}`);
  const beside = Array.from(Deno.readDirSync(folder.path), ({ name }) => name).sort().join();
  if (beside !== "in,secret") throw new Error(`beside the destination: ${beside}`);
}
