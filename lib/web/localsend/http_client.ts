/**
 * An HTTP client for LocalSend devices, whose certificates are self-signed: the fingerprint is compared
 * before a byte of a request is sent. It presents a certificate of its own, which version 2.2 demands.
 *
 * @module
 */

import type { ClientRequest, IncomingMessage } from "node:http";
import { concatBytes } from "../../bytes.ts";
import { ConnectionError, ProtocolError, SluiceError } from "../../errors.ts";
import { MAX_ANSWER_BYTES } from "../../limits.ts";
import { hostPort } from "../../socket/host_port.ts";
import { DeviceAgent, type DeviceAgentOptions, type DevicePlace } from "./device_agent.ts";
import { RequestLimits } from "./request_limits.ts";

export type { DevicePlace } from "./device_agent.ts";

/** Options of {@linkcode LocalSendClient}. */
export type LocalSendClientOptions = DeviceAgentOptions;

/** What the user can do about a device that cannot be reached. */
const ADVICE = "open LocalSend on the device, and check its address";

/** A body to send. */
export interface RequestBody {
  /** The bytes. A piece may be overwritten once the next one is asked for. */
  bytes: AsyncIterable<Uint8Array>;
  /** Their number. A body of another length fails, and its connection ends. */
  length: number;
}

/** A request. */
export interface ClientRequestOptions {
  /** Ends it. */
  signal: AbortSignal;
  /** Milliseconds until the response begins; no limit by default, because a user may have to be asked. */
  timeout?: number;
  /** Milliseconds without progress, of the body or until the response begins. Default: no limit. */
  silence?: number;
  /** JSON to send. */
  json?: unknown;
  /** A body to send. */
  body?: RequestBody;
}

/** A response. */
export interface ClientAnswer {
  /** The status. Redirections are not followed. */
  status: number;
  /** The body, at most {@linkcode MAX_ANSWER_BYTES}. */
  bytes: Uint8Array;
}

/** Sends requests to one device. Each that runs at the same time as others has a connection of its own. */
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
   * @throws {ProtocolError} if the response is not HTTP, or too long.
   * @throws what the body throws.
   */
  async post(path: string, options: ClientRequestOptions): Promise<ClientAnswer> {
    const { signal, timeout, silence, json, body } = options;
    signal.throwIfAborted();
    const content = json === undefined ? undefined : new TextEncoder().encode(JSON.stringify(json));
    const sent = process.getBuiltinModule("node:http").request({
      ...this.#target(path),
      headers: {
        host: hostHeader(this.#options.place),
        "content-length": body?.length ?? content?.length ?? 0,
        "content-type": content ? "application/json" : "application/octet-stream",
      },
    });
    // A destroyed request may report nothing, so that these do not rely on it.
    const ended = Promise.withResolvers<never>();
    const limits = new RequestLimits(ended.reject, { timeout, silence });
    const onAbort = () => ended.reject(signal.reason);
    signal.addEventListener("abort", onAbort);
    try {
      const answer = answerTo(sent, limits, (cause) => this.#errorOf(cause));
      answer.catch(() => {});
      const answered = Promise.race([answer, ended.promise]);
      // Awaited below: a response may come before the body is sent.
      answered.catch(() => {});
      if (body) await sendBody(sent, body, { answered, limits });
      else sent.end(content);
      return await answered;
    } catch (cause) {
      sent.destroy();
      signal.throwIfAborted();
      throw cause;
    } finally {
      limits.end();
      signal.removeEventListener("abort", onAbort);
    }
  }

  #target(path: string) {
    const { host, port } = this.#options.place;
    return { agent: this.#agent.agent, host, port, method: "POST", path };
  }

  /** The error for what the connection reports. */
  #errorOf(cause: Error): SluiceError {
    if (cause instanceof SluiceError) return cause;
    const { host } = this.#options.place;
    const { code = "" } = cause as { code?: string };
    if (isNotHttp(cause)) {
      return new ProtocolError(`the answer of ${host} is not HTTP; check the address`, "protocol", {
        cause,
      });
    }
    if (code === "ETIMEDOUT") {
      return new ConnectionError("timeout", `No answer from ${host}; ${ADVICE}`, { cause });
    }
    const refused = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/.test(code);
    return refused
      ? new ConnectionError(
        "unavailable",
        `Cannot reach ${hostHeader(this.#options.place)}; ${ADVICE}`,
        {
          cause,
        },
      )
      : new ConnectionError("cut", `Connection to ${host} lost; try again`, { cause });
  }

  /** Closes the connections. */
  close(): void {
    this.#agent.close();
  }
}

/** Whether an error says that an answer is not HTTP. */
export function isNotHttp(cause: unknown): boolean {
  return (cause as { code?: string } | undefined)?.code?.startsWith("HPE_") ?? false;
}

/** Without the zone, which has no meaning for others (RFC 6874, section 1). */
function hostHeader({ host, port }: DevicePlace): string {
  return hostPort({ host: host.replace(/%.*$/, ""), port });
}

function answerTo(
  sent: ClientRequest,
  limits: RequestLimits,
  describe: (cause: Error) => SluiceError,
): Promise<ClientAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) => reject(describe(cause));
    const lost = () => fail(new Error("closed"));
    sent.on("error", fail);
    sent.once("close", lost);
    sent.once("response", (answer: IncomingMessage) => {
      limits.answered();
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      let size = 0;
      answer.on("data", (piece: Uint8Array) => {
        size += piece.length;
        if (size > MAX_ANSWER_BYTES) {
          reject(new ProtocolError("The device's answer is too long", "limit"));
          sent.destroy();
        } else pieces.push(new Uint8Array(piece));
      });
      answer.on("error", fail);
      answer.once("aborted", lost);
      answer.once("end", () => {
        if (answer.complete) {
          resolve({ status: answer.statusCode!, bytes: concatBytes(pieces) });
        } else lost();
      });
    });
  });
}

/**
 * Sends a body, of exactly its length. Ends early when the device has answered, for example that it does
 * not want it.
 */
async function sendBody(
  sent: ClientRequest,
  { bytes, length }: RequestBody,
  { answered, limits }: { answered: Promise<ClientAnswer>; limits: RequestLimits },
): Promise<void> {
  let isAnswered = false;
  const over = answered.then(() => {}, () => {}).then(() => void (isAnswered = true));
  let left = length;
  for await (const piece of bytes) {
    left -= piece.length;
    if (left < 0) break;
    // Until the piece is written, not until there is room: it may be overwritten afterwards.
    const written = new Promise<void>((resolve) => sent.write(piece, () => resolve()));
    await Promise.race([over, written]);
    if (isAnswered) break;
    limits.progressed();
  }
  // An unfinished body ends with its connection, so that the device does not wait for the rest.
  if (isAnswered) return void sent.destroy();
  if (left !== 0) throw new RangeError(`send a body of ${length} bytes: ${left} are left`);
  sent.end();
}
