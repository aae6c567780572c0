/** A request to send files. Pure. @module */

import { ProtocolError } from "../../../errors.ts";
import { type Device, readDevice, readReachableDevice } from "../device.ts";
import { hostIn } from "../device_handler.ts";
import type { DevicePlace } from "../http_client.ts";
import { type OfferedFile, readOfferedFiles } from "../offered_file.ts";
import { peerObject } from "../peer_json.ts";
import { checkJsonBounds } from "./json_bounds.ts";

/** A request to send files. */
export interface ReceivedOffer {
  /** What the sender claims to be. The server sees no certificate of a client, so that nothing is proven. */
  sender: Device;
  /** Where the sender's own server answers, if it says so. */
  place: DevicePlace | undefined;
  /** The address that the request came from: `tcp://192.0.2.8:50122`. */
  peer: string;
  /** The files. */
  files: OfferedFile[];
}

const WHERE = "the offer";

/**
 * Reads an offer.
 *
 * @param peer The address that it came from.
 * @throws {ProtocolError} if it is malformed, has no files, or too many.
 */
export function readOffer(bytes: Uint8Array, peer: string): ReceivedOffer {
  checkJsonBounds(bytes);
  const object = peerObject(WHERE, bytes);
  const sender = readDevice(WHERE, object.info);
  const files = readOfferedFiles(WHERE, object.files);
  if (files.length === 0) throw new ProtocolError(`${WHERE} has no files`);
  return { sender, place: placeOf(object.info, peer), peer, files };
}

function placeOf(info: unknown, peer: string): DevicePlace | undefined {
  try {
    const { port, protocol } = readReachableDevice(WHERE, info);
    return { host: hostIn(peer), port, protocol };
  } catch {
    // Optional here: the sender is only told there that this side cancels.
    return undefined;
  }
}
