/** Tells the user how other devices find this one. @module */

import { formatAddress } from "../../../lib/socket/address.ts";
import { hostPort } from "../../../lib/socket/host_port.ts";
import type { Terminal } from "../../../lib/terminal/terminal.ts";
import { escapeText } from "../../../lib/text/escape.ts";
import type { Presence } from "../../../lib/web/localsend/presence.ts";
import { LOCALSEND_PORT } from "../../../lib/web/localsend/protocol.ts";
import { shownFingerprint } from "../../views/device_rows.ts";
import type { LocalSendOptions } from "./options.ts";

/** Addresses that are shown. */
const SHOWN_HOSTS = 4;

/** Prints the name, the addresses and the fingerprint of a device. */
export async function printDevice(
  { alias, into, pin, once, identity: { fingerprint }, place }: LocalSendOptions,
  { server: { port, hosts } }: Presence,
  terminal: Terminal,
): Promise<void> {
  await terminal.event({
    event: "listening",
    address: formatAddress({ scheme: "tcp", host: hosts[0]!, port }),
    alias,
    fingerprint: `sha256:${fingerprint.toLowerCase()}`,
  });
  terminal.note(`Other LocalSend devices see this one as "${escapeText(alias)}"`);
  for (const { host, interface: name } of place.hosts.slice(0, SHOWN_HOSTS)) {
    const by = name === undefined ? "" : ` (${escapeText(name)})`;
    terminal.note(`  ${hostPort({ host, port })}${by}`);
  }
  terminal.note(`Fingerprint: ${shownFingerprint(fingerprint)}`);
  if (place.orAnyPort && port !== LOCALSEND_PORT) {
    terminal.warn(
      `Port ${LOCALSEND_PORT} is in use, perhaps by the LocalSend app on this machine; listening on ` +
        `${port}, which devices learn from announcements only`,
    );
  }
  if (pin !== undefined) terminal.note("Senders are asked for the PIN");
  const until = once ? "" : "; press Ctrl-C to stop";
  terminal.note(`Waiting for a LocalSend device to send into ${escapeText(into)}${until}`);
}
