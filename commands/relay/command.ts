/** `sluice relay`. @module */

import type { Command } from "../../lib/cli/command.ts";
import { LISTEN_FORMS } from "../flags/listen.ts";
import { PEM_FILES, UDP_SERVER, UNIX_SOCKET } from "../flags/permissions.ts";
import { certificateFlags, trustFlags } from "../flags/tls.ts";
import { limitFlag } from "../flags/transfer.ts";
import type { RelayInput } from "./options.ts";

/** Passes connections on to another address. */
export const relay: Command<RelayInput> = {
  name: "relay",
  group: "Sockets",
  summary: "Pass every connection on to another address",
  description:
    `Accepts connections at LISTEN_ADDR and passes the bytes of each on to a connection of its own to TO_ADDR, \
and the answers back, until Ctrl-C. Each address may be over TCP, TLS (tls://) or a Unix socket (unix:/PATH), \
so that it also adds TLS to a service or removes it. ${LISTEN_FORMS}

The end of one direction ends that direction at the other side; what still comes back is passed on. A side \
that does not read stops the other. If TO_ADDR does not answer, the client is disconnected, the reason is \
reported, and the relay goes on. The addresses of a name are looked up once, at the start.

Over UDP (both addresses udp://) each source has a port of its own towards TO_ADDR, so that the answers reach \
it; a source that is silent for --idle is forgotten.`,
  usage: ["relay LISTEN_ADDR TO_ADDR [FLAG...]"],
  positionals: [{
    name: "LISTEN_ADDR",
    summary: "[[HOST]:]PORT, udp://…, tls://… or unix:/PATH; :PORT: every address",
    min: 1,
    value: "address",
  }, {
    name: "TO_ADDR",
    summary: "[HOST:]PORT, udp://HOST:PORT, tls://HOST:PORT or unix:/PATH",
    min: 1,
    value: "address",
  }],
  flags: [
    {
      ...limitFlag,
      summary: "bytes per second each way, of all together: 10MiB, 800K",
    },
    {
      name: "max",
      value: "integer",
      placeholder: "NUMBER",
      summary: "connections, or UDP sources (1024), at once",
      default: "16384",
    },
    {
      name: "idle",
      value: "duration",
      placeholder: "DURATION",
      summary: "close what is idle for so long (default no limit; UDP 2m)",
    },
    { name: "once", summary: "end after one connection" },
    { name: "verbose", short: "v", summary: "show each connection and its bytes" },
    ...certificateFlags,
    ...trustFlags,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write"],
  permissionFlags: ["--allow-net=LISTEN:PORT,TO:PORT"],
  permissionCases: [
    {
      when: "a TO_ADDR NAME:PORT, which has this ADDRESS",
      flags: ["--allow-net=NAME,ADDRESS:PORT"],
    },
    UDP_SERVER,
    UNIX_SOCKET,
    PEM_FILES,
  ],
  exitCodes: [66, 68, 69, 73, 75, 77, 79, 80, 83],
  examples: [
    {
      text: "Open a service to this network",
      line: "sluice relay :8080 127.0.0.1:3000",
    },
    {
      text: "Add TLS to a service",
      line: "sluice relay tls://:8443 8080 --cert cert.pem --key key.pem",
    },
    {
      text: "Pass datagrams on",
      line: "sluice relay udp://:5353 udp://192.0.2.1:53 --verbose",
    },
  ],
  async plan(args, context) {
    return await (await import("./options.ts")).planRelay(args, context);
  },
  async run(input, context) {
    return await (await import("./run.ts")).runRelay(input, context);
  },
};
