/** The LocalSend device that a share is. @module */

import type { Context } from "../../lib/cli/command.ts";
import { describeProblems } from "../../lib/discovery/problem.ts";
import { SluiceError } from "../../lib/errors.ts";
import { MAX_FOUND_DEVICES } from "../../lib/limits.ts";
import { isLoopback } from "../../lib/socket/address.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { formatSize } from "../../lib/text/format_size.ts";
import { announceDevice } from "../../lib/web/localsend/announce_device.ts";
import { thisDevice } from "../../lib/web/localsend/device.ts";
import { DeviceHandler, type FoundDevice, hostIn } from "../../lib/web/localsend/device_handler.ts";
import { BesidePage, isApiPath } from "../../lib/web/localsend/download/beside_page.ts";
import { type AskingDevice, DownloadApi } from "../../lib/web/localsend/download/download_api.ts";
import { listFiles } from "../../lib/web/localsend/download/list_files.ts";
import { PinGuard } from "../../lib/web/localsend/pin_guard.ts";
import { messageAnswer } from "../../lib/web/localsend/json_answer.ts";
import { LocalSendStatus, SCOPED_NAME } from "../../lib/web/localsend/protocol.ts";
import type { Handler, RequestContext } from "../../lib/web/request_context.ts";
import type { SharedTree } from "../../lib/web/share/shared_tree.ts";
import { DiscoveryWarnings } from "../views/discovery_warnings.ts";
import { askOne } from "../views/question.ts";
import type { LocalSendShare } from "./local_send_options.ts";
import type { ServeParts } from "./serve_browsers.ts";

/** Characters of a `User-Agent` that are shown. */
const AGENT_LENGTH = 80;
/** Follows the problems of announcements. */
const ADVICE = "LocalSend devices may not find this machine; give them its address";

/** A share as a LocalSend device. */
export interface LocalSendDevice {
  /** Whether the user is asked about devices. */
  asks: boolean;
  /** Whether a path is LocalSend's, which has neither token nor password. */
  isOpen: (path: string) => boolean;
  /** Names by which devices call link-local addresses. */
  hostPattern: RegExp;
  /** Adds the device to the page. */
  beside: (page: Handler, parts: Pick<ServeParts, "view" | "onTransfer">) => Handler;
  /** Announces it at a port; resolves to what ends that. */
  announce: (port: number) => Promise<() => void>;
}

/**
 * Makes the device of a share.
 *
 * @throws {CallerError} code `usage` if there are too many files.
 */
export async function localSendDevice(
  { alias, pin, yes, identity, networks }: LocalSendShare,
  tree: SharedTree,
  context: Context,
  { isEncrypted }: { isEncrypted: boolean },
): Promise<LocalSendDevice> {
  await listFiles(tree);
  const { terminal, signal } = context;
  const self = thisDevice({ alias, fingerprint: identity.fingerprint, download: true });
  const names = new ClaimedNames();
  const asks = !yes && pin === undefined;
  const admits = asks ? asker(context, names) : teller(context, names);
  const onDevice = (found: FoundDevice) => names.add(found);
  return {
    asks,
    isOpen: isApiPath,
    hostPattern: SCOPED_NAME,
    beside(page, { view, onTransfer }) {
      const api = new DownloadApi({
        self: () => self,
        tree,
        guard: new PinGuard({ pin }),
        admits,
        observer: view,
        onFetched: onTransfer,
      });
      const device = new DeviceHandler({
        self: () => self,
        routes: { ...api.routes, "POST prepare-upload": declineUpload },
        onDevice,
        onClose() {
          api.close();
          return Promise.resolve();
        },
      });
      return new BesidePage(device, page);
    },
    async announce(port) {
      const protocol = isEncrypted ? "https" as const : "http" as const;
      const announced = await announceDevice({
        self: { ...self, port, protocol },
        identity,
        networks,
        onDevice,
        signal,
      });
      await new DiscoveryWarnings(terminal, ADVICE).warn(
        describeProblems(announced.problems, networks),
      );
      if (networks.every(({ address }) => isLoopback({ scheme: "tcp", host: address, port }))) {
        terminal.warn("Only programs of this machine find it; add --lan for other devices");
      }
      terminal.note(
        `LocalSend devices see it as ${escapeText(alias)}; ${whoMayFetch({ pin, yes })}`,
      );
      return () => announced.close();
    },
  };
}

