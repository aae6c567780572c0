/** Addresses in two arguments. @module */

import { CallerError } from "../errors.ts";
import { isIPv6 } from "./is_ipv6.ts";

/**
 * Joins a host and a port that are separate arguments, as with nc: `localhost 80`, `::1 80`,
 * `udp://localhost 53`. Without a port, the first argument is the whole address.
 *
 * @throws {CallerError} code `usage` if the first argument is empty, has a port already, or cannot have one.
 */
export function joinHostPort(host: string, port: string | undefined): string {
  if (port === undefined) return host;
  const [, scheme = "", name = ""] = /^([a-z]+:\/\/)?(.*)$/is.exec(host) ?? [];
  if (name === "") {
    const shown = JSON.stringify(host);
    throw new CallerError("usage", `${shown} is not a host; expected HOST PORT or :PORT`);
  }
  const isBare = isIPv6(name);
  if (/^unix(dgram)?:/.test(host) || (!isBare && /:[^\]]*$/.test(name)) || /^\d+$/.test(name)) {
    const shown = `${JSON.stringify(host)} and ${JSON.stringify(port)}`;
    throw new CallerError("usage", `${shown} are not a host and its port; expected HOST PORT`);
  }
  return `${scheme}${isBare ? `[${name}]` : name}:${port}`;
}
