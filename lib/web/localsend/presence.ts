/** A device on the network: its HTTPS server, its announcements, and its answers to those of others. @module */

import type { DiscoveryProblem } from "../../discovery/problem.ts";
import type { Network } from "../../discovery/network.ts";
import { MAX_FOUND_DEVICES } from "../../limits.ts";
import { SourceRateLimiter } from "../../rate_limiter.ts";
import { Access } from "../http/access.ts";
import type { WebObserver } from "../web_event.ts";
import { serveWeb, type WebServer } from "../web_server.ts";
import { type ReachableDevice, thisDevice } from "./device.ts";
import { DeviceHandler, foundAt, type FoundDevice, type Route } from "./device_handler.ts";
import { LocalSendClient } from "./http_client.ts";
import type { Identity } from "./identity.ts";
import { type HeardDevice, type Multicast, openMulticast } from "./multicast.ts";
import { API, LOCALSEND_PORT } from "./protocol.ts";

/** Milliseconds for a device to answer a registration. */
const REGISTER_TIMEOUT = 3000;
/** Registrations with other devices at once. */
const MAX_REGISTERING = 16;
/** Registrations with one device: at once, and per second. */
const REGISTRATIONS = { burst: 3, perSecond: 1, maxSources: MAX_FOUND_DEVICES };

/** Options of {@linkcode openPresence}. */
export interface PresenceOptions {
  /** The certificate and its key. */
  identity: Identity;
  /** The name that others are shown. */
  alias: string;
  /** Names of this machine in requests, besides its addresses. */
  hostNames: readonly string[];
  /** The addresses to listen at. */
  listen: readonly string[];
  /** The TCP port. @default {LOCALSEND_PORT} */
  port?: number;
  /** Takes any free port where that one is in use. @default {false} */
  orAnyPort?: boolean;
  /** The networks to announce on; none to be found by address only. */
  networks: readonly Network[];
  /** Whether files are offered for download. @default {false} */
  download?: boolean;
  /** Further requests: `POST prepare-upload`. @default {{}} */
  routes?: Readonly<Record<string, Route>>;
  /** Called at the end, before {@linkcode Presence.close} resolves. */
  onClose?: () => Promise<void>;
  /** Called with each device that registers or answers, also repeatedly. */
  onDevice?: (found: FoundDevice) => void;
  /** Receives rejected requests. */
  observer: WebObserver;
  /** Ends registrations with others. */
  signal: AbortSignal;
}

/** A running device. */
export interface Presence {
  /** Its server. */
  readonly server: WebServer;
  /** Networks on which announcements do not work. */
  readonly problems: readonly DiscoveryProblem[];
  /** What it says about itself, with its port. */
  readonly self: ReachableDevice;
  /** Announces it again. */
  announce(): void;
  /** Stops announcing, and ends the server: at once, or when requests in flight are answered. */
  close(how: "now" | "gracefully"): Promise<void>;
}

/**
 * Starts a device, and announces it.
 *
 * @throws {LocalError} if the port is in use.
 */
export async function openPresence(options: PresenceOptions): Promise<Presence> {
  const { identity, alias, listen, networks, port = LOCALSEND_PORT, download = false } = options;
  const { fingerprint, cert, key } = identity;
  const device = thisDevice({ alias, fingerprint, download });
  const [host, ...alsoAt] = listen;
  const server = serveWeb({
    address: { scheme: "tcp", host: host!, port },
    alsoAt,
    orAnyPort: options.orAnyPort ?? false,
    tls: { cert, key },
    access: new Access({ hostNames: options.hostNames }),
    handler: new DeviceHandler({
      self: () => device,
      ...options.routes && { routes: options.routes },
      ...options.onDevice && { onDevice: options.onDevice },
      ...options.onClose && { onClose: options.onClose },
    }),
    facts: { machine: alias, prefix: "/", encrypted: true },
    observer: options.observer,
  });
  const self: ReachableDevice = { ...device, port: server.port, protocol: "https" };
  try {
    const registrar = new Registrar(self, options);
    const multicast = await openMulticast({
      self: () => self,
      networks,
      onHeard: (heard) => void registrar.hear(heard, multicast),
    });
    multicast.announce();
    return {
      server,
      self,
      problems: multicast.problems,
      announce: () => multicast.announce(),
      async close(how) {
        multicast.close();
        await server.stop(how);
      },
    };
  } catch (error) {
    await server.stop("now");
    throw error;
  }
}

/** Registers this device with those that announce themselves. */
class Registrar {
  readonly #self: ReachableDevice;
  readonly #options: PresenceOptions;
  readonly #limits = new SourceRateLimiter(REGISTRATIONS);
  #running = 0;

  constructor(self: ReachableDevice, options: PresenceOptions) {
    this.#self = self;
    this.#options = options;
  }

  async hear({ device, host, announces }: HeardDevice, multicast: Multicast): Promise<void> {
    const { onDevice, signal } = this.#options;
    const found = foundAt(device, host);
    // An answer to an announcement of this device.
    if (!announces) return onDevice?.(found);
    if (signal.aborted || this.#running >= MAX_REGISTERING) return;
    if (!this.#limits.tryTake(`${host} ${device.port}`)) return;
    this.#running++;
    const isRegistered = await this.#register(found).finally(() => this.#running--);
    if (isRegistered) onDevice?.(found);
    else if (!signal.aborted) multicast.answer();
  }

  async #register({ device, place }: FoundDevice): Promise<boolean> {
    const { identity, signal } = this.#options;
    const fingerprint = place.protocol === "https" ? device.fingerprint : undefined;
    const client = new LocalSendClient({ place, identity, fingerprint });
    try {
      const { status } = await client.post(`/${API}register`, {
        json: this.#self,
        signal,
        timeout: REGISTER_TIMEOUT,
      });
      return status === 200;
    } catch {
      // The device may not be reachable; it may hear the answer by multicast.
      return false;
    } finally {
      client.close();
    }
  }
}