function whoMayFetch({ pin, yes }: Pick<LocalSendShare, "pin" | "yes">): string {
  if (yes) return "all of them may fetch";
  return pin === undefined ? "you are asked about each" : "those that enter the PIN may fetch";
}

/** An application shows that the device has declined, and not that it is broken. */
function declineUpload({ request }: RequestContext): Promise<Response> {
  void request.body?.cancel().catch(() => {});
  const message = "This device only offers files; use sluice receive --localsend to send to it";
  return Promise.resolve(messageAnswer(LocalSendStatus.rejected, message));
}

/** Admits every device, and tells the user. */
function teller({ terminal }: Context, names: ClaimedNames) {
  return async (asking: AskingDevice): Promise<boolean> => {
    const name = names.of(asking.peer);
    await terminal.event(askedEvent(asking, name));
    terminal.note(`${whoAsks(asking, name)} may fetch ${whatOf(asking)}`);
    return true;
  };
}

/** Asks the user about one device after the other. */
function asker({ terminal, signal }: Context, names: ClaimedNames) {
  let last: Promise<unknown> = Promise.resolve();
  return (asking: AskingDevice, ending: AbortSignal): Promise<boolean> => {
    const ask = async () => {
      if (ending.aborted) return false;
      const name = names.of(asking.peer);
      await terminal.event(askedEvent(asking, name));
      const options = { terminal, signal: AbortSignal.any([signal, ending]) };
      try {
        return await askOne(`Let ${whoAsks(asking, name)} fetch ${whatOf(asking)}? [y/N] `, [
          "yes",
          "no",
        ], options) === "yes";
      } catch (error) {
        if (ending.aborted && !signal.aborted) {
          terminal.note(`${hostIn(asking.peer)} asks no longer`);
        }
        // Not answered, or the input ended.
        if (error instanceof SluiceError || ending.aborted || signal.aborted) return false;
        throw error;
      }
    };
    const answer = last.then(ask);
    last = answer.catch(() => {});
    return answer;
  };
}

function askedEvent({ peer, userAgent, files, bytes }: AskingDevice, name: string | undefined) {
  return {
    event: "download_asked",
    peer,
    ...name !== undefined && { alias: name },
    ...userAgent !== undefined && { user_agent: userAgent },
    files,
    bytes,
  };
}

function whoAsks({ peer, userAgent = "" }: AskingDevice, name: string | undefined): string {
  const claims = [
    ...name === undefined ? [] : [`calls itself ${escapeText(name)}`],
    ...userAgent === "" ? [] : [escapeText(userAgent.slice(0, AGENT_LENGTH))],
  ];
  return `${hostIn(peer)}${claims.length === 0 ? "" : ` (${claims.join("; ")})`}`;
}

function whatOf({ files, bytes }: AskingDevice): string {
  return `${files} ${files === 1 ? "file" : "files"} (${formatSize(bytes)})`;
}

/** The names that devices at some addresses claim. */
class ClaimedNames {
  readonly #names = new Map<string, string>();

  add({ device: { alias }, place: { host } }: FoundDevice): void {
    this.#names.delete(host);
    this.#names.set(host, alias);
    const [oldest] = this.#names.keys();
    if (this.#names.size > MAX_FOUND_DEVICES) this.#names.delete(oldest!);
  }

  of(peer: string): string | undefined {
    return this.#names.get(hostIn(peer));
  }
}
