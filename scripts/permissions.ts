/** Reads `permissions.txt`, the list of permissions of each edition. @module */

/** `plain` never starts another program; `run` may, for the remote command. */
export type Edition = "plain" | "run";

/** The flags of an edition, for `deno run` and `deno compile`, in the order of the file. */
export async function permissionFlags(edition: Edition): Promise<string[]> {
  const text = await Deno.readTextFile(new URL("permissions.txt", import.meta.url));
  return text.split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([which]) => which === "both" || which === edition)
    .map(([, flag = ""]) => flag);
}
