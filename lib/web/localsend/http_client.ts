/**
 * An HTTP client for LocalSend devices, whose certificates are self-signed: the fingerprint is compared
 * before a byte of a request is sent. It presents a certificate of its own, which version 2.2 demands.
 *
 * @module
 */

import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import { connect as connectTcp } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { concatBytes } from "../../bytes.ts";
import { ConnectionError } from "../../errors.ts";
import { CONNECT_TIMEOUT, MAX_ANSWER_BYTES } from "../../limits.ts";
import type { Identity } from "./identity.ts";

/** The place of a device. */
export interface DevicePlace {
  /** Its IP address, with a zone if it is link-local. */
  host: string;
  /** Its TCP port. */
  port: number;
  /** How it is spoken to. */
  protocol: "http" | "https";
}

/** Options of {@linkcode LocalSendClient}. */
export interface LocalSendClientOptions {
  /** The device. */
  place: DevicePlace;
  /** What this side presents. */
  identity: Identity;
  /**
   * The fingerprint that the device's certificate must have; undefined to accept any, for a device whose
   * fingerprint is to be learnt.
   */
  fingerprint?: string | undefined;
  /** Connections at once at most. @default {1} */
  parallel?: number;
}

/** A request. */
export interface ClientRequestOptions {
  /** Ends it. */
  signal: AbortSignal;
  /** Milliseconds until the response begins; no limit by default, because a user may have to be asked. */
  timeout?: number;
  /** JSON to send. */
  json?: unknown;
  /** A body to send, with its length in bytes. */
  body?: { bytes: AsyncIterable<Uint8Array>; length: number };
}

/** A response. */
export interface ClientAnswer {
  /** The status. */
  status: number;
  /** The body, at most {@linkcode MAX_ANSWER_BYTES}. */
  bytes: Uint8Array;
}

/** Sends requests to one device. */
export class LocalSendClient {
  readonly #options: LocalSendClientOptions;
  readonly #agent: DeviceAgent;

  constructor(options: LocalSendClientOptions) {
    this.#options = options;
    this.#agent = new DeviceAgent(options);
  }

  /** The fingerprint of the certificate that the device presented; undefined before, and without HTTPS. */
  get fingerprint(): string | undefined {
    return this.#agent.fingerprint;
  }

  /**
   * Sends a request by POST.
   *
   * @param path The path with its query, with a slash in front.
   * @throws {ConnectionError} code `untrusted` if the certificate is another one, `timeout`, `unavailable`,
   *   or `cut` if the connection was lost.
   */
  async post(path: string, options: ClientRequestOptions): Promise<ClientAnswer> {
    const { signal, timeout, json, body } = options;
    signal.throwIfAborted();
    const content = json === undefined ? undefined : new TextEncoder().encode(JSON.stringify(json));
    const { place } = this.#options;
    const sent = request({
      agent: this.#agent,
      host: place.host,
      port: place.port,
      method: "POST",
      path,
      headers: {
        "content-length": body?.length ?? content?.length ?? 0,
        "content-type": content ? "application/json" : "application/octet-stream",
      },
    });
    const onAbort = () => sent.destroy(new Error("aborted"));
    signal.addEventListener("abort", onAbort);
    const timer = timeout === undefined
      ? undefined
      : setTimeout(() => sent.destroy(new TimedOut()), timeout);
    try {
      const answered = answerTo(sent);
      // Awaited below: a response may come before the body is sent.
      answered.catch(() => {});
      if (body) await sendBody(sent, body.bytes, answered);
      else sent.end(content);
      return await answered;
    } catch (cause) {
      signal.throwIfAborted();
      throw this.#errorOf(cause);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    }
  }

  #errorOf(cause: unknown): unknown {
    if (cause instanceof ConnectionError) return cause;
    const { host } = this.#options.place;
    if (cause instanceof TimedOut) {
      return new ConnectionError("timeout", `No answer from ${host}`, { cause });
    }
    const { code } = cause as { code?: unknown };
    if (typeof code !== "string") return cause;
    const refused = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT)$/.test(code);
    return refused
      ? new ConnectionError("unavailable", `Cannot reach ${host}`, { cause })
      : new ConnectionError("cut", `Connection to ${host} lost`, { cause });
  }

  /** Closes the connections. */
  close(): void {
    this.#agent.destroy();
  }
}

