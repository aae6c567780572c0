/** A LocalSend sender for tests of the program: requests by HTTPS, whatever the certificate. */

import type { ClientRequest } from "node:http";
import { Agent, request } from "node:https";
import { INFO, type Offered } from "./receiving.ts";

/** A response. */
export interface Response {
  /** The status; 0 where the connection ended without one. */
  status: number;
  text: string;
}

/** An accepted offer. */
export interface Session {
  status: number;
  sessionId: string;
  files: Record<string, string>;
}

/** What is sent as a body. */
export type Body = string | Uint8Array | ((sent: ClientRequest) => void);

/** Sends requests to a port, of loopback by default. */
export class Sender implements Disposable {
  readonly #agent = new Agent({ keepAlive: true, rejectUnauthorized: false });

  /** @param info What it says about itself. */
  constructor(
    readonly port: number,
    readonly info: typeof INFO = INFO,
    readonly host: string = "127.0.0.1",
  ) {}

  /**
   * Sends a request by POST.
   *
   * @param body A function writes and ends it by itself, without a length in front.
   */
  post(
    path: string,
    body: Body = "",
    { headers = {}, signal }: { headers?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<Response> {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const sent = request({
      agent: this.#agent,
      host: this.host,
      port: this.port,
      method: "POST",
      path: `/api/localsend/v2/${path}`,
      headers: typeof body === "function" ? headers : {
        "content-length": new TextEncoder().encode(`${body}`).length,
        ...body instanceof Uint8Array && { "content-length": body.length },
        ...headers,
      },
    });
    sent.once("error", () => resolve({ status: 0, text: "" }));
    sent.once("response", (answer) => {
      let text = "";
      answer.on("data", (piece: Uint8Array) => text += new TextDecoder().decode(piece));
      answer.once("error", () => resolve({ status: answer.statusCode!, text }));
      answer.once("end", () => resolve({ status: answer.statusCode!, text }));
    });
    signal?.addEventListener("abort", () => sent.destroy());
    if (typeof body === "function") body(sent);
    else sent.end(body);
    return promise;
  }

  /** Offers files. */
  async prepare(
    files: readonly Offered[],
    options: { query?: string; signal?: AbortSignal } = {},
  ): Promise<Session> {
    const { status, text } = await this.offer(files, options);
    return { sessionId: "", files: {}, ...status === 200 && JSON.parse(text), status };
  }

  /** The same; resolves to the response. */
  async offer(
    files: readonly Offered[],
    { query = "", signal }: { query?: string; signal?: AbortSignal } = {},
  ): Promise<Response> {
    const list = Object.fromEntries(files.map(({ name, content = "", ...rest }, at) => [`f${at}`, {
      id: `f${at}`,
      fileName: name,
      size: rest.size ?? new TextEncoder().encode(content).length,
      fileType: "application/octet-stream",
      sha256: rest.sha256,
    }]));
    const body = JSON.stringify({ info: this.info, files: list });
    return await this.post(`prepare-upload${query}`, body, { ...signal && { signal } });
  }

  /** Uploads the file of a number. */
  uploadFor({ sessionId, files }: Session, at: number, body: Body): Promise<Response> {
    const token = files[`f${at}`];
    return this.post(`upload?sessionId=${sessionId}&fileId=f${at}&token=${token}`, body);
  }

  /** Uploads the file of a number; resolves to the status. */
  async upload(session: Session, at: number, body: Body): Promise<number> {
    return (await this.uploadFor(session, at, body)).status;
  }

  /** Offers and uploads files; returns the statuses. */
  async send(files: readonly Offered[]): Promise<number[]> {
    const session = await this.prepare(files);
    if (session.status !== 200) return [session.status];
    const all = files.map(({ content = "" }, at) => this.upload(session, at, content));
    return await Promise.all(all);
  }

  /** Sends a text. */
  async sendText(preview: string, query = ""): Promise<number> {
    const size = new TextEncoder().encode(preview).length;
    const t = { id: "t", fileName: "t.txt", size, fileType: "text/plain", preview };
    const body = JSON.stringify({ info: this.info, files: { t } });
    return (await this.post(`prepare-upload${query}`, body)).status;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
