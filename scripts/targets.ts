/**
 * What is built and shipped: the one table for compiling, releasing, the installers' tests, the
 * Homebrew formula and the Scoop manifest.
 *
 * @module
 */

import type { Edition } from "./permissions.ts";

/** A system that executables are built for. */
export interface Target {
  /** The name that `deno compile --target` takes. */
  triple: string;
  os: "linux" | "macos" | "windows";
  arch: "x86_64" | "aarch64";
  /** The kind of archive that the system can unpack without further programs. */
  archive: "tar.gz" | "zip";
  /** What the name of an executable ends in. */
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

/** The oldest GNU C library that the Deno runtime for Linux is linked against. */
export const MINIMUM_GLIBC = "2.27";

/** What an executable is called in `dist/`, where those of every target lie side by side. */
export function builtName(name: string, { triple, suffix }: Target): string {
  return `${name}-${triple}${suffix}`;
}

/** The archive of an executable. No version in it, so that a link to the latest one stays valid. */
export function archiveName(name: string, { triple, archive }: Target): string {
  return `${name}-${triple}.${archive}`;
}
