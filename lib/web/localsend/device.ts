/** What a device says about itself: in announcements, registrations and requests. Pure. @module */

import { MAX_ALIAS_LENGTH } from "../../limits.ts";
import { PeerReader } from "./peer_json.ts";
import { PROTOCOL_VERSION } from "./protocol.ts";

/** The kinds of devices, which choose a picture only. */
export const DEVICE_TYPES = ["mobile", "desktop", "web", "headless", "server"] as const;

/** What a device claims to be. None of it is verified. */
export interface Device {
  /** The name that its user chose. */
  alias: string;
  /** Major and minor version of the protocol: `2.1`. */
  version: string;
  /** The maker or the system: `Samsung`, `Linux`. */
  deviceModel?: string | undefined;
  /** The kind; unknown kinds are `desktop`, as the protocol says. */
  deviceType?: typeof DEVICE_TYPES[number] | undefined;
  /** The SHA-256 of its certificate in upper-case hexadecimal, or any text without HTTPS. */
  fingerprint: string;
  /** Whether it offers files for download. */
  download: boolean;
}

/** A device with the place where it answers. */
export interface ReachableDevice extends Device {
  /** The TCP port. */
  port: number;
  /** How it is spoken to. */
  protocol: "http" | "https";
}

/**
 * Reads what a device says about itself.
 *
 * @param where What carries it, for errors: `the announcement`.
 * @throws {ProtocolError} if a member is missing or invalid.
 */
export function readDevice(where: string, value: unknown): Device {
  return deviceOf(new PeerReader(where, value));
}

/** Reads the same with the place. @throws {ProtocolError} if a member is missing or invalid. */
export function readReachableDevice(where: string, value: unknown): ReachableDevice {
  const reader = new PeerReader(where, value);
  return {
    ...deviceOf(reader),
    port: reader.required("port", reader.integer("port", 1, 65535)),
    protocol: reader.required("protocol", reader.oneOf("protocol", ["http", "https"])),
  };
}

function deviceOf(reader: PeerReader): Device {
  const type = reader.shortText("deviceType", MAX_ALIAS_LENGTH)?.toLowerCase();
  const known = DEVICE_TYPES.find((each) => each === type) ?? "desktop";
  return {
    alias: reader.required("alias", reader.shortText("alias", MAX_ALIAS_LENGTH)),
    version: reader.shortText("version", 16) ?? "1.0",
    deviceModel: reader.shortText("deviceModel", MAX_ALIAS_LENGTH),
    deviceType: type === undefined ? undefined : known,
    fingerprint: normalised(reader.shortText("fingerprint", MAX_ALIAS_LENGTH) ?? ""),
    download: reader.boolean("download") ?? false,
  };
}

/** Some implementations write the digits of a SHA-256 in lower case; the application compares upper case. */
function normalised(fingerprint: string): string {
  return /^[0-9a-f]{64}$/i.test(fingerprint) ? fingerprint.toUpperCase() : fingerprint;
}

/** The systems, as people call them. */
const SYSTEMS: Readonly<Record<string, string>> = {
  darwin: "macOS",
  linux: "Linux",
  windows: "Windows",
};

/** Describes this program. @param alias The name that peers show. */
export function thisDevice(
  { alias, fingerprint, download = false }: {
    alias: string;
    fingerprint: string;
    download?: boolean;
  },
): Device {
  return {
    alias,
    version: PROTOCOL_VERSION,
    deviceModel: SYSTEMS[Deno.build.os] ?? Deno.build.os,
    deviceType: "headless",
    fingerprint,
    download,
  };
}
