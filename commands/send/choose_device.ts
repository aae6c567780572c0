/** Searches LocalSend devices, and lets the user choose one. @module */

import type { Context } from "../../lib/cli/command.ts";
import { CallerError, LocalError } from "../../lib/errors.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { tableLines } from "../../lib/terminal/pad.ts";
import type { FoundDevice } from "../../lib/web/localsend/device_handler.ts";
import { findDevices } from "../../lib/web/localsend/find_devices.ts";
import type { Presence } from "../../lib/web/localsend/presence.ts";
import { type DeviceList, devicesNamed } from "../../lib/web/localsend/send/device_list.ts";
import type { LocalSendTarget } from "./localsend_target.ts";
import { DEVICE_COLUMNS, deviceRow, shownAlias, shownPlace } from "../views/device_rows.ts";

/** Devices in a message at most. */
const MAX_LISTED = 20;

/** Where devices come from. */
export interface ChooseDeviceOptions {
  /** What the user gave. */
  target: Exclude<LocalSendTarget, { kind: "address" }>;
  /** What was found. */
  list: DeviceList;
  /** Announces this device. */
  presence: Pick<Presence, "announce">;
}

/**
 * Resolves to the device of the name, or to the one that the user chooses.
 *
 * @throws {CallerError} code `usage` if several devices have the name, and there is no terminal to ask on.
 * @throws {LocalError} code `declined` if the input ends.
 */
export async function chooseDevice(
  options: ChooseDeviceOptions,
  context: Pick<Context, "terminal" | "signal">,
): Promise<FoundDevice> {
  const { target, list } = options;
  const { terminal } = context;
  terminal.note("Searching for LocalSend devices");
  const matching = () => target.kind === "name" ? list.named(target.name) : list.devices;
  for (let isFirst = true;; isFirst = false) {
    if (!isFirst) options.presence.announce();
    await searchOnce(options, matching, context);
    const found = matching();
    if (target.kind === "name" && found.length === 1) return found[0]!;
    if (!terminal.interactive) throw severalOf(found);
    const chosen = await ask(found, context);
    if (chosen !== "again") return chosen;
  }
}

async function searchOnce(
  { target, list, presence }: ChooseDeviceOptions,
  matching: () => FoundDevice[],
  { terminal, signal }: Pick<Context, "terminal" | "signal">,
): Promise<void> {
  await findDevices({
    presence,
    signal,
    hasFound: () => matching().length > 0,
    onNothing: () => {
      const others = list.devices.slice(0, MAX_LISTED).map(shownAlias).join(", ");
      terminal.note(
        target.kind === "any"
          ? "No device found yet; still searching. Open LocalSend on the other device, in the same network"
          : `No device named "${escapeText(target.name)}" yet; still searching` +
            (others === "" ? "" : `. Found: ${others}`),
      );
    },
  });
}

/** The error for a name of several devices. */
function severalOf(found: readonly FoundDevice[]): CallerError {
  const places = found.slice(0, MAX_LISTED)
    .map((each) => `${shownAlias(each)} at ${shownPlace(each)}`).join(", ");
  return new CallerError(
    "usage",
    `Several devices have that name: ${places}; use --localsend=ADDRESS`,
  );
}

/** Asks for a number or a name; "again" for Enter alone. */
async function ask(
  found: readonly FoundDevice[],
  { terminal, signal }: Pick<Context, "terminal" | "signal">,
): Promise<FoundDevice | "again"> {
  const rows = found.map((each, at) => [String(at + 1), ...deviceRow(each)]);
  const [header, ...lines] = tableLines([["", ...DEVICE_COLUMNS], ...rows]);
  terminal.warn(terminal.style.bold(header!));
  for (const line of lines) terminal.warn(line);
  for (let again = false;; again = true) {
    const answer = await terminal.ask(
      "Send to which device? Number or name, Enter searches again: ",
      signal,
      { again },
    );
    if (answer === undefined) {
      throw new LocalError("declined", "No device was chosen; nothing was sent");
    }
    const word = answer.trim();
    if (word === "") return "again";
    const chosen = chosenBy(word, found);
    if (chosen.length === 1) return chosen[0]!;
    terminal.warn(
      chosen.length === 0
        ? `No device in the list is ${escapeText(JSON.stringify(word))}`
        : "Several devices have that name; enter the number",
    );
  }
}

/** The devices that an answer means: that of a number, else those of a name, else those it begins. */
export function chosenBy(word: string, found: readonly FoundDevice[]): FoundDevice[] {
  const byNumber = /^\d{1,4}$/.test(word) ? found[Number(word) - 1] : undefined;
  return byNumber !== undefined ? [byNumber] : devicesNamed(word, found);
}
