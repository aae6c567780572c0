/** The flags of `sluice serve`. @module */

import type { Flag } from "../../lib/cli/command.ts";
import { execFlags } from "../flags/exec.ts";
import { LISTEN_FORMS } from "../flags/listen.ts";
import { filterFlags } from "../flags/filter.ts";
import { serverTlsFlags } from "../flags/server_tls.ts";

/** Those of all services, and of `serve exec`. */
export const serveFlags: readonly Flag[] = [
  {
    name: "listen",
    value: "address",
    placeholder: "ADDR",
    repeatable: true,
    summary: "listen there",
    default: "this machine, port of NAME",
    details: LISTEN_FORMS,
  },
  { name: "raw", summary: "answer unchanged, not in upper case" },
  {
    name: "format",
    value: "choice",
    choices: ["ctime", "iso", "epoch"],
    placeholder: "HOW",
    default: "ctime",
    summary: "write the time as ctime (default), iso or epoch",
  },
  { name: "hidden", summary: "also serve names that start with a dot (.git, .env)" },
  { name: "follow", summary: "follow links that stay inside the folder" },
  {
    name: "public",
    value: "address",
    placeholder: "HOST[:PORT]",
    summary: "address in menus (default that of the client)",
    details: "Without it, the address that the client has connected to.",
  },
  {
    name: "max",
    value: "integer",
    placeholder: "NUMBER",
    summary: "connections at once; others wait",
    default: "16384",
  },
  {
    name: "idle",
    value: "duration",
    placeholder: "DURATION",
    summary: "close what is idle for so long",
    default: "10m; chat: none",
  },
  ...filterFlags,
  ...serverTlsFlags,
  ...execFlags,
];
