/** Finds the LocalSend device to send to. @module */

import type { Context } from "../../lib/cli/command.ts";
import { ConnectionError } from "../../lib/errors.ts";
import { usableNetworks } from "../../lib/discovery/networks.ts";
import type { Network } from "../../lib/discovery/network.ts";
import { resolveHost, unknownName } from "../../lib/socket/resolve.ts";
import type { ReachableDevice } from "../../lib/web/localsend/device.ts";
import type { FoundDevice, Route } from "../../lib/web/localsend/device_handler.ts";
import { openPresence, type Presence } from "../../lib/web/localsend/presence.ts";
import { LOCALSEND_PORT } from "../../lib/web/localsend/protocol.ts";
import { contactDevice } from "../../lib/web/localsend/send/contact_device.ts";
import { DeviceList } from "../../lib/web/localsend/send/device_list.ts";
import type { LocalSendTarget } from "./localsend_target.ts";
import type { LocalSendSettings } from "../flags/localsend.ts";
import { DiscoveryWarnings } from "../views/discovery_warnings.ts";
import { listenAt } from "../views/listen_at.ts";
import { chooseDevice } from "./choose_device.ts";

/** Follows the problems of discovery. */
const ADVICE = "With the address of the device, which it shows, use --localsend=ADDRESS";

/** The device, and this one. */
export interface Target extends AsyncDisposable {
  /** The device to send to. */
  found: FoundDevice;
  /** What this device says about itself. Its server runs until the target is disposed. */
  self: ReachableDevice;
}

/** What is needed to find it. */
export interface FindTargetOptions {
  /** What the user gave. */
  target: LocalSendTarget;
  /** What this machine is to other devices. */
  settings: LocalSendSettings;
  /** The network interface to search; undefined: all. */
  interfaceName: string | undefined;
}

/**
 * Finds the device, by its address or by a search.
 *
 * @param cancelRoute Answers `POST cancel`.
 */
export async function findTarget(
  { target, settings, interfaceName }: FindTargetOptions,
  context: Context,
  cancelRoute: Route,
): Promise<Target> {
  const { signal } = context;
  const list = new DeviceList();
  const hosts = target.kind === "address" ? await addressesOf(target.host) : [];
  const networks = target.kind === "address" ? [] : usableNetworks({ name: interfaceName });
  const presence = await openPresence({
    ...settings,
    hostNames: [],
    listen: listenAt([...hosts, ...networks.map(({ address }) => address)]),
    // With an address nothing is announced, and the usual port may be the one to be called.
    port: target.kind === "address" ? 0 : LOCALSEND_PORT,
    orAnyPort: true,
    networks,
    routes: { "POST cancel": cancelRoute },
    onDevice: (found) => list.add(found),
    signal,
  });
  const close = () => presence.close("now");
  try {
    const found = target.kind === "address"
      ? await contactDevice({ ...target, hosts, ...settings, self: presence.self, signal })
      : await search(presence, { target, list, networks }, context);
    return { found, self: presence.self, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function search(
  presence: Presence,
  { target, list, networks }: {
    target: Exclude<LocalSendTarget, { kind: "address" }>;
    list: DeviceList;
    networks: readonly Network[];
  },
  context: Context,
): Promise<FoundDevice> {
  await new DiscoveryWarnings(context.terminal, ADVICE).report(presence.problems, networks);
  return await chooseDevice({ target, list, presence }, context);
}

async function addressesOf(host: string): Promise<string[]> {
  try {
    return await resolveHost(host);
  } catch (cause) {
    if ((cause as { code?: unknown }).code === undefined) throw cause;
    throw new ConnectionError("unavailable", unknownName(host), { cause, reason: "name_unknown" });
  }
}
