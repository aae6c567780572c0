/** The flags of `sluice share` for LocalSend. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import type { Network } from "../../lib/discovery/network.ts";
import { CallerError, LocalError } from "../../lib/errors.ts";
import { isUnspecified } from "../../lib/socket/unspecified.ts";
import type { Identity } from "../../lib/web/localsend/identity.ts";
import { aliasOf, pinOf } from "../flags/localsend.ts";
import type { WebSettings } from "../flags/web.ts";

/** What a share is to LocalSend devices: data only. */
export interface LocalSendShare {
  /** The name that others are shown. */
  alias: string;
  /** The PIN that admits a device; undefined: none. */
  pin: string | undefined;
  /** Admits every device. */
  yes: boolean;
  /** The server's certificate, or one for registrations only where the server has none. */
  identity: Identity;
  /** The networks to announce on. */
  networks: readonly Network[];
}

/**
 * Reads the flags; undefined without `--localsend`.
 *
 * @throws {CallerError} code `usage` if flags conflict, or lack `--localsend`.
 * @throws {LocalError} code `unattended` if no device could be admitted.
 */
export async function localSendShare(
  args: ParsedArguments,
  { terminal }: Context,
  { tls, listen, password }: WebSettings,
): Promise<LocalSendShare | undefined> {
  const misuse = (what: string) => new CallerError("usage", `${what}; see sluice help share`);
  if (!args.has("localsend")) {
    for (const name of ["pin", "alias", "yes"]) {
      if (args.has(name)) throw misuse(`--${name} needs --localsend`);
    }
    return undefined;
  }
  if (args.positionals.length === 0) throw misuse("--localsend offers files, and no PATH is given");
  const [pin, yes] = [pinOf(args), args.has("yes")];
  if (pin !== undefined && yes) throw misuse("--pin and --yes exclude each other");
  if (password !== undefined && pin === undefined) {
    throw misuse("LocalSend devices send no password; add --pin, or leave out --password");
  }
  if (pin === undefined && !yes && !terminal.interactive) {
    throw new LocalError(
      "unattended",
      "There is no terminal to ask on; add --pin PIN, or --yes to let every device fetch",
    );
  }
  const { usableNetworks } = await import("../../lib/discovery/networks.ts");
  const networks = usableNetworks().filter(({ address, name }) =>
    listen.some((host) => isUnspecified(host) || host === address || host === `${address}%${name}`)
  );
  return { alias: aliasOf(args), pin, yes, identity: await identityOf(tls), networks };
}

/**
 * The identity of the server's certificate. Without one it is new: that of `receive --localsend` would make
 * two devices of one fingerprint.
 */
async function identityOf(tls: WebSettings["tls"]): Promise<Identity> {
  const { newIdentity } = await import("../../lib/web/localsend/identity.ts");
  if (tls === undefined) return await newIdentity();
  const { fingerprintOf } = await import("../../lib/secure/self_signed.ts");
  const fingerprint = (await fingerprintOf(tls.cert))?.replaceAll(":", "");
  if (fingerprint === undefined) throw new CallerError("usage", "--cert holds no certificate");
  return { ...tls, fingerprint };
}
