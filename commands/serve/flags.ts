/** The flags of `sluice serve`. @module */

import type { Flag } from "../../lib/cli/command.ts";
import { execFlags } from "../flags/exec.ts";
import { LISTEN_FORMS } from "../flags/listen.ts";
import { certificateFlags } from "../flags/tls.ts";

/** Those of all services, and of `serve exec`. */
export const serveFlags: readonly Flag[] = [
  {
    name: "listen",
    value: "address",
    placeholder: "ADDR",
    repeatable: true,
    summary: `listen at this address; ${LISTEN_FORMS}`,
    default: "127.0.0.1 and the service's port",
  },
  { name: "raw", summary: "echo: every byte as it came, not in upper case" },
  {
    name: "format",
    value: "choice",
    choices: ["ctime", "iso", "epoch"],
    placeholder: "HOW",
    default: "ctime",
    summary: "time, daytime: how the time is written",
  },
  { name: "hidden", summary: "files, gopher: also what begins with a dot (.git, .env)" },
  { name: "follow", summary: "files, gopher: follow links that stay inside the folder" },
  {
    name: "public",
    value: "address",
    placeholder: "HOST[:PORT]",
    summary: "gopher: where menus say that their items are",
    default: "where the client came to",
  },
  {
    name: "max",
    value: "integer",
    placeholder: "NUMBER",
    summary: "connections at the same time; more wait",
    default: "16384",
  },
  {
    name: "idle",
    value: "duration",
    placeholder: "DURATION",
    summary: "close a connection on which nothing has moved for so long",
  },
  ...certificateFlags,
  ...execFlags,
];
