/** The answers of `sluice lookup`. @module */

import { ConnectionError } from "../../lib/errors.ts";
import { isIPv6 } from "../../lib/socket/is_ipv6.ts";
import { addressesOf, fqdn, reverse } from "../../lib/socket/host_names.ts";
import { isAddress } from "../../lib/socket/resolve.ts";
import type { PortProtocol, ServiceName, ServiceNames } from "../../lib/socket/service_names.ts";
import { systemServices } from "../../lib/socket/system_services.ts";
import { ownAddresses, ownName } from "../../lib/socket/this_machine.ts";
import { giveUpFiles } from "../sandbox/give_up_files.ts";

/** One line, and the same content as an event. */
export interface Answer {
  /** The columns of a line for people; not escaped yet. */
  cells: string[];
  /** For programs. */
  event: Record<string, unknown> & { event: string };
}

/** This machine's services. Once they are read, no file access is needed. */
export function systemNames(): ServiceNames {
  const names = systemServices();
  giveUpFiles();
  return names;
}

/** This machine's name, interfaces and addresses. */
export function describeMachine(): Answer[] {
  const name = ownName();
  const first = { cells: ["name", name], event: { event: "machine", name } };
  const others = ownAddresses().map(({ interface: link, address, prefix, family }) => ({
    cells: [link, `${address}/${prefix}`],
    event: { event: "interface", name: link, address, prefix, family },
  }));
  return [first, ...others];
}

/**
 * Looks up a word; `undefined` is this machine.
 *
 * @throws {ConnectionError} code `unavailable` if nothing is found.
 */
export async function answersTo(
  word: string | undefined,
  kind: "host" | "service" | "fqdn" | undefined,
  names: ServiceNames,
  signal: AbortSignal,
): Promise<Answer[]> {
  if (kind === "fqdn") {
    const host = word ?? ownName();
    // A machine whose host name is fully qualified needs no resolver.
    const isFull = word === undefined && /[^.]\.[^.]/.test(host);
    const name = isFull ? host : await fqdn(host, { signal });
    return [{ cells: [host, name], event: { event: "full_name", host, name } }];
  }
  const found = kind === "host" ? undefined : servicesOf(word!, names);
  if (found !== undefined && found.length > 0) return found;
  // A number is a port, and a word with a slash names a service and its protocol; neither is a
  // host.
  if (kind === "service" || /^\d+$|\//.test(word!)) {
    const text = `Unknown service or port: ${JSON.stringify(word)}`;
    throw new ConnectionError("unavailable", text, { reason: "name_unknown" });
  }
  if (isAddress(word!)) {
    const address = word!.replace(/^::ffff:(?=\d+\.)/i, "");
    const name = await reverse(address, { signal });
    return [{ cells: [address, name], event: { event: "name", address, name } }];
  }
  return (await addressesOf(word!, { signal })).map((address) => ({
    cells: [word!, address],
    event: { event: "host", host: word, address, family: isIPv6(address) ? "IPv6" : "IPv4" },
  }));
}

function servicesOf(word: string, names: ServiceNames): Answer[] {
  const [, name, protocol] = /^(.+?)(?:\/(tcp|udp))?$/i.exec(word) ?? [];
  const wanted = protocol?.toLowerCase() as PortProtocol | undefined;
  const isPort = /^\d{1,5}$/.test(name ?? "");
  const found = isPort ? names.byPort(Number(name), wanted) : names.byName(name ?? "", wanted);
  return found.map((service) => ({
    cells: isPort ? portCells(service) : [name!, `${service.port}/${service.protocol}`],
    event: { event: "service", ...service },
  }));
}

function portCells({ port, protocol, name, aliases }: ServiceName): string[] {
  return [`${port}/${protocol}`, [name, ...aliases].join(" ")];
}
