/** Destinations on disks of many kinds, each created for one transfer. @module */

import { configInForce } from "../../scripts/closed_network.ts";
import { programPath } from "../support/needs.ts";

/** The description of a transfer. */
export interface Wish {
  /** Where each disk is mounted: `{"disk": "exfat"}`. The destination is `disk/in`. */
  disks: Record<string, string>;
  /** Paths to send and their contents; a number: so many bytes; `-> x`: a link. */
  source: Record<string, string | number>;
  /** The contents of the destination before. */
  there?: Record<string, string>;
  /** Options to remount a disk with, once the contents are there. */
  remount?: Record<string, string>;
  /** Modes of paths in the destination. */
  modes?: Record<string, number>;
  /** More arguments of the receiver. */
  receive?: string[];
  /** Starts the receiver with other rights. */
  prefix?: string[];
}

/** One side of it. */
export interface Side {
  /** Its exit code. */
  code: number;
  /** Its events. */
  events: Record<string, unknown>[];
  /** Its standard error. */
  err: string;
}

/** The result of a transfer. */
export interface Found {
  sender: Side;
  receiver: Side;
  /** The contents of the destination, by path: content, `dir` or `-> target`. */
  tree: Record<string, string>;
}

/** Programs that create a kind of disk. */
const MAKERS: Record<string, string[]> = {
  tmpfs: [],
  ext4: ["mkfs.ext4", "losetup"],
  ntfs: ["mkfs.ntfs", "ntfs-3g"],
  exfat: ["mkfs.exfat", "mount.exfat-fuse", "losetup"],
};

const PROBE = new URL("on_disk.ts", import.meta.url).pathname;

async function inNamespace(...words: string[]): Promise<Deno.CommandOutput> {
  const [program, ...args] = ["unshare", "--mount", "--propagation", "private", ...words];
  return await new Deno.Command(program!, { args, stdin: "null" }).output();
}

/** Runs a transfer. */
export async function transferTo(wish: Wish): Promise<Found> {
  const config = `--config=${await configInForce()}`;
  const run = [Deno.execPath(), "run", "-A", "--quiet", "--no-check", "--no-lock", config, PROBE];
  const { success, stdout, stderr } = await inNamespace(...run, JSON.stringify(wish));
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(text(stderr) + text(stdout));
  return JSON.parse(text(stdout));
}

/** Why a disk of a kind cannot be mounted here; undefined: it can. */
const reasons = new Map<string, Promise<string | undefined>>();

/** Why no disk of a kind can be created here; undefined: one can. */
export function noDisk(kind: string): Promise<string | undefined> {
  const [name = ""] = kind.split(" ");
  if (!reasons.has(name)) reasons.set(name, whyNoDisk(name));
  return reasons.get(name)!;
}

async function whyNoDisk(name: string): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "mount namespaces are Linux's";
  const missing = ["unshare", ...MAKERS[name]!].filter((each) => programPath(each) === undefined);
  if (missing.length > 0) return `no ${missing.join(", no ")} here`;
  try {
    await transferTo({ disks: { disk: name }, source: { a: "a" } });
  } catch (error) {
    const [line = ""] = String((error as Error).message).trim().split("\n");
    return `no ${name} can be mounted here: ${line.slice(0, 100)}`;
  }
}

/** A test that needs disks of some kinds, ignored with the reason in its name without them. */
export async function diskTest(
  kinds: string[],
  name: string,
  fn: () => Promise<void>,
): Promise<void> {
  const why = (await Promise.all(kinds.map(noDisk))).find((each) => each !== undefined);
  Deno.test({
    name: why === undefined ? name : `${name} (ignored: ${why})`,
    ignore: why !== undefined,
    fn,
  });
}
