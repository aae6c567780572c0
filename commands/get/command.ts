/** `sluice get`. @module */

import type { Command } from "../../lib/cli/command.ts";
import { acceptNameFlag } from "../flags/accept_name.ts";
import { ifExistsFlag } from "../flags/if_exists.ts";
import { familyFlags } from "../flags/family.ts";
import { certificateFlags, trustFlags } from "../flags/tls.ts";
import type { GetOptions } from "./options.ts";
import { SERVICE_PORTS } from "../../lib/services/ports.ts";
import { EARLIER_RUNS, PEM_FILES, UNIX_SOCKET } from "../flags/permissions.ts";

/** Fetches files from a files service. */
export const get: Command<GetOptions> = {
  name: "get",
  group: "Sockets",
  summary: "Fetch files from a files service, each verified with its MD5",
  description:
    `Uses the classic protocol: get NAME, a size, an acknowledgement, the content, its MD5. Every file is \
gathered in a private folder, verified, and only then moved to its name; a file that was cut leaves nothing. \
Standard output is a list that md5sum -c understands. MD5 detects accidents, not attacks: with --digest, a \
server that is sluice sends in the protocol of sluice, with a better digest.`,
  usage: ["get ADDR NAME... [--into DIR]", "get ADDR --list"],
  positionals: [
    {
      name: "ADDR",
      summary: `the service; without a port, ${SERVICE_PORTS.files}`,
      min: 1,
      value: "address",
    },
    { name: "NAME", summary: "a file to fetch", max: Infinity },
  ],
  flags: [
    {
      name: "into",
      value: "directory",
      placeholder: "DIR",
      default: ".",
      summary: "folder to store in, created if missing",
    },
    ifExistsFlag,
    acceptNameFlag,
    { name: "list", summary: "list the files, if the server is sluice" },
    {
      name: "digest",
      value: "choice",
      choices: ["md5", "sha1", "sha256", "sha512"],
      placeholder: "NAME",
      summary: "verify with md5, sha1, sha256 or sha512",
      details: "Fetches in the protocol of sluice, which the server must be.",
    },
    ...familyFlags,
    ...trustFlags,
    ...certificateFlags,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write", "sys"],
  permissionFlags: ["--allow-net=HOST:PORT", "--allow-read=DIR", "--allow-write=DIR"],
  permissionCases: [EARLIER_RUNS, UNIX_SOCKET, PEM_FILES],
  exitCodes: [1, 65, 66, 68, 69, 73, 75, 77, 79, 80, 83],
  files: [{
    path: "DIR/.sluice-get-*",
    text: "The staging folder of a file, while it is fetched.",
  }],
  examples: [
    { text: "List the files", line: "sluice get 127.0.0.1 --list" },
    {
      text: "Two files, with a list of digests",
      line: "sluice get 127.0.0.1 a.txt b.txt > MD5SUMS",
    },
    {
      text: "With SHA-256, from sluice",
      line: "sluice get 192.0.2.7 a.iso --digest sha256 --into inbox",
    },
  ],
  async plan(args) {
    const { getOptions } = await import("./options.ts");
    const input = await getOptions(args);
    const { into, address } = input;
    if (into === undefined) return { input, rights: undefined };
    const { socketPaths } = await import("../sandbox/socket_paths.ts");
    const paths = [into, ...socketPaths(address)];
    return { input, rights: { net: true, read: paths, write: paths, sys: ["uid"] } };
  },
  async run(input, context) {
    return await (await import("./run.ts")).runGet(input, context);
  },
};
