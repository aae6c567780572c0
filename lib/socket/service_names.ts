/** Names of services and their ports, as services(5) lists them. @module */

import { KNOWN_SERVICES } from "./known_services.ts";

/** The transport protocol of a port. */
export type PortProtocol = "tcp" | "udp";

/** One service at one port. */
export interface ServiceName {
  /** The official name. */
  name: string;
  /** 1 to 65535. */
  port: number;
  /** TCP and UDP have separate ports: 514 is `shell` over TCP and `syslog` over UDP. */
  protocol: PortProtocol;
  /** Other names. */
  aliases: readonly string[];
}

/**
 * Parses a list in the form of services(5). Malformed lines and other protocols are skipped.
 *
 * ```ts
 * import { parseServices } from "./service_names.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(parseServices("http 80/tcp www # the web\n"), [
 *   { name: "http", port: 80, protocol: "tcp", aliases: ["www"] },
 * ]);
 * ```
 */
export function parseServices(text: string): ServiceName[] {
  const services: ServiceName[] = [];
  for (const line of text.split("\n")) {
    const [name, place, ...aliases] = line.replace(/#.*/, "").trim().split(/\s+/);
    const [, digits, protocol] = /^(\d{1,5})\/(tcp|udp)$/.exec(place ?? "") ?? [];
    const port = Number(digits);
    if (port >= 1 && port <= 65535) {
      services.push({ name: name!, port, protocol: protocol as PortProtocol, aliases });
    }
  }
  return services;
}

/**
 * Looks up services by name and by port: Python's `getservbyname` and `getservbyport`.
 *
 * ```ts
 * import { ServiceNames } from "./service_names.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(new ServiceNames().byName("https", "tcp").map(({ port }) => port), [443]);
 * ```
 */
export class ServiceNames {
  readonly #services: readonly ServiceName[];

  /**
   * Makes a list.
   *
   * @param own Services that take precedence over {@linkcode KNOWN_SERVICES} for the same name or port
   * and protocol. @default {[]}
   */
  constructor(own: readonly ServiceName[] = []) {
    this.#services = [...own, ...parseServices(KNOWN_SERVICES)];
  }

  /** The services of a name or alias, at most one for each protocol. Empty if it is unknown. */
  byName(name: string, protocol?: PortProtocol): ServiceName[] {
    return this.#find(protocol, (each) => each.name === name || each.aliases.includes(name));
  }

  /** The services of a port, at most one for each protocol. Empty if it is unknown. */
  byPort(port: number, protocol?: PortProtocol): ServiceName[] {
    return this.#find(protocol, (each) => each.port === port);
  }

  #find(
    protocol: PortProtocol | undefined,
    matches: (service: ServiceName) => boolean,
  ): ServiceName[] {
    const protocols = protocol === undefined ? ["tcp", "udp"] : [protocol];
    return protocols.flatMap((wanted) =>
      this.#services.find((each) => each.protocol === wanted && matches(each)) ?? []
    );
  }
}
