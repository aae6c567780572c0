/**
 * The targets that are built and released: the table for compiling, releasing, the installers'
 * tests, the Homebrew formula and the Scoop manifest.
 *
 * @module
 */

import type { Edition } from "./permissions.ts";

/** A system that executables are built for. */
export interface Target {
  /** The name for `deno compile --target`. */
  triple: string;
  os: "linux" | "macos" | "windows";
  arch: "x86_64" | "aarch64";
  /** The archive format that the system can unpack without further programs. */
  archive: "tar.gz" | "zip";
  /** The ending of an executable's name. */
  suffix: "" | ".exe";
}

/** Every target. There is none for musl: Deno has no runtime for it. */
export const TARGETS: readonly Target[] = [
  {
    triple: "x86_64-unknown-linux-gnu",
    os: "linux",
    arch: "x86_64",
    archive: "tar.gz",
    suffix: "",
  },
  {
    triple: "aarch64-unknown-linux-gnu",
    os: "linux",
    arch: "aarch64",
    archive: "tar.gz",
    suffix: "",
  },
  { triple: "x86_64-apple-darwin", os: "macos", arch: "x86_64", archive: "tar.gz", suffix: "" },
  { triple: "aarch64-apple-darwin", os: "macos", arch: "aarch64", archive: "tar.gz", suffix: "" },
  {
    triple: "x86_64-pc-windows-msvc",
    os: "windows",
    arch: "x86_64",
    archive: "zip",
    suffix: ".exe",
  },
];

/** The two editions, by the name of their executable. */
export const EDITIONS: readonly (readonly [name: string, edition: Edition])[] = [
  ["sluice", "plain"],
  ["sluice-run", "run"],
];

/** The oldest GNU C library that the Deno runtime for Linux supports. */
export const MINIMUM_GLIBC = "2.27";

/** The name of an executable in `dist/`, which holds those of all targets. */
export function builtName(name: string, { triple, suffix }: Target): string {
  return `${name}-${triple}${suffix}`;
}

/**
 * The archive of an executable. Without a version, so that a link to the latest one stays valid.
 */
export function archiveName(name: string, { triple, archive }: Target): string {
  return `${name}-${triple}.${archive}`;
}
