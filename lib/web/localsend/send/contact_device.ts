/** Registers with a device whose address is known. @module */

import { ConnectionError, ProtocolError } from "../../../errors.ts";
import { hostPort } from "../../../socket/host_port.ts";
import { type ReachableDevice, readDevice } from "../device.ts";
import type { FoundDevice } from "../device_handler.ts";
import { type DevicePlace, isNotHttp } from "../http_client.ts";
import type { Identity } from "../identity.ts";
import { peerObject } from "../peer_json.ts";
import { registerWith } from "../register_with.ts";

/** Options of {@linkcode contactDevice}. */
export interface ContactDeviceOptions {
  /** The addresses of the host, in the order in which they are tried. */
  hosts: readonly string[];
  /** The TCP port. */
  port: number;
  /** How to speak to it. Another protocol is not tried: it could be what an attacker wants. */
  protocol: DevicePlace["protocol"];
  /** What this device says about itself. */
  self: ReachableDevice;
  /** What this side presents. */
  identity: Identity;
  /** Ends the attempts. */
  signal: AbortSignal;
}

/**
 * Registers with a device. The fingerprint of the result is that of its certificate.
 *
 * @throws {ConnectionError} if it cannot be reached, or does not answer.
 * @throws {ProtocolError} if its answer is none of LocalSend's.
 */
export async function contactDevice(options: ContactDeviceOptions): Promise<FoundDevice> {
  const { hosts, port, protocol } = options;
  let failure: unknown;
  for (const host of hosts) {
    try {
      return await register({ host, port, protocol }, options);
    } catch (error) {
      options.signal.throwIfAborted();
      failure ??= error;
    }
  }
  throw otherProtocol({ host: hosts[0]!, port, protocol }, failure) ?? failure;
}

/** The error for a device that may have to be spoken to by the other protocol. */
function otherProtocol(place: DevicePlace, cause: unknown): ConnectionError | undefined {
  const isLost = cause instanceof ConnectionError && cause.code === "cut";
  // By an alert of TLS.
  const isOther = cause instanceof ProtocolError && isNotHttp(cause.cause);
  if (!isLost && !isOther) return undefined;
  const [missing, advice] = place.protocol === "https"
    ? ["HTTPS", "if the device's encryption is off, use http:// before its address"]
    : ["HTTP", "if the device's encryption is on, omit http:// before its address"];
  const text = `No ${missing} at ${hostPort(place)}; ${advice}`;
  return new ConnectionError("unavailable", text, { cause });
}

async function register(place: DevicePlace, options: ContactDeviceOptions): Promise<FoundDevice> {
  const { self, identity, signal } = options;
  const { answer, fingerprint } = await registerWith(place, { self, identity, signal });
  const { status, bytes } = answer;
  if (status !== 200) {
    throw new ProtocolError(
      `${place.host} answers ${status} and seems to be no LocalSend device; check the address`,
    );
  }
  const where = "the answer to the registration";
  const device = readDevice(where, peerObject(where, bytes));
  return { device: { ...device, fingerprint: fingerprint ?? device.fingerprint }, place };
}
