/** The options of `sluice get`. @module */

import type { ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { openDestination } from "../../lib/file/destination.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { SERVICE_PORTS } from "../../lib/services/ports.ts";
import type { Address } from "../../lib/socket/address.ts";
import { parseTypedAddress } from "../../lib/socket/parse_typed_address.ts";
import type { TlsClientOptions } from "../../lib/socket/tls_client_options.ts";
import { givenIfExists } from "../flags/if_exists.ts";
import { familyOf } from "../flags/family.ts";
import { tlsClientOptions } from "../flags/tls.ts";

/** The input of the confined part: data only. */
export interface GetOptions {
  /** The server. */
  address: Address;
  /** For `tls://`. */
  tls: TlsClientOptions;
  /** Files to fetch. */
  names: readonly string[];
  /** The destination; undefined: the server's list is printed. */
  into: string | undefined;
  /** The destination as the user typed it, for messages. */
  intoShown: string;
  /** Name of the digest for sluice's own protocol; undefined: the classic protocol. */
  digest: string | undefined;
  /** What to do about names that exist. */
  ifExists: IfExists;
  /** Names to accept although other programs read or run them. */
  acceptNames: readonly string[];
}

/** Reads the flags. @throws {CallerError} if they conflict. */
export function getOptions(args: ParsedArguments): GetOptions {
  const [place, ...names] = args.positionals;
  const isList = args.has("list");
  if (isList === names.length > 0) {
    throw new CallerError(
      "usage",
      isList ? "--list takes no file names" : "Missing file name; use --list to see the names",
    );
  }
  const address = parseTypedAddress(place!, "dial", {
    port: SERVICE_PORTS.files,
    ...familyOf(args),
  });
  if (address.scheme === "udp") {
    throw new CallerError("usage", "get does not work over UDP; use HOST:PORT");
  }
  // The rest would be another request.
  const bad = names.find((name) => /[\r\n\0]/.test(name));
  if (bad !== undefined) {
    const text = `The name ${
      JSON.stringify(bad)
    } contains a line end or NUL, and cannot be requested`;
    throw new CallerError("usage", text);
  }
  const ifExists = givenIfExists(args) ?? "refuse";
  if (ifExists === "update" && !args.has("digest")) {
    throw new CallerError(
      "usage",
      "--if-exists update needs --digest: without it the server does not send the files' times",
    );
  }
  return {
    address,
    tls: tlsClientOptions(args, address.scheme === "tls"),
    names,
    into: isList ? undefined : openDestination(args.value("into") ?? "."),
    intoShown: args.value("into") ?? ".",
    digest: args.value("digest"),
    ifExists,
    acceptNames: args.values("accept-name"),
  };
}
