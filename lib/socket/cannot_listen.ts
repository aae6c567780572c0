/** The errors of binding an address. @module */

import { CallerError, ConnectionError, LocalError, SluiceError } from "../errors.ts";
import { needsZone, shortAddress } from "./address.ts";
import { certificateFault } from "./certificate_fault.ts";
import { hostIn, isUnknownName, NEEDS_ZONE, unknownName } from "./resolve.ts";
import { NO_UNIX_SOCKETS } from "./unix_sockets.ts";

const NO_SUCH_FOLDER = "its folder does not exist; create it, or choose another path";

/** The meaning of the system's codes for the path of a Unix socket. */
const PATH_REASONS: Record<string, string> = {
  EADDRINUSE: "its path already exists; choose another path",
  EEXIST: "its path already exists; choose another path",
  ENOENT: NO_SUCH_FOLDER,
  ENOTDIR: NO_SUCH_FOLDER,
  EROFS: "the file system is read-only; choose another path",
  ELOOP: "its symbolic links form a loop; choose another path",
  EPERM: "this file system has no sockets; choose another path",
  ENOTSUP: "this file system has no sockets; choose another path",
  EOPNOTSUPP: "this file system has no sockets; choose another path",
  ENOSPC: "no space left on the disk; choose another path",
};

/**
 * The error to throw for what the runtime threw when an address was bound. Errors that the system did not
 * report are returned.
 */
export function cannotListen(cause: unknown, address: string): unknown {
  if (cause instanceof SluiceError || cause instanceof Deno.errors.NotCapable) return cause;
  const doing = `Cannot listen on ${shortAddress(address)}`;
  const code = String((cause as { code?: unknown }).code);
  const text = cause instanceof Error ? cause.message : String(cause);
  if (code === "ENOSYS") {
    return new ConnectionError("unavailable", `${doing}: ${NO_UNIX_SOCKETS}`, { cause });
  }
  if (address.startsWith("unix:")) return cannotCreate(cause, doing, code);
  // `node:dgram` has no name for a zone that does not exist.
  const isUnknownZone = code === "UNKNOWN" && hostIn(address).includes("%");
  if (isUnknownZone || isUnknownName(text)) {
    const host = hostIn(address);
    const why = host.includes("%") ? unknownName(host) : "its host name is not known";
    return new CallerError("usage", `${doing}: ${why}`, { cause });
  }
  if (code === "EINVAL" && needsZone(hostIn(address))) {
    return new CallerError("usage", `${doing}: ${NEEDS_ZONE}`, { cause });
  }
  if (cause instanceof URIError) {
    const why = /^(?:[a-z]+:\/\/)?\*:/.test(address)
      ? "* is not a host; use :PORT for every address"
      : "its host is neither a host name nor an IP address";
    return new CallerError("usage", `${doing}: ${why}`, { cause });
  }
  const why = certificateFault(cause);
  if (why !== undefined) return new CallerError("usage", `${doing}: ${why}`, { cause });
  return cannotBind(cause, doing, code);
}

function cannotCreate(cause: unknown, doing: string, code: string): unknown {
  if (code === "EACCES") {
    return new LocalError("permission", `${doing}: permission denied; choose another path`, {
      cause,
    });
  }
  const why = PATH_REASONS[code];
  return why === undefined ? unknownFault(cause, doing, code) : new LocalError(
    "cannot_create",
    `${doing}: ${why}`,
    { cause },
  );
}

function cannotBind(cause: unknown, doing: string, code: string): unknown {
  switch (code) {
    case "EADDRINUSE":
      return new LocalError(
        "cannot_create",
        `${doing}: another program uses it; choose another port, or 0 for any`,
        { cause },
      );
    case "EACCES":
      return new LocalError(
        "permission",
        `${doing}: permission denied; choose a port above 1023`,
        { cause },
      );
    case "EAFNOSUPPORT":
    case "EADDRNOTAVAIL":
      return new ConnectionError(
        "unavailable",
        `${doing}: it is not an address of this machine`,
        { cause },
      );
  }
  return unknownFault(cause, doing, code);
}

/** An error of the system without a meaning above. Anything else is a fault of this program. */
function unknownFault(cause: unknown, doing: string, code: string): unknown {
  if (!/^E[A-Z0-9]+$/.test(code)) return cause;
  return new LocalError("cannot_create", `${doing}: the system reports ${code}`, { cause });
}