class TimedOut extends Error {}

/** Makes connections, and keeps them for further requests. */
class DeviceAgent extends Agent {
  readonly #options: LocalSendClientOptions;
  /** See {@linkcode LocalSendClient.fingerprint}. */
  fingerprint: string | undefined;

  constructor(options: LocalSendClientOptions) {
    super({ keepAlive: true, maxSockets: options.parallel ?? 1 });
    this.#options = options;
  }

  /** Passes the connection on by the callback, once the certificate is compared (Node.js, "HTTP"). */
  override createConnection(_: unknown, done: (error: Error | null, socket: Duplex) => void) {
    const { place: { host, port, protocol }, identity: { cert, key } } = this.#options;
    const socket = protocol === "http" ? connectTcp({ host, port }) : connectTls({
      host,
      port,
      cert,
      key,
      // No authority has issued it; its fingerprint is compared below.
      rejectUnauthorized: false,
      ALPNProtocols: ["http/1.1"],
    });
    let isOver = false;
    const end = (error: Error | null) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      if (error !== null) socket.destroy();
      done(error, socket);
    };
    const timer = setTimeout(() => end(new TimedOut()), CONNECT_TIMEOUT);
    socket.once("error", end);
    socket.once("close", () => end(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
    if (protocol === "http") socket.once("connect", () => end(null));
    else socket.once("secureConnect", () => end(this.#judge(socket as TLSSocket)));
    // The types know no connection that comes later.
    return undefined as unknown as Duplex;
  }

  /** Compares the certificate; returns the error for another one. */
  #judge(socket: TLSSocket): ConnectionError | null {
    const shown = socket.getPeerCertificate()?.fingerprint256?.replaceAll(":", "") ?? "";
    const { fingerprint, place: { host } } = this.#options;
    if (fingerprint !== undefined && shown !== fingerprint.toUpperCase()) {
      return new ConnectionError(
        "untrusted",
        `The device at ${host} has another certificate than the one that was announced: ${shown}`,
      );
    }
    this.fingerprint = shown;
    return null;
  }
}

function answerTo(sent: ClientRequest): Promise<ClientAnswer> {
  return new Promise((resolve, reject) => {
    sent.once("error", reject);
    sent.once("response", (answer: IncomingMessage) => {
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      let size = 0;
      answer.on("data", (piece: Uint8Array) => {
        size += piece.length;
        if (size > MAX_ANSWER_BYTES) {
          sent.destroy();
          reject(new ConnectionError("cut", "The device's answer is too long"));
        } else pieces.push(new Uint8Array(piece));
      });
      answer.once("error", reject);
      answer.once("end", () => resolve({ status: answer.statusCode!, bytes: concatBytes(pieces) }));
    });
  });
}

/** Sends a body; ends early when the device has answered, for example that it does not want it. */
async function sendBody(
  sent: ClientRequest,
  bytes: AsyncIterable<Uint8Array>,
  answered: Promise<ClientAnswer>,
): Promise<void> {
  let isAnswered = false;
  const over = answered.then(() => {}, () => {}).then(() => void (isAnswered = true));
  for await (const piece of bytes) {
    if (isAnswered) break;
    if (sent.write(piece)) continue;
    await Promise.race([over, new Promise<void>((resolve) => sent.once("drain", resolve))]);
  }
  // An unfinished body ends with its connection, so that the device does not wait for the rest.
  if (isAnswered) sent.destroy();
  else sent.end();
}
