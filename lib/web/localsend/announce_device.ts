/** Announces a device whose server runs, and answers the announcements of others. @module */

import type { Network } from "../../discovery/network.ts";
import type { DiscoveryProblem } from "../../discovery/problem.ts";
import { MAX_FOUND_DEVICES } from "../../limits.ts";
import { SourceRateLimiter } from "../../rate_limiter.ts";
import { needsZone } from "../../socket/address.ts";
import type { ReachableDevice } from "./device.ts";
import { foundAt, type FoundDevice } from "./device_handler.ts";
import type { Identity } from "./identity.ts";
import { type HeardDevice, type Multicast, openMulticast } from "./multicast.ts";
import { registerWith } from "./register_with.ts";

/** Registrations with other devices at once. */
const MAX_REGISTERING = 16;
/** Registrations with one device: at once, and per second. */
const REGISTRATIONS = { burst: 3, perSecond: 1, maxSources: MAX_FOUND_DEVICES };

/** Options of {@linkcode announceDevice}. */
export interface AnnounceOptions {
  /** What the device says about itself, with its port. */
  self: ReachableDevice;
  /** The certificate that it presents where it registers. */
  identity: Identity;
  /** The networks to announce on; none to be found by address only. */
  networks: readonly Network[];
  /**
   * Called with each device that answers, also repeatedly; and with one that has to be searched first, because
   * its link-local address has no zone.
   */
  onDevice?: (found: FoundDevice) => void;
  /** Ends registrations with others. */
  signal: AbortSignal;
}

/** A device that is announced. */
export interface AnnouncedDevice {
  /** Networks on which announcements do not work. */
  readonly problems: readonly DiscoveryProblem[];
  /** Announces it again. */
  announce(): void;
  /** Stops, and ends registrations with others. */
  close(): void;
}

/** Announces a device. */
export async function announceDevice(options: AnnounceOptions): Promise<AnnouncedDevice> {
  const { self, networks } = options;
  const closing = new AbortController();
  const signal = AbortSignal.any([options.signal, closing.signal]);
  const registrar = new Registrar({ ...options, signal });
  const multicast = await openMulticast({
    self: () => self,
    networks,
    onHeard: (heard) => void registrar.hear(heard, multicast),
  });
  multicast.announce();
  return {
    problems: multicast.problems,
    announce: () => multicast.announce(),
    close() {
      closing.abort();
      multicast.close();
    },
  };
}

/** Registers this device with those that announce themselves. */
class Registrar {
  readonly #options: AnnounceOptions;
  readonly #limits = new SourceRateLimiter(REGISTRATIONS);
  #running = 0;

  constructor(options: AnnounceOptions) {
    this.#options = options;
  }

  async hear({ device, host, announces }: HeardDevice, multicast: Multicast): Promise<void> {
    const { onDevice, signal } = this.#options;
    const found = foundAt(device, host);
    // An answer to an announcement of this device, or a device that is registered with where it is found.
    if (!announces || onDevice && needsZone(host)) return onDevice?.(found);
    if (signal.aborted || this.#running >= MAX_REGISTERING) return;
    if (!this.#limits.tryTake(`${host} ${device.port}`)) return;
    this.#running++;
    const isRegistered = await this.#register(found).finally(() => this.#running--);
    if (isRegistered) onDevice?.(found);
    else if (!signal.aborted) multicast.answer();
  }

  async #register({ device, place }: FoundDevice): Promise<boolean> {
    const fingerprint = place.protocol === "https" ? device.fingerprint : undefined;
    try {
      const { answer } = await registerWith(place, { ...this.#options, fingerprint });
      return answer.status === 200;
    } catch {
      // The device may not be reachable; it may hear the answer by multicast.
      return false;
    }
  }
}
