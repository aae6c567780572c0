/** A session with a scripted device, for tests. @module */

import { newIdentity } from "../../../../lib/web/localsend/identity.ts";
import { LocalSendClient } from "../../../../lib/web/localsend/http_client.ts";
import { type ReachableDevice, thisDevice } from "../../../../lib/web/localsend/device.ts";
import type { OutgoingFile } from "../../../../lib/web/localsend/send/outgoing_file.ts";
import {
  SendSession,
  type SendSessionOptions,
  type SessionObserver,
} from "../../../../lib/web/localsend/send/send_files.ts";
import type { ScriptedDevice } from "../scripted_device.ts";

/** This side's certificate. */
export const identity = await newIdentity();
/** What this side says about itself. */
export const self: ReachableDevice = {
  ...thisDevice({ alias: "Sender", fingerprint: identity.fingerprint }),
  port: 1,
  protocol: "https",
};
/** A signal that is never aborted. */
export const NEVER = new AbortController().signal;

/** An observer that writes down what it is told, one line each. */
export function recording(
  more: Partial<SessionObserver> = {},
): SessionObserver & { lines: string[]; sent: number } {
  const lines: string[] = [];
  const observer = {
    lines,
    sent: 0,
    accepted: (wanted: readonly OutgoingFile[]) => void lines.push(`accepted ${wanted.length}`),
    unwanted: (path: string) => void lines.push(`unwanted ${path}`),
    started: (path: string) => void lines.push(`started ${path}`),
    progressed: (bytes: number) => void (observer.sent += bytes),
    restarted: (bytes: number) => void (observer.sent -= bytes),
    done: (path: string, size: number) => void lines.push(`done ${path} ${size}`),
    failed: (path: string, code: string, message: string) =>
      void lines.push(`failed ${path} ${code}: ${message}`),
    pin: () => Promise.reject(new Error("no PIN")),
    busy: () => Promise.reject(new Error("busy")),
    ...more,
  };
  return observer;
}

/** Files in memory. */
export function memoryFiles(contents: Readonly<Record<string, string>>): OutgoingFile[] {
  return Object.entries(contents).map(([fileName, text], at) => {
    const bytes = new TextEncoder().encode(text);
    const offered = { id: `id-${at}`, fileName, size: bytes.length, fileType: "text/plain" };
    return { offered, content: { bytes } };
  });
}

/** Sends files to a device. */
export async function sendTo(
  device: ScriptedDevice,
  files: readonly OutgoingFile[],
  options: Partial<SendSessionOptions> & { session?: SendSession } = {},
): Promise<boolean> {
  const place = { host: "127.0.0.1", port: device.port, protocol: "https" as const };
  const { fingerprint } = device;
  const client = new LocalSendClient({
    place,
    identity,
    fingerprint,
  });
  const { session = new SendSession(), ...more } = options;
  try {
    const observer = recording();
    const common = { client, place, self, pin: undefined, observer, signal: NEVER };
    return await session.send(files, { ...common, ...more });
  } finally {
    client.close();
  }
}
