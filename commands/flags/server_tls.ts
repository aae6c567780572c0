/** The certificate of a server, its own or one made for this run. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import type { Address } from "../../lib/socket/address.ts";
import { formatFingerprint } from "../../lib/socket/fingerprint.ts";
import { certificateFlags, certificateOf, readPem, refuseTlsFlags } from "./tls.ts";

/** The flags of a server: its certificate, and those of its clients. */
export const serverTlsFlags: readonly Flag[] = [
  ...certificateFlags.map((flag) =>
    flag.name === "cert"
      ? { ...flag, details: "Without it, tls:// uses a certificate that is made for this run." }
      : flag
  ),
  {
    name: "client-ca",
    value: "path",
    placeholder: "FILE",
    summary: "TLS: demand a certificate issued by one of these",
  },
];

/** What a server needs for `tls://`: data only. */
export interface ServerTls {
  /** Certificate and key; undefined if no address is `tls://`. */
  tls?: { cert: string; key: string; clientCa?: readonly string[] };
  /** The fingerprint of a certificate that was made for this run. */
  pin?: string;
}

/**
 * Reads the flags, and makes a certificate if one is needed and none is given.
 *
 * @throws {CallerError} as `certificateOf` does, and code `usage` if `--client-ca` has no use.
 */
export async function serverTls(
  args: ParsedArguments,
  addresses: readonly Address[],
): Promise<ServerTls> {
  const own = certificateOf(args);
  const isTls = addresses.some(({ scheme }) => scheme === "tls");
  const ca = args.value("client-ca");
  if (ca !== undefined && !isTls) {
    throw new CallerError("usage", "--client-ca works with tls:// only");
  }
  if (ca !== undefined && addresses.some(({ scheme }) => scheme !== "tls")) {
    throw new CallerError("usage", "--client-ca needs tls:// in every address to listen on");
  }
  if (!isTls) refuseTlsFlags(args, certificateFlags);
  const clientCa = ca === undefined ? {} : { clientCa: [readPem(ca, "CERTIFICATE")] };
  if (own !== undefined) return { tls: { ...own, ...clientCa } };
  if (!isTls) return {};
  const { fingerprintOf, selfSigned } = await import("../../lib/secure/self_signed.ts");
  const made = await selfSigned(["127.0.0.1", "::1"], ["localhost"]);
  const pin = formatFingerprint((await fingerprintOf(made.cert))!);
  return { tls: { ...made, ...clientCa }, pin };
}
