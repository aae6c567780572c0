/** Paths that only root and this user can change. @module */

import { dirname, join } from "node:path";
import { CallerError } from "../errors.ts";

/** Options of {@linkcode assertTrusted}. */
export interface AssertTrustedOptions {
  /** Whether the path may be missing, as long as other users cannot create it. Default false. */
  mayBeMissing?: boolean;
  /** Whether it may be a folder that belongs to other users or that they may write. Default false. */
  mayBeShared?: boolean;
}

const STICKY = 0o1000;
const OTHERS_WRITE = 0o022;
/** Paths that the kernel provides, without the links in /proc that lead out of it. */
const KERNEL =
  /^\/dev\/(null|zero|full|u?random|tty|std(in|out|err))$|^\/(proc|sys)(\/(?!(\.\.|cwd|root|exe|task|map_files)(\/|$)|fd\/)[^/]+)*$/;
/** Maximum number of links on the way, as in the kernel. */
const MAX_LINKS = 40;

/**
 * Walks a path as the system does, and checks each component: every folder, every link, and every folder
 * and link that a link leads through. Where all are trusted, other users can change neither the file nor
 * where the path leads, so the path may be used later. On Windows, which has no owners and modes, nothing
 * is checked.
 *
 * @param what Prefix of error texts: `Cannot read the policy "policy.json"`.
 * @returns Where it leads: absolute, without links.
 * @throws {CallerError} code `usage`: another user could change it.
 * @throws {Deno.errors.NotFound} It does not exist.
 */
export function assertTrusted(
  path: string,
  what: string,
  { mayBeMissing = false, mayBeShared = false }: AssertTrustedOptions = {},
): string {
  if (Deno.build.os === "windows") return Deno.realPathSync(path);
  const judge = new Judge(what);
  const rest = componentsOf(path.startsWith("/") ? path : `${Deno.cwd()}/${path}`);
  let at = "/";
  let info = Deno.lstatSync(at);
  judge.onTheWay(at, info);
  for (let links = 0; rest.length > 0;) {
    const name = rest.shift()!;
    const next = name === ".." ? dirname(at) : join(at, name);
    if (/^\/(dev|proc|sys)$/.test(next)) return judge.kernel([next, ...rest].join("/"));
    const found = lstat(next, mayBeMissing);
    if (found === undefined) {
      // In a folder with the sticky bit, other users may create missing entries.
      judge.last(at, info);
      return join(next, ...rest);
    }
    if (found.isSymlink) {
      if (++links > MAX_LINKS) throw new CallerError("usage", `${what}: too many symbolic links`);
      judge.owner(next, found);
      const target = Deno.readLinkSync(next);
      rest.unshift(...componentsOf(target));
      if (target.startsWith("/")) [at, info] = ["/", Deno.lstatSync("/")];
      continue;
    }
    [at, info] = [next, found];
    if (rest.length > 0) judge.onTheWay(at, info);
  }
  if (!(mayBeShared && info.isDirectory)) judge.last(at, info);
  return at;
}

function componentsOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

/** Undefined where nothing exists that this user can use. */
function lstat(path: string, mayBeMissing: boolean): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    const { NotFound, NotADirectory, PermissionDenied } = Deno.errors;
    const isMissing = [NotFound, NotADirectory, PermissionDenied].some((kind) =>
      error instanceof kind
    );
    if (mayBeMissing && isMissing) return undefined;
    throw error;
  }
}

const OPEN_TO_OTHERS = "is writable by other users; use chmod go-w";

class Judge {
  readonly #what: string;

  constructor(what: string) {
    this.#what = what;
  }

  owner(path: string, { uid }: Deno.FileInfo): void {
    if (uid !== 0 && uid !== Deno.uid()) this.#no(path, "belongs to another user");
  }

  /** In a folder with the sticky bit (/tmp), only owners can replace their entries. */
  onTheWay(path: string, info: Deno.FileInfo): void {
    this.owner(path, info);
    const mode = info.mode ?? 0;
    if ((mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0) this.#no(path, OPEN_TO_OTHERS);
  }

  /** Devices are exempt from the mode: what is written to one (/dev/null) is not read from it. */
  last(path: string, info: Deno.FileInfo): void {
    this.owner(path, info);
    if (((info.mode ?? 0) & OTHERS_WRITE) !== 0 && !info.isCharDevice) {
      this.#no(path, OPEN_TO_OTHERS);
    }
  }

  /** Matches names, because the runtime opens /proc, /sys and most of /dev only with all permissions. */
  kernel(path: string): string {
    return KERNEL.test(path) ? path : this.#no(path, "cannot be checked; use a file on a disk");
  }

  #no(path: string, how: string): never {
    throw new CallerError("usage", `${this.#what}: ${JSON.stringify(path)} ${how}`);
  }
}
