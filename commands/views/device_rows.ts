/** LocalSend devices as rows of a table. @module */

import { MAX_ALIAS_LENGTH } from "../../lib/limits.ts";
import { formatAddress } from "../../lib/socket/address.ts";
import { hostPort } from "../../lib/socket/host_port.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { peerText } from "../../lib/text/peer_text.ts";
import { fit } from "../../lib/terminal/fit.ts";
import type { FoundDevice } from "../../lib/web/localsend/device_handler.ts";

/** Columns of a name or a model in a table at most. */
const NAME_COLUMNS = 32;
/** Digits of a fingerprint in a table: enough to tell devices apart, not to verify one. */
const FINGERPRINT_DIGITS = 16;

/** The header of the rows of {@linkcode deviceRow}. */
export const DEVICE_COLUMNS = ["NAME", "MODEL", "TYPE", "ADDRESS", "FINGERPRINT"] as const;

/** A device as a row, escaped and short. Everything in it but the address is a claim of the device. */
export function deviceRow({ device, place }: FoundDevice): string[] {
  const short = (text: string) => fit(oneLine(text), NAME_COLUMNS);
  return [
    short(device.alias),
    short(device.deviceModel ?? "-"),
    device.deviceType ?? "-",
    shownPlace({ place }),
    place.protocol === "https"
      ? shownFingerprint(device.fingerprint.slice(0, FINGERPRINT_DIGITS)) + "…"
      : "not encrypted",
  ];
}

/** A device's name for messages, in quotation marks. */
export function shownAlias({ device }: Pick<FoundDevice, "device">): string {
  return `"${fit(oneLine(device.alias), NAME_COLUMNS)}"`;
}

/** A fingerprint in groups of four digits, as it is compared by eye. */
export function shownFingerprint(fingerprint: string): string {
  const digits = oneLine(fingerprint).toUpperCase();
  return digits.match(/.{1,4}/gu)?.join(" ") ?? "";
}

/** Where a device answers: `192.0.2.7:53317`. */
export function shownPlace({ place }: Pick<FoundDevice, "place">): string {
  return escapeText(hostPort(place));
}

/** The event of a device. */
export function deviceEvent({ device, place }: FoundDevice) {
  const { alias, deviceModel, deviceType, fingerprint, version, download } = device;
  return {
    event: "device" as const,
    alias,
    ...deviceModel !== undefined && { model: deviceModel },
    ...deviceType !== undefined && { type: deviceType },
    address: formatAddress({ scheme: "tcp", host: place.host, port: place.port }),
    protocol: place.protocol,
    fingerprint,
    version,
    download,
  };
}

/** Bounds the work of fitting a name, which the peer chose. */
function oneLine(text: string): string {
  return escapeText(peerText(text.slice(0, MAX_ALIAS_LENGTH).toWellFormed()));
}
