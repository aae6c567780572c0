/** `sluice get`. @module */

import type { Command } from "../../lib/cli/command.ts";
import { acceptNameFlag } from "../flags/accept_name.ts";
import { ifExistsFlag } from "../flags/if_exists.ts";
import { certificateFlags, trustFlags } from "../flags/tls.ts";
import type { GetOptions } from "./options.ts";
import { SERVICE_PORTS } from "../../lib/services/ports.ts";

/** Fetches files from a files service. */
export const get: Command<GetOptions> = {
  name: "get",
  summary: "Fetch files from a files service, each verified with its MD5",
  description:
    `Speaks the classic exchange: get NAME, a size, an acknowledgement, the content, its \
MD5. Every file is gathered in a private folder, verified, and only then put under its name; a file \
that was cut leaves nothing. Standard output is a list that md5sum -c understands. MD5 finds \
accidents, not attackers: with --digest, a server that is sluice as well sends in sluice's own \
protocol and with a better digest.`,
  usage: ["get ADDR NAME... [--into DIR]", "get ADDR --list"],
  positionals: [
    {
      name: "ADDR",
      summary: `the service; port ${SERVICE_PORTS.files} if none is named`,
      min: 1,
      value: "address",
    },
    { name: "NAME", summary: "a file in its folder", max: Infinity },
  ],
  flags: [
    {
      name: "into",
      value: "directory",
      placeholder: "DIR",
      default: ".",
      summary: "where to store; made if it is not there",
    },
    ifExistsFlag,
    acceptNameFlag,
    { name: "list", summary: "show what there is; asks a server that is sluice" },
    {
      name: "digest",
      value: "choice",
      choices: ["md5", "sha1", "sha256", "sha512"],
      placeholder: "NAME",
      summary: "fetch in sluice's own protocol, verified with this",
    },
    ...trustFlags,
    ...certificateFlags,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write", "sys"],
  permissionFlags: [
    "--allow-net=HOST:PORT",
    "--allow-read=DIR",
    "--allow-write=DIR",
    "--allow-sys=uid",
  ],
  examples: [
    { text: "What there is:", line: "sluice get 127.0.0.1 --list" },
    {
      text: "Two files, checked once more afterwards:",
      line: "sluice get 127.0.0.1 a.txt b.txt > MD5SUMS",
    },
    {
      text: "With SHA-256, from a sluice:",
      line: "sluice get 192.0.2.7 a.iso --digest sha256 --into inbox",
    },
  ],
  async plan(args) {
    const { getOptions } = await import("./options.ts");
    const input = await getOptions(args);
    const { into, address } = input;
    if (into === undefined) return { input, rights: undefined };
    const { resolve } = await import("node:path");
    const socket = address.scheme === "unix" ? [resolve(address.path)] : [];
    const paths = [into, ...socket];
    return { input, rights: { net: true, read: paths, write: paths, sys: ["uid"] } };
  },
  async run(input, context) {
    return await (await import("./run.ts")).runGet(input, context);
  },
};
