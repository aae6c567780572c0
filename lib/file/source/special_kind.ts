/** Entries that are neither files nor folders. @module */

/** What an entry is called that cannot be sent: `FIFO`, `socket`, `device`, `special file`. */
export function specialKind(info: Deno.FileInfo): string {
  if (info.isFifo) return "FIFO";
  if (info.isSocket) return "socket";
  if (info.isBlockDevice || info.isCharDevice) return "device";
  return "special file";
}
