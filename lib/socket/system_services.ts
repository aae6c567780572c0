/** This machine's own list of services. @module */

import { parseServices, ServiceNames } from "./service_names.ts";

/** Where systems keep it. */
export const SERVICES_FILE = Deno.build.os === "windows"
  ? "C:\\Windows\\System32\\drivers\\etc\\services"
  : "/etc/services";

/** The services that this machine knows, over those that sluice ships; only the latter where it may not be read. */
export function systemServices(path: string = SERVICES_FILE): ServiceNames {
  try {
    return new ServiceNames(parseServices(Deno.readTextFileSync(path)));
  } catch {
    return new ServiceNames();
  }
}
