/** Prints the address of a server for browsers. @module */

import type { Terminal } from "../../lib/terminal/terminal.ts";
import { formatAddress } from "../../lib/socket/address.ts";
import { isUnspecified } from "../../lib/socket/unspecified.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { isPublic } from "../../lib/web/lan_address.ts";
import type { WebServer } from "../../lib/web/web_server.ts";
import type { ShownHost, WebSettings } from "../flags/web.ts";
import { curlOf } from "./curl_line.ts";

/** What is served. */
export interface Announcement {
  /** The first word of the summary. */
  verb: "downloaded" | "uploaded";
  /** Describes the content, for the first line. */
  what: string;
  /** The path of the address. */
  path: string;
  /**
   * The command for users without a browser, from curl with its flags and the address, which ends with a
   * slash; undefined where none can be printed.
   */
  hint: (curl: string, url: string) => string | undefined;
}

/** An address that clients open. */
export interface Place {
  /** The address. */
  url: string;
  /** The interface that has it; undefined: unknown. */
  interface: string | undefined;
}

/** Prints the addresses, the QR code of the likeliest one, and who can connect. Returns the addresses. */
export async function announce(
  terminal: Terminal,
  settings: WebSettings,
  server: Pick<WebServer, "port" | "hosts">,
  { verb, what, path, hint }: Announcement,
): Promise<readonly Place[]> {
  const { tls, fingerprint, pin, lan, password, showPassword } = settings;
  const hosts = servedHosts(settings, server.hosts);
  const scheme = tls === undefined ? "http" : "https";
  const places = hosts.map(({ host, interface: name }) => ({
    url: `${scheme}://${bracketed(host)}:${server.port}${path}`,
    interface: name,
  }));
  await terminal.event({
    event: "serving",
    address: formatAddress({ scheme: "tcp", host: server.hosts[0]!, port: server.port }),
    urls: places.map(({ url }) => url),
    networks: places.filter((place) => place.interface !== undefined),
    encrypted: tls !== undefined,
    ...fingerprint !== undefined && { fingerprint },
    ...pin !== undefined && { pin },
    ...password !== undefined && showPassword && { password },
  });
  terminal.note(what);
  const [first, ...others] = places;
  // Also with --quiet: the address is printed nowhere else.
  terminal.warn(`  ${terminal.style.bold(first!.url)}${others.length > 0 ? by(first!) : ""}`);
  for (const other of others) terminal.note(`  ${other.url}${by(other)}`);
  if (password !== undefined && showPassword) {
    terminal.warn(`  Password: ${terminal.style.bold(password)}`);
  }
  if (lan) await showCode(terminal, first!.url);
  terminal.note(reach(settings, hosts, verb));
  if (tls === undefined) {
    if (lan) terminal.note("Not encrypted; add --tls if others on the network could listen in");
  } else if (fingerprint !== undefined) {
    terminal.note("Encrypted; browsers warn of the certificate, whose SHA-256 fingerprint must be");
    terminal.note(`  ${fingerprint}`);
  }
  const line = hint(curlOf(settings), first!.url);
  if (line !== undefined) terminal.note(`Without a browser: ${line}`);
  return places;
}

/** Draws the QR code of an address on a terminal. */
export async function showCode(terminal: Terminal, url: string): Promise<void> {
  if (!terminal.live) return;
  const { qrLines } = await import("../../lib/web/qr.ts");
  for (const line of qrLines(url, terminal.color)) terminal.note(`  ${line}`);
}

/** The interface in parentheses, for the end of a line with an address. */
export function by({ interface: name }: Place): string {
  return name === undefined ? "" : ` (${escapeText(name)})`;
}

/** The hosts of the settings, without addresses that the machine had no longer when it began to listen. */
function servedHosts({ listen, hosts }: WebSettings, served: readonly string[]): ShownHost[] {
  return hosts.filter(({ host }) => !listen.includes(host) || served.includes(host));
}

function reach(
  { lan, listen, token, password }: WebSettings,
  hosts: readonly ShownHost[],
  verb: "downloaded" | "uploaded",
): string {
  if (!lan) return "Reachable from this machine only; add --lan to share on your network";
  const interfaces = new Set(hosts.map((each) => each.interface));
  const where = listen.some(isUnspecified)
    ? "on any network of this machine"
    : interfaces.size > 1
    ? "on these networks"
    : "on this network";
  const wider = hosts.some(({ host }) => isPublic(host))
    ? ", or on the Internet where no firewall is in between,"
    : "";
  const who = token !== undefined
    ? " who has the full link"
    : password !== undefined
    ? " who knows the password"
    : "";
  return `Anyone ${where}${wider}${who} can ${verb === "downloaded" ? "download" : "upload"}`;
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
