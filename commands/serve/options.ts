/** The options of `sluice serve`. @module */

import type { ParsedArguments, Plan } from "../../lib/cli/command.ts";
import { parseDuration } from "../../lib/cli/duration.ts";
import { giveUpPermissions } from "../../lib/cli/give_up_permissions.ts";
import { nearest } from "../../lib/cli/nearest.ts";
import { CallerError } from "../../lib/errors.ts";
import { existingFolder } from "../../lib/file/existing_folder.ts";
import { services } from "../../lib/services/all.ts";
import type { TimeFormat } from "../../lib/services/service.ts";
import type { ServiceOptions } from "../../lib/services/service_options.ts";
import { type Address, parseAddress } from "../../lib/socket/address.ts";
import type { AddressRules } from "../../lib/socket/address_filter.ts";
import { parseTypedAddress } from "../../lib/socket/parse_typed_address.ts";
import { addressRules } from "../flags/filter.ts";
import { type ServerTls, serverTls } from "../flags/server_tls.ts";
import { socketPaths } from "../sandbox/socket_paths.ts";
import type { ExecOptions } from "./exec/options.ts";
import { OPTION_FLAGS } from "./option_flags.ts";
import { assertServiceFlags } from "./service_flags.ts";

type Service = typeof services[number];

/** The input of the confined part: data only. */
export type ServeInput = ChosenService | { kind: "exec"; exec: ExecOptions };

/** A service and its options. */
export interface ChosenService {
  kind: "service";
  /** Its name. */
  name: string;
  /** Its own options. */
  options: ServiceOptions;
  /** Where it listens. */
  addresses: readonly Address[];
  /** For `tls://`. */
  secured: ServerTls;
  /** Which peers are served; undefined: all. */
  rules: AddressRules | undefined;
  /** Milliseconds without a byte that end a connection; undefined: the service's default. */
  idle: number | undefined;
  /** Connections at the same time; undefined: the default. */
  maxConnections: number | undefined;
}

/** Reads the flags. @throws {CallerError} if the service does not support them. */
export async function planService(args: ParsedArguments): Promise<Plan<ServeInput>> {
  giveUpPermissions(["net", "read", "write", "import"], Deno.permissions);
  assertServiceFlags(args);
  const service = serviceNamed(args.positionals[0]!);
  const options = serviceOptions(args, service);
  const addresses = addressesOf(args, service);
  const [idle, most] = [args.value("idle"), args.value("max")];
  const input: ChosenService = {
    kind: "service",
    name: service.name,
    options,
    addresses,
    secured: await serverTls(args, addresses),
    rules: addressRules(args, addresses),
    idle: idle === undefined ? undefined : parseDuration(idle),
    maxConnections: most === undefined ? undefined : Math.max(1, Number(most)),
  };
  const { folder } = options;
  if (folder === undefined) return { input, rights: undefined };
  const sockets = socketPaths(...addresses);
  return { input, rights: { net: true, read: [folder, ...sockets], write: sockets, sys: [] } };
}

function serviceNamed(name: string): Service {
  const service = services.find((each) => each.name === name);
  if (service !== undefined) return service;
  const names = [...services.map((each) => each.name), "exec"];
  const near = nearest(name, names);
  const help = near === undefined ? `use one of ${names.join(", ")}` : `did you mean ${near}?`;
  throw new CallerError("usage", `Unknown service ${JSON.stringify(name)}; ${help}`);
}

function serviceOptions(args: ParsedArguments, service: Service): ServiceOptions {
  const refuse = (what: string) => {
    throw new CallerError("usage", `${what} does not work with serve ${service.name}`);
  };
  for (const [flag, option] of Object.entries(OPTION_FLAGS)) {
    if (args.has(flag) && !service.options.includes(option)) refuse(`--${flag}`);
  }
  const [, folder] = args.positionals;
  const options: ServiceOptions = {
    raw: args.has("raw"),
    hidden: args.has("hidden"),
    follow: args.has("follow"),
    format: (args.value("format") ?? "ctime") as TimeFormat,
    ...publicAddress(args),
  };
  if (!service.options.includes("folder")) {
    return folder === undefined ? options : refuse(`The folder ${JSON.stringify(folder)}`);
  }
  return { ...options, folder: existingFolder(folder ?? ".", "serve") };
}

function publicAddress(args: ParsedArguments): Pick<ServiceOptions, "publicAddress"> {
  const place = args.value("public");
  if (place === undefined) return {};
  const address = parseAddress(place, { port: 70, minPort: 1 });
  return address.scheme === "unix" ? {} : { publicAddress: address };
}

function addressesOf(args: ParsedArguments, service: Service): Address[] {
  const places = args.values("listen");
  if (places.length > 0) {
    return places.map((place) => parseTypedAddress(place, "listen", { port: service.port }));
  }
  return service.transports.map((scheme) => ({ scheme, host: "127.0.0.1", port: service.port }));
}
