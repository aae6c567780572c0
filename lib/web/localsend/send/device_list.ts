/** The devices that a search has found. Pure. @module */

import { MAX_DEVICES_OF_HOST, MAX_FOUND_DEVICES } from "../../../limits.ts";
import type { FoundDevice } from "../device_handler.ts";

/**
 * Keeps each device once: by its fingerprint, which its certificate must have later, and without HTTPS by its
 * place. One address cannot fill the list.
 */
export class DeviceList {
  readonly #found = new Map<string, FoundDevice>();
  readonly #ofHost = new Map<string, number>();
  /** Devices that were left out because the list was full. */
  omitted = 0;

  /** Adds a device, or the newer claims of one in the list; returns whether the list has changed. */
  add(found: FoundDevice): boolean {
    const key = keyOf(found);
    const known = this.#found.get(key);
    if (known !== undefined) {
      // Reached by another address as well: the first one stays, unless the other one is faster.
      const isFaster = hasZone(known) && !hasZone(found);
      if (known.place.host !== found.place.host && !isFaster) return false;
      this.#found.set(key, found);
      return known.device.alias !== found.device.alias || known.place.port !== found.place.port;
    }
    const { host } = found.place;
    const count = this.#ofHost.get(host) ?? 0;
    if (count >= MAX_DEVICES_OF_HOST || this.#found.size >= MAX_FOUND_DEVICES) {
      this.omitted++;
      return false;
    }
    this.#ofHost.set(host, count + 1);
    this.#found.set(key, found);
    return true;
  }

  /** The devices, in the order in which they were found. */
  get devices(): FoundDevice[] {
    return [...this.#found.values()];
  }

  /** The devices that {@linkcode devicesNamed} finds. */
  named(name: string): FoundDevice[] {
    return devicesNamed(name, this.devices);
  }
}

/** The devices of a name, in any case; if there is none, those whose name begins with it. */
export function devicesNamed(name: string, devices: readonly FoundDevice[]): FoundDevice[] {
  const wanted = folded(name);
  const whole = devices.filter(({ device }) => folded(device.alias) === wanted);
  if (whole.length > 0) return whole;
  return devices.filter(({ device }) => folded(device.alias).startsWith(wanted));
}

function keyOf({ device, place }: FoundDevice): string {
  return place.protocol === "https"
    ? device.fingerprint.toUpperCase()
    : `${place.host} ${place.port}`;
}

/** Connections to such an address take more work (see `zoned_stream.ts`). */
function hasZone({ place: { host } }: FoundDevice): boolean {
  return host.includes("%");
}

function folded(name: string): string {
  return name.normalize("NFC").toLowerCase().trim();
}
