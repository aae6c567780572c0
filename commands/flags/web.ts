/**
 * The flags and settings of `share` and `drop`. They are resolved before permissions are given up.
 *
 * @module
 */

import type { Context, Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { DEFAULT_DROP_PORT, DEFAULT_SHARE_PORT } from "../../lib/limits.ts";
import { isLoopback } from "../../lib/socket/address.ts";
import { parseTypedAddress } from "../../lib/socket/parse_typed_address.ts";
import { isUnspecified } from "../../lib/socket/unspecified.ts";
import { ipBytes } from "../../lib/text/ip_bytes.ts";
import type { InterfaceAddress } from "../../lib/web/lan_address.ts";
import { hostNames, hostNamesFlag } from "./host_names.ts";
import { lanAddresses, lanFlag, ownAddresses } from "./lan.ts";
import { listenFlag, PATH_ARGUMENT } from "./listen.ts";
import { readPem } from "./tls.ts";

/** A host of the address that clients open. */
export interface ShownHost {
  /** An address or a name. */
  host: string;
  /** The interface that has it. Default: unknown. */
  interface?: string;
}

/** Settings for the confined part: data only. */
export interface WebSettings {
  /** Where to listen: one address, or several of this machine. */
  listen: string[];
  /** The port; 0: any free one. */
  port: number;
  /** Whether to take any free port if that one is in use. */
  orAnyPort: boolean;
  /** Hosts to show in URLs, the most likely first. */
  hosts: ShownHost[];
  /** Whether other machines can connect. */
  lan: boolean;
  /** Names of this machine, its own first. */
  names: string[];
  /** Certificate chain and key. */
  tls?: { cert: string; key: string };
  /** SHA-256 of a self-signed certificate. */
  fingerprint?: string | undefined;
  /** Its public key, as curl's --pinnedpubkey has it: `sha256//BASE64`. */
  pin?: string;
  /** The secret in the path of the URL. */
  token?: string;
  /** The password that clients must send. */
  password?: string;
  /** Whether to print the password, because it was generated. */
  showPassword: boolean;
  /** Whether to end after the first transfer. */
  once: boolean;
  /** Milliseconds after which to end. */
  expire?: number;
}

/** Characters of a generated password: 50 random bits, short enough to type. */
const PASSWORD_LENGTH = 10;
/** Domains that home routers append to host names. */
const LOCAL_ENDINGS = ["", ".local", ".lan", ".home", ".home.arpa", ".internal", ".fritz.box"];

/** The default port of each command. */
const PORTS = { share: DEFAULT_SHARE_PORT, drop: DEFAULT_DROP_PORT };

/** The flags that both commands have. */
export const webFlags = (command: keyof typeof PORTS): readonly Flag[] => [
  lanFlag(command === "drop"),
  listenFlag(PORTS[command], PATH_ARGUMENT),
  hostNamesFlag,
  {
    name: "password",
    summary: "ask for a password instead of a secret in the address",
    details: "The password is that in the variable SLUICE_SECRET, or else a random one.",
  },
  {
    name: "no-token",
    summary: "no secret in the address",
    details: "Every machine that reaches the port is served.",
  },
  {
    name: "token-file",
    value: "path",
    placeholder: "FILE",
    summary: "keep the secret of the address in this file",
    details:
      "Created if missing, for this user only: one line of 16 to 100 small letters and digits.",
  },
  { name: "once", summary: "end after the first transfer" },
  {
    name: "expire",
    value: "duration",
    placeholder: "DURATION",
    summary: "end after this time",
    details: "Transfers that run then are finished.",
  },
  {
    name: "tls",
    summary: "encrypt with a certificate made for this run",
    details: "Browsers warn of it: compare the fingerprint that they show with the one shown here.",
  },
  {
    name: "cert",
    value: "path",
    placeholder: "FILE",
    summary: "encrypt with this certificate chain, in PEM",
  },
  { name: "key", value: "path", placeholder: "FILE", summary: "key of the certificate, in PEM" },
];

/**
 * Resolves all settings.
 *
 * @throws {CallerError} if flags conflict, a file is missing, or the interface does not exist.
 */
export async function webSettings(
  command: keyof typeof PORTS,
  args: ParsedArguments,
  context: Context,
): Promise<WebSettings> {
  const misuse = (what: string) => new CallerError("usage", `${what}; see sluice help ${command}`);
  if (args.value("lan") !== undefined && args.value("listen") !== undefined) {
    throw misuse("--lan and --listen exclude each other");
  }
  if (args.has("password") && args.has("no-token")) {
    throw misuse("--password and --no-token exclude each other");
  }
  const tokenFile = args.value("token-file");
  for (const other of tokenFile === undefined ? [] : ["password", "no-token"]) {
    if (args.has(other)) throw misuse(`--token-file and --${other} exclude each other`);
  }
  const { randomWord } = await import("../../lib/web/http/random_word.ts");
  const { parseDuration } = await import("../../lib/cli/duration.ts");
  const machine = Deno.hostname();
  const names = [...LOCAL_ENDINGS.map((ending) => machine + ending), ...hostNames(args)];
  const place = await placeOf(args, PORTS[command], misuse);
  const given = args.has("password") ? context.env("SLUICE_SECRET") : undefined;
  if (given) {
    const { checkSecret } = await import("../../lib/file/secret_file.ts");
    checkSecret(given, "SLUICE_SECRET");
  }
  const password = args.has("password") ? given || randomWord(PASSWORD_LENGTH) : undefined;
  const needsToken = password === undefined && !args.has("no-token");
  const { keptToken, newToken } = await import("./web_token.ts");
  const expire = args.value("expire");
  return {
    ...place,
    names,
    ...await tlsOf(args, place.hosts.map(({ host }) => host), names, misuse),
    ...needsToken && { token: tokenFile === undefined ? newToken() : keptToken(tokenFile) },
    ...password !== undefined && { password },
    showPassword: !given,
    once: args.has("once"),
    ...expire !== undefined && { expire: parseDuration(expire) },
  };
}

type Place = Pick<WebSettings, "listen" | "port" | "orAnyPort" | "hosts" | "lan">;

async function placeOf(
  args: ParsedArguments,
  port: number,
  misuse: (what: string) => Error,
): Promise<Place> {
  const { reachable } = await import("../../lib/web/lan_address.ts");
  const lan = args.value("lan");
  const listen = args.value("listen");
  const usual = { port, orAnyPort: true };
  if (lan !== undefined) {
    const hosts = lanAddresses(lan).map(shownHost);
    const isLan = hosts.some(({ host }) => !isLoopback({ scheme: "tcp", host, port: 0 }));
    return { ...usual, listen: hosts.map(({ host }) => host), hosts, lan: isLan };
  }
  if (listen === undefined || listen === "") {
    const host = "127.0.0.1";
    return { ...usual, listen: [host], hosts: [{ host }], lan: false };
  }
  const address = parseTypedAddress(listen, "listen", { port });
  if (address.scheme !== "tcp") throw misuse("--listen needs HOST:PORT here");
  const { host } = address;
  const hosts: ShownHost[] = isUnspecified(host)
    ? reachable(ownAddresses()).map(shownHost)
    : [{ host }];
  if (hosts.length === 0) hosts.push({ host: "127.0.0.1" });
  const fixed = { port: address.port, orAnyPort: false };
  return { ...fixed, listen: [host], hosts, lan: !isLoopback(address) };
}

function shownHost({ name, address }: InterfaceAddress): ShownHost {
  return { host: address, interface: name };
}

async function tlsOf(
  args: ParsedArguments,
  hosts: readonly string[],
  names: readonly string[],
  misuse: (what: string) => Error,
): Promise<Pick<WebSettings, "tls" | "fingerprint" | "pin">> {
  const [certFile, keyFile] = [args.value("cert"), args.value("key")];
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw misuse("--cert and --key must be given together");
  }
  if (certFile !== undefined && args.has("tls")) {
    throw misuse("--tls and --cert exclude each other");
  }
  if (certFile === undefined && !args.has("tls")) return {};
  const { fingerprintOf, selfSigned } = await import("../../lib/secure/self_signed.ts");
  if (certFile !== undefined) {
    const cert = readPem(certFile, "CERTIFICATE");
    return { tls: { cert, key: readPem(keyFile!, "PRIVATE KEY") } };
  }
  const addresses = [...new Set([...hosts, "127.0.0.1", "::1"])].filter((host) =>
    ipBytes(host) !== undefined
  );
  const { cert, key, spki } = await selfSigned(addresses, ["localhost", ...names]);
  const { publicKeyPin } = await import("../../lib/secure/public_key_pin.ts");
  return {
    tls: { cert, key },
    fingerprint: await fingerprintOf(cert),
    pin: await publicKeyPin(spki),
  };
}
