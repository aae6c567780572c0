/** A device on the network: its HTTPS server, its announcements, and its answers to those of others. @module */

import type { DiscoveryProblem } from "../../discovery/problem.ts";
import type { Network } from "../../discovery/network.ts";
import { Access } from "../http/access.ts";
import type { WebObserver } from "../web_event.ts";
import { serveWeb, type WebServer } from "../web_server.ts";
import { announceDevice } from "./announce_device.ts";
import { type ReachableDevice, thisDevice } from "./device.ts";
import { DeviceHandler, type FoundDevice, type Route } from "./device_handler.ts";
import type { Identity } from "./identity.ts";
import { LinkSearch } from "./link_search.ts";
import { LOCALSEND_PORT, SCOPED_NAME } from "./protocol.ts";
import { withZone } from "./with_zone.ts";

const UNSEEN: WebObserver = { event() {}, begin: () => ({ add() {}, end() {} }) };

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
  /** Further requests: `POST prepare-upload`. @default {{}} */
  routes?: Readonly<Record<string, Route>>;
  /** Called at the end, before {@linkcode Presence.close} resolves. */
  onClose?: () => Promise<void>;
  /** Called with each device that registers or answers, also repeatedly. */
  onDevice?: (found: FoundDevice) => void;
  /** Receives rejected requests. Default: they are not reported. */
  observer?: WebObserver;
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
  const { identity, alias, listen, networks, port = LOCALSEND_PORT, observer = UNSEEN } = options;
  const { fingerprint, cert, key } = identity;
  const device = thisDevice({ alias, fingerprint });
  const [host, ...alsoAt] = listen;
  const onDevice = options.onDevice && (async (claimed: FoundDevice) => {
    const candidates = withZone(claimed, networks);
    const found = candidates.length > 1 ? await links.find(candidates) : candidates[0];
    if (found !== undefined) options.onDevice!(found);
  });
  const server = serveWeb({
    address: { scheme: "tcp", host: host!, port },
    alsoAt,
    orAnyPort: options.orAnyPort ?? false,
    tls: { cert, key },
    access: new Access({ hostNames: options.hostNames, hostPattern: SCOPED_NAME }),
    handler: new DeviceHandler({
      self: () => device,
      ...options.routes && { routes: options.routes },
      ...onDevice && { onDevice },
      ...options.onClose && { onClose: options.onClose },
    }),
    facts: { machine: alias, prefix: "/", encrypted: true },
    observer,
  });
  const self: ReachableDevice = { ...device, port: server.port, protocol: "https" };
  const closing = new AbortController();
  const links = new LinkSearch({
    self,
    identity,
    signal: AbortSignal.any([options.signal, closing.signal]),
  });
  try {
    const announced = await announceDevice({
      self,
      identity,
      networks,
      signal: options.signal,
      ...onDevice && { onDevice },
    });
    return {
      server,
      self,
      problems: announced.problems,
      announce: () => announced.announce(),
      async close(how) {
        closing.abort();
        announced.close();
        await server.stop(how);
      },
    };
  } catch (error) {
    await server.stop("now");
    throw error;
  }
}
