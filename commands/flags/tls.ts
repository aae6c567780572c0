/** The flags of TLS, for clients and servers. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { whyUnreadable } from "../../lib/file/source/why_unreadable.ts";
import { formatFingerprint, parseFingerprint } from "../../lib/socket/fingerprint.ts";
import type { TlsClientOptions } from "../../lib/socket/tls_client_options.ts";

/** This side's certificate. */
export const certificateFlags: readonly Flag[] = [
  {
    name: "cert",
    value: "path",
    placeholder: "FILE",
    summary: "TLS: certificate chain of this side, in PEM",
  },
  {
    name: "key",
    value: "path",
    placeholder: "FILE",
    summary: "TLS: key of the certificate, in PEM",
  },
];

/** Which certificates a client trusts. */
export const trustFlags: readonly Flag[] = [
  {
    name: "ca",
    value: "path",
    placeholder: "FILE",
    summary: "TLS: also trust the certificates in this file",
  },
  {
    name: "servername",
    value: "string",
    placeholder: "NAME",
    summary: "TLS: name to request and verify (default the host)",
  },
  {
    name: "pin",
    value: "string",
    placeholder: "sha256:HEX",
    repeatable: true,
    summary: "TLS: accept only this certificate",
    details:
      "The one with this SHA-256 fingerprint. Its name, issuer and validity are not looked at; colons may separate the bytes.",
  },
  {
    name: "insecure",
    summary: "TLS: do not verify the certificate of the peer",
    details: "Another machine could answer, and read and change what is sent.",
  },
];

/**
 * Refuses flags of TLS for an address without it: `--pin` would promise what plain text cannot keep.
 *
 * @throws {CallerError} code `usage`, for the first of the flags.
 */
export function refuseTlsFlags(
  args: ParsedArguments,
  flags: readonly Flag[],
  scheme = "tls://",
): void {
  const given = flags.find(({ name }) => args.has(name));
  if (given === undefined) return;
  throw new CallerError(
    "usage",
    `--${given.name} works with ${scheme} only; add it before the address`,
  );
}

/**
 * Reads the TLS options of a client, and the files they name.
 *
 * @param isTls Whether the address has TLS.
 * @throws {CallerError} code `usage` if the address has no TLS, only one of `--cert` and `--key` is given, or a fingerprint is invalid;
 *   `no_input` if a file is missing.
 */
export function tlsClientOptions(
  args: ParsedArguments,
  isTls: boolean,
  scheme?: string,
): TlsClientOptions {
  if (!isTls) refuseTlsFlags(args, [...trustFlags, ...certificateFlags], scheme);
  const pair = certificateOf(args);
  const ca = args.value("ca");
  const serverName = args.value("servername");
  const pins = args.values("pin").map((text) => formatFingerprint(parseFingerprint(text)));
  if (pins.length > 0 && args.has("insecure")) {
    throw new CallerError("usage", "--pin and --insecure exclude each other");
  }
  return {
    ...pair,
    ...ca !== undefined && { ca: [readPem(ca, "CERTIFICATE")] },
    ...serverName !== undefined && { serverName },
    ...pins.length > 0 && { pins },
    ...args.has("insecure") && { verify: false },
  };
}

/** This side's certificate and key; undefined if neither is given. */
export function certificateOf(args: ParsedArguments): { cert: string; key: string } | undefined {
  const cert = args.value("cert");
  const key = args.value("key");
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new CallerError("usage", "--cert and --key must be given together");
  }
  return { cert: readPem(cert, "CERTIFICATE"), key: readPem(key, "PRIVATE KEY") };
}

/**
 * The text of a PEM file.
 *
 * @param label What must be in it (RFC 7468). A key may be of a kind: `RSA PRIVATE KEY`.
 * @throws {CallerError} code `no_input` if it cannot be read, `usage` if it does not contain the label.
 */
export function readPem(path: string, label: "CERTIFICATE" | "PRIVATE KEY"): string {
  const text = readText(path);
  if (new RegExp(`-----BEGIN (\\w+ )*${label}-----`).test(text)) return text;
  const what = label === "CERTIFICATE" ? "certificate" : "private key";
  throw new CallerError("usage", `${JSON.stringify(path)} contains no ${what} in PEM`);
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    throw new CallerError(
      "no_input",
      `Cannot read ${JSON.stringify(path)}: ${whyUnreadable(cause)}`,
      { cause },
    );
  }
}
