/**
 * Sends a folder to a destination on another kind of disk and prints the result as JSON. Run in a
 * mount namespace of its own, where it mounts what it needs: see `destination.ts`.
 *
 *     unshare -m deno run -A on_disk.ts WISH
 *
 * @module
 */

import { dirname, join } from "node:path";
import { eventsOf, type Program, start } from "../support/program.ts";
import type { Found, Side, Wish } from "./destination.ts";

/** Runs a program to its end; throws if it fails. */
function run(...[program, ...args]: [string, ...string[]]): string {
  const { success, stdout, stderr } = new Deno.Command(program, { args, stdin: "null" })
    .outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`${program} ${args.join(" ")}: ${text(stderr)}${text(stdout)}`);
  return text(stdout);
}

/** Attaches an image to a loop device that is removed when it is no longer used. */
function withLoop(image: string, mount: (device: string) => void): void {
  const device = run("losetup", "-f", "--show", image).trim();
  try {
    mount(device);
  } finally {
    run("losetup", "-d", device);
  }
}

const mounted: string[] = [];

/** Mounts a disk of a kind on a folder. */
function mountDisk(kind: string, at: string, folder: string): void {
  Deno.mkdirSync(at, { recursive: true });
  const [name, options = ""] = kind.split(" ");
  const image = join(folder, `image-${mounted.length}`);
  const make = (size: number) => {
    using file = Deno.openSync(image, { write: true, createNew: true });
    file.truncateSync(size);
  };
  switch (name) {
    case "tmpfs":
      run("mount", "-t", "tmpfs", "-o", options || "size=64m", "tmpfs", at);
      break;
    case "ext4":
      make(64 * 2 ** 20);
      run("mkfs.ext4", "-q", image);
      withLoop(image, (device) => run("mount", device, at));
      break;
    case "ntfs":
      make(32 * 2 ** 20);
      run("mkfs.ntfs", "-q", "-F", image);
      run("ntfs-3g", ...options ? ["-o", options] : [], image, at);
      break;
    case "exfat":
      make(32 * 2 ** 20);
      run("mkfs.exfat", image);
      withLoop(
        image,
        (device) => run("mount.exfat-fuse", ...options ? ["-o", options] : [], device, at),
      );
      break;
    default:
      throw new Error(`no such disk: ${kind}`);
  }
  mounted.unshift(at);
}

function write(path: string, content: string | number): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  const text = typeof content === "number" ? "x".repeat(content) : content;
  if (text.startsWith("-> ")) Deno.symlinkSync(text.slice(3), path);
  else Deno.writeTextFileSync(path, text);
}

/**
 * Everything below a folder: paths, and contents, `dir` or `-> target`; long contents by their
 * length.
 */
function read(folder: string, below = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name } of Deno.readDirSync(join(folder, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    const at = join(folder, path);
    const info = Deno.lstatSync(at);
    if (info.isSymlink) found[path] = `-> ${Deno.readLinkSync(at)}`;
    else if (info.isDirectory) Object.assign(found, { [path]: "dir" }, read(folder, path));
    else found[path] = info.size > 1000 ? `${info.size} bytes` : Deno.readTextFileSync(at);
  }
  return found;
}

const sideOf = (program: Program, code: number): Side => ({
  code,
  events: eventsOf(program),
  err: program.err,
});

/** Runs the transfer. */
async function transfer(wish: Wish, folder: string): Promise<Found> {
  const source = join(folder, "source");
  const into = join(folder, "disk/in");
  for (const [at, kind] of Object.entries(wish.disks)) mountDisk(kind, join(folder, at), folder);
  for (const [path, content] of Object.entries(wish.source)) write(join(source, path), content);
  Deno.mkdirSync(into, { recursive: true });
  for (const [path, content] of Object.entries(wish.there ?? {})) write(join(into, path), content);
  for (const [path, options] of Object.entries(wish.remount ?? {})) {
    run("mount", "-o", `remount,${options}`, join(folder, path));
  }
  for (const [path, mode] of Object.entries(wish.modes ?? {})) {
    Deno.chmodSync(join(into, path), mode);
  }
  const common = ["--plain", "--json", "--retry", "0"];
  const words = ["receive", ...common, "--yes", "--once", "--listen", "127.0.0.1:0"];
  const args = [...words, "--into", into, ...wish.receive ?? []];
  const receiver = await start(args, { cwd: folder, prefix: wish.prefix ?? [] });
  const port = await receiver.port();
  const tops = [...new Set(Object.keys(wish.source).map((path) => path.split("/")[0]!))];
  const sender = await start(
    ["send", ...common, "--symlinks", "keep", "--to", `127.0.0.1:${port}`, ...tops],
    { cwd: source },
  );
  const [sent, received] = await Promise.all([sender.ended, receiver.ended]);
  return {
    sender: sideOf(sender, sent.code),
    receiver: sideOf(receiver, received.code),
    tree: read(into),
  };
}

if (import.meta.main) {
  const wish: Wish = JSON.parse(Deno.args[0]!);
  // Mounts made here are visible here only.
  run("mount", "--make-rprivate", "/");
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "sluice-disk-" }));
  try {
    console.log(JSON.stringify(await transfer(wish, folder)));
  } finally {
    for (const at of mounted) run("umount", at);
    run("rm", "-rf", folder);
  }
}
