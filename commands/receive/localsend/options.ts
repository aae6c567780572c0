/** The options of `sluice receive --localsend`. @module */

import type { Context, ParsedArguments } from "../../../lib/cli/command.ts";
import type { Network } from "../../../lib/discovery/network.ts";
import { usableNetworks } from "../../../lib/discovery/networks.ts";
import { CallerError, LocalError } from "../../../lib/errors.ts";
import { openDestination } from "../../../lib/file/destination.ts";
import type { IfExists } from "../../../lib/file/if_exists.ts";
import { type Names, usualNames } from "../../../lib/file/staging/stored_name.ts";
import { isInRange } from "../../../lib/socket/ip_range.ts";
import { parseTypedAddress } from "../../../lib/socket/parse_typed_address.ts";
import { isUnspecified } from "../../../lib/socket/unspecified.ts";
import { reachable } from "../../../lib/web/lan_address.ts";
import { LOCALSEND_PORT } from "../../../lib/web/localsend/protocol.ts";
import { givenIfExists } from "../../flags/if_exists.ts";
import { ownAddresses } from "../../flags/lan.ts";
import { type LocalSendSettings, localSendSettings, pinOf } from "../../flags/localsend.ts";
import type { ShownHost } from "../../flags/web.ts";
import { machineName } from "../../views/machine_name.ts";
import { NO_TERMINAL } from "../../views/question.ts";

/** What the confined part needs: data only. */
export interface LocalSendOptions extends LocalSendSettings {
  kind: "localsend";
  /** The destination. */
  into: string;
  /** The PIN that senders must give; undefined for none. */
  pin: string | undefined;
  /** Whether to accept every offer. */
  yes: boolean;
  /** Names to accept although other programs read or run them. */
  acceptNames: readonly string[];
  /** Whether to end after the first session. */
  once: boolean;
  /** What to do about names that exist, if the flag is given. */
  ifExists: IfExists | undefined;
  /** What to do about names that the file system cannot hold. */
  names: Names;
  /** Whether to list digests on a terminal as well. */
  digests: boolean;
  /** Where to listen. */
  place: ListeningPlace;
  /** Names of this machine. */
  hostNames: readonly string[];
}

/** Where to listen and to announce. */
export interface ListeningPlace {
  /** The addresses. */
  listen: string[];
  /** The port. */
  port: number;
  /** Whether to take any free port if that one is in use. */
  orAnyPort: boolean;
  /** The addresses to show. */
  hosts: ShownHost[];
  /** The networks to announce on. */
  networks: Network[];
}

/** The flags that make no sense for LocalSend, and why. */
const OTHERS: Readonly<Record<string, string>> = {
  from: "senders connect by themselves",
  code: "LocalSend has no codes",
  plain: "LocalSend has its own encryption",
  "secret-file": "LocalSend has no secrets; --pin asks for a PIN",
  stdout: "files are stored",
  limit: "the rate of LocalSend is not limited",
  retry: "LocalSend does not resume",
  "no-resume": "LocalSend does not resume",
  "refuse-digest": "LocalSend has one digest",
  "list-partial": "use it alone",
  "discard-partial": "use it alone",
};

/**
 * Reads the flags.
 *
 * @throws {CallerError} code `usage` if flags conflict.
 * @throws {LocalError} code `unattended` if no offer could be accepted.
 */
export async function localSendOptions(
  args: ParsedArguments,
  context: Context,
): Promise<LocalSendOptions> {
  const { terminal } = context;
  for (const [flag, why] of Object.entries(OTHERS)) {
    if (args.has(flag)) throw conflict(`--localsend and --${flag} exclude each other: ${why}`);
  }
  const [code] = args.positionals;
  if (code !== undefined) {
    throw conflict(
      `--localsend takes no code, unexpected ${
        JSON.stringify(code)
      }; to name the destination, use --into DIR`,
    );
  }
  const pin = pinOf(args);
  const place = placeOf(args);
  if (!terminal.interactive && !args.has("yes")) throw new LocalError("unattended", NO_TERMINAL);
  const settings = await localSendSettings(args, context, "senders");
  const name = machineName();
  return {
    kind: "localsend",
    ...settings,
    into: openDestination(args.value("into") ?? "."),
    pin,
    yes: args.has("yes"),
    acceptNames: args.values("accept-name"),
    once: args.has("once"),
    ifExists: givenIfExists(args),
    names: (args.value("names") ?? usualNames()) as Names,
    digests: args.has("digests"),
    place,
    hostNames: name === undefined ? [] : [name, `${name}.local`],
  };
}

function conflict(message: string): CallerError {
  return new CallerError("usage", message);
}

function placeOf(args: ParsedArguments): ListeningPlace {
  const given = args.value("listen");
  const name = args.value("interface");
  const networks = usableNetworks({ name });
  if (given !== undefined && given !== "") {
    if (name !== undefined) throw conflict("--interface and --listen exclude each other");
    return givenPlace(given, networks);
  }
  const usual = { port: LOCALSEND_PORT, orAnyPort: true };
  if (name === undefined) {
    return { ...usual, listen: ["::"], hosts: shown(reachable(ownAddresses())), networks };
  }
  // A link-local address of IPv6 needs a zone, which a listener does not take.
  const own = ownAddresses().filter((each) =>
    each.name === name && !(each.family === "IPv6" && isInRange(each.address, "linkLocal"))
  );
  const listen = own.map(({ address }) => address);
  const reached = networks.filter(({ family }) => family === "IPv4");
  return { ...usual, listen, hosts: shown(own), networks: reached };
}

function givenPlace(text: string, networks: readonly Network[]): ListeningPlace {
  const address = parseTypedAddress(text, "listen", { port: LOCALSEND_PORT });
  if (address.scheme !== "tcp") throw conflict("--listen needs HOST:PORT with --localsend");
  const { host, port } = address;
  const all = isUnspecified(host);
  return {
    listen: [host],
    port,
    orAnyPort: false,
    hosts: all ? shown(reachable(ownAddresses())) : [{ host }],
    networks: networks.filter((network) => all || network.address === host),
  };
}

function shown(addresses: readonly { name: string; address: string }[]): ShownHost[] {
  return addresses.map(({ name, address }) => ({ host: address, interface: name }));
}
