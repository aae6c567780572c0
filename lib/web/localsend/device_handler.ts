/** The part of LocalSend's server that every device has: information, registration, and an error for the rest. @module */

import { ProtocolError, SluiceError } from "../../errors.ts";
import { MAX_FOUND_DEVICES } from "../../limits.ts";
import { SourceRateLimiter } from "../../rate_limiter.ts";
import { sourceOf } from "../../socket/source_of.ts";
import type { Handler, RequestContext } from "../request_context.ts";
import { type Device, type ReachableDevice, readReachableDevice } from "./device.ts";
import type { DevicePlace } from "./http_client.ts";
import { jsonAnswer, messageAnswer, readShortBody } from "./json_answer.ts";
import { peerObject } from "./peer_json.ts";
import { ANY_API, API, LocalSendStatus } from "./protocol.ts";

/** Bytes of a registration at most. */
const MAX_REGISTRATION = 16 * 1024;
/** Registrations of one source: at once, and per second. */
const REGISTRATIONS = { burst: 20, perSecond: 2, maxSources: MAX_FOUND_DEVICES };

/** A device that has answered, or asked to be known. */
export interface FoundDevice {
  /** What it claims. */
  device: Device;
  /** Where it answers. */
  place: DevicePlace;
}

/** Answers one request below {@linkcode API}. */
export type Route = (context: RequestContext) => Promise<Response>;

/** Options of {@linkcode DeviceHandler}. */
export interface DeviceHandlerOptions {
  /** What this device says about itself. */
  self: () => Device;
  /** Further requests: `POST prepare-upload`. */
  routes?: Readonly<Record<string, Route>>;
  /** Called with each device that registers. */
  onDevice?: (found: FoundDevice) => void;
  /** Called at the end. */
  onClose?: () => Promise<void>;
}

/** Answers the requests of LocalSend devices. */
export class DeviceHandler implements Handler {
  readonly #options: DeviceHandlerOptions;
  readonly #registrations = new SourceRateLimiter(REGISTRATIONS);

  constructor(options: DeviceHandlerOptions) {
    this.#options = options;
  }

  /** Answers a request. */
  async handle(context: RequestContext): Promise<Response> {
    const { path, request } = context;
    if (!path.startsWith(ANY_API)) {
      return messageAnswer(404, "Not found");
    }
    try {
      return await this.#route(context);
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      const { status, message } = statusOf(error);
      await request.body?.cancel().catch(() => {});
      return messageAnswer(status, message);
    }
  }

  async #route(context: RequestContext): Promise<Response> {
    const { request: { method }, path } = context;
    const { self, routes = {} } = this.#options;
    // Version 1 is asked by applications before 1.17 for devices they do not know.
    if (method === "GET" && (path === `${API}info` || path === `${ANY_API}v1/info`)) {
      return jsonAnswer(200, self());
    }
    const name = `${method} ${path.slice(API.length)}`;
    if (!path.startsWith(API)) {
      return messageAnswer(404, "Only version 2 of LocalSend is spoken here");
    }
    if (name === "POST register") return await this.#register(context);
    const route = Object.hasOwn(routes, name) ? routes[name]! : undefined;
    return await route?.(context) ?? messageAnswer(404, "Not found");
  }

  async #register({ request, peer }: RequestContext): Promise<Response> {
    if (!this.#registrations.tryTake(sourceOf(peer))) {
      return messageAnswer(LocalSendStatus.tooMany, "Too many registrations");
    }
    const where = "the registration";
    const bytes = await readShortBody(request, MAX_REGISTRATION);
    const device = readReachableDevice(where, peerObject(where, bytes));
    const { self, onDevice } = this.#options;
    if (device.fingerprint !== self().fingerprint) onDevice?.(foundAt(device, hostIn(peer)));
    return jsonAnswer(200, self());
  }

  /** Releases what the routes hold. */
  async close(): Promise<void> {
    await this.#options.onClose?.();
  }
}

/** Returns a device with its place. */
export function foundAt(device: ReachableDevice, host: string): FoundDevice {
  const { port, protocol, ...rest } = device;
  return { device: rest, place: { host, port, protocol } };
}

/** The host in `tcp://HOST:PORT`, without brackets. */
export function hostIn(peer: string): string {
  return new URL(peer.replace(/^tcp:/, "http:").replace(/%[^\]]*/, "")).hostname.replace(
    /^\[|\]$/g,
    "",
  );
}

/** The status for an error of a request. */
export function statusOf(error: SluiceError): { status: number; message: string } {
  const { message } = error;
  if (error instanceof ProtocolError) return { status: LocalSendStatus.invalid, message };
  switch (error.code) {
    case "declined":
    case "unattended":
    case "exists":
    case "interrupted":
      return { status: LocalSendStatus.rejected, message };
    case "digest_mismatch":
      return { status: LocalSendStatus.checksum, message };
    case "busy":
      return { status: LocalSendStatus.busy, message };
  }
  return { status: LocalSendStatus.failed, message };
}
