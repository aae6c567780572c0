/** Errors of the file system. @module */

import { LocalError, SluiceError } from "../errors.ts";

/**
 * Converts an error of the file system to one with a code and a text for the user.
 *
 * @param doing The action attempted, for the error's text: `write "a/b"`.
 */
export function localFault(cause: unknown, doing: string): SluiceError {
  if (cause instanceof SluiceError) return cause;
  const code = (cause as { code?: unknown }).code;
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return new LocalError(
        "no_space",
        `${doing}: no space left on the disk; make room and try again`,
        { cause },
      );
    case "EACCES":
    case "EPERM":
      return new LocalError("cannot_create", `${doing}: permission denied`, { cause });
    case "EROFS":
      return new LocalError("cannot_create", `${doing}: the file system is read-only`, { cause });
    case "ENAMETOOLONG":
      return new LocalError(
        "cannot_create",
        `${doing}: the name is too long for this file system`,
        { cause },
      );
    case "EMFILE":
    case "ENFILE":
      return new LocalError(
        "io",
        `${doing}: too many open files; raise the limit (ulimit -n) and try again`,
        { cause },
      );
    case "ENOSYS":
    case "ENOTSUP":
    case "EOPNOTSUPP":
      return new LocalError("cannot_create", `${doing}: this file system cannot do that`, {
        cause,
      });
    case "ENOENT":
      return new LocalError("cannot_create", `${doing}: its folder does not exist`, { cause });
    case "EEXIST":
    case "ENOTEMPTY":
      return new LocalError("exists", `${doing}: something of that name is there`, { cause });
    case "ENOTDIR":
      return new LocalError("cannot_create", `${doing}: what should be a folder is none`, {
        cause,
      });
  }
  if (cause instanceof Deno.errors.NotSupported) {
    const text = `${doing}: this system cannot do that: ${cause.message}`;
    return new LocalError("cannot_create", text, { cause });
  }
  if (cause instanceof Deno.errors.NotCapable) {
    return new LocalError("permission", `${doing}: ${notCovered(cause)}`, { cause });
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  return new LocalError("io", `${doing}: ${text.replace(/ \(os error \d+\).*$/s, "")}`, { cause });
}

/** Why the runtime does not open a path, and what to do instead. docs/platforms.md lists such paths. */
export function notCovered({ message }: Error): string {
  return message.startsWith("Requires all access")
    ? "Deno opens no network share, device or system folder (/dev, /proc, /sys) for a program " +
      "without all permissions; use another folder, or pipe it in (sluice send - --name NAME)"
    : "Deno's permissions do not cover it";
}
