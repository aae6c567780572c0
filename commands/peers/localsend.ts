/** `sluice peers --localsend`. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { usableNetworks } from "../../lib/discovery/networks.ts";
import { escapeText } from "../../lib/text/escape.ts";
import type { FoundDevice } from "../../lib/web/localsend/device_handler.ts";
import { findDevices } from "../../lib/web/localsend/find_devices.ts";
import { newIdentity } from "../../lib/web/localsend/identity.ts";
import { openPresence } from "../../lib/web/localsend/presence.ts";
import { DeviceList } from "../../lib/web/localsend/send/device_list.ts";
import { aliasOf } from "../flags/localsend.ts";
import { DEVICE_COLUMNS, deviceEvent, deviceRow, shownPlace } from "../views/device_rows.ts";
import { DiscoveryWarnings } from "../views/discovery_warnings.ts";
import { listenAt } from "../views/listen_at.ts";
import { printTable } from "../views/print_table.ts";

/** Follows the problems of discovery. */
const ADVICE =
  "Some devices may be missing; with the address of a device use sluice send --localsend=ADDRESS";

/**
 * Lists the devices that answer; resolves to the exit code. The identity is of this run, so that no file has to
 * be read or written.
 */
export async function listDevices(args: ParsedArguments, context: Context): Promise<number> {
  const { terminal, signal } = context;
  const networks = usableNetworks({ name: args.value("interface") });
  const list = new DeviceList();
  const presence = await openPresence({
    identity: await newIdentity(),
    alias: aliasOf(args),
    hostNames: [],
    listen: listenAt(networks.map(({ address }) => address)),
    orAnyPort: true,
    networks,
    onDevice: (found) => list.add(found),
    signal,
  });
  try {
    await new DiscoveryWarnings(terminal, ADVICE).report(presence.problems, networks);
    await findDevices({ presence, hasFound: () => list.devices.length > 0, signal });
  } finally {
    await presence.close("now");
  }
  const devices = list.devices;
  for (const found of devices) await terminal.event(deviceEvent(found));
  if (devices.length === 0) {
    terminal.note(
      "No LocalSend device answers; open the app on the other device, in the same network",
    );
  } else if (!terminal.json) {
    const row = terminal.stdoutIsTerminal ? deviceRow : fieldsOf;
    await printTable(terminal, devices.map(row), DEVICE_COLUMNS);
  }
  if (list.omitted > 0) terminal.warn(`${list.omitted} more answers are left out`);
  return 0;
}

/** All fields, whole and escaped. */
function fieldsOf({ device, place }: FoundDevice): string[] {
  const { alias, deviceModel = "", deviceType = "", fingerprint, version, download } = device;
  return [
    ...[alias, deviceModel, deviceType].map(escapeText),
    shownPlace({ place }),
    place.protocol,
    escapeText(fingerprint),
    escapeText(version),
    download ? "download" : "",
  ];
}
