/** The services of this machine's services(5) file. @module */

import { parseServices, ServiceNames } from "./service_names.ts";

/** The path of the services(5) file. */
export const SERVICES_FILE = Deno.build.os === "windows"
  ? "C:\\Windows\\System32\\drivers\\etc\\services"
  : "/etc/services";

/**
 * The services of a file, with those that sluice ships. Only the latter if the file cannot be read.
 *
 * ```ts
 * import { systemServices } from "./system_services.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(systemServices().byPort(22, "tcp")[0]?.name, "ssh");
 * ```
 */
export function systemServices(path: string = SERVICES_FILE): ServiceNames {
  try {
    return new ServiceNames(parseServices(Deno.readTextFileSync(path)));
  } catch {
    return new ServiceNames();
  }
}
