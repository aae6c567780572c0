/**
 * The numbers and paths of the LocalSend protocol, version 2.2 (https://github.com/localsend/protocol, which
 * has 2.1; the application adds a status for a checksum that differs).
 *
 * @module
 */

import type { MulticastGroup } from "../../discovery/sockets.ts";

/** The version that this program announces. Peers compare the major number only. */
export const PROTOCOL_VERSION = "2.2";

/** The UDP port of announcements, and the usual TCP port of a device. */
export const LOCALSEND_PORT = 53317;

/** Where devices announce themselves. The IPv6 group is the application's own addition. */
export const LOCALSEND_GROUP: MulticastGroup = {
  ipv4: "224.0.0.167",
  ipv6: "ff12::fd3a:e420",
  port: LOCALSEND_PORT,
};

/** The start of the paths of all versions, without a slash in front. */
export const ANY_API = "api/localsend/";
/** The start of every path of this version. */
export const API = `${ANY_API}v2/`;

/**
 * The names by which the application calls a link-local IPv6 address, whose zone a URL cannot have: for
 * `fe80::1%3` it is `fe80--1s3.scoped.localsend.internal`. No name below `.internal` is in the public DNS.
 */
export const SCOPED_NAME = /^fe80-[0-9a-f-]*s\d+\.scoped\.localsend\.internal$/;

/** The statuses with a meaning in the protocol. */
export const LocalSendStatus = {
  /** Accepted, and no file is wanted: a text was shown. */
  nothingWanted: 204,
  /** The request is malformed. */
  invalid: 400,
  /** A PIN is required, or it is wrong. */
  pin: 401,
  /** The user declined, or the token or the address is not the session's. */
  rejected: 403,
  /** Another session is running. */
  busy: 409,
  /** The content differs from its checksum; it can be sent again (version 2.2). */
  checksum: 422,
  /** Too many attempts at the PIN. */
  tooMany: 429,
  /** Any other failure. */
  failed: 500,
} as const;
