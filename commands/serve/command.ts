/** `sluice serve`. @module */

import type { Command } from "../../lib/cli/command.ts";
import { SERVICE_PORTS } from "../../lib/services/ports.ts";
import { serveFlags } from "./flags.ts";
import type { ServeInput } from "./options.ts";
import { CERTIFICATE_FILES, UDP_SERVER, UNIX_SOCKET } from "../flags/permissions.ts";

/** Not a service of the library: it has a policy and authenticates its clients. */
const EXEC = "exec";

/** Runs a service. */
export const serve: Command<ServeInput> = {
  name: "serve",
  group: "Sockets",
  summary: "Run a small service: echo, time, chat, files, gopher and more",
  description:
    `Runs a service until Ctrl-C or SIGTERM. It listens on this machine only unless --listen \
says otherwise; given several times, it listens at several addresses, over TCP, UDP (udp://), TLS (tls://) or \
a Unix socket (unix:/PATH). sluice help serve NAME shows the flags of one service.`,
  usage: [
    "serve NAME [DIR] [--listen ADDR]...",
    "serve exec --allow 'CMD ARG *' [--listen ADDR]...",
    "serve exec --policy FILE --dry-run -- CMD [ARG...]",
  ],
  positionals: [
    {
      name: "NAME",
      summary: "the service",
      min: 1,
      choices: [...Object.keys(SERVICE_PORTS), EXEC],
    },
    {
      name: "DIR",
      summary: "files, gopher: the folder to serve (default .)",
      value: "directory",
    },
    {
      name: "CMD",
      summary: "exec --dry-run: a command and its arguments",
      max: 256,
      value: "program",
    },
  ],
  flags: serveFlags,
  listed: [{
    name: `serve ${EXEC}`,
    group: "Remote command",
    summary: "Let other machines run commands here; needs sluice-run",
  }],
  parts: async () => (await import("./parts.ts")).serveParts,
  passthrough: true,
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write", "env", "sys", "run"],
  permissionFlags: ["--allow-net=HOST:PORT"],
  permissionCases: [
    { when: ":PORT", flags: ["--allow-net=[::]:PORT,0.0.0.0:PORT"] },
    UDP_SERVER,
    UNIX_SOCKET,
    CERTIFICATE_FILES,
  ],
  exitCodes: [1, 66, 69, 73, 75, 77, 126],
  examples: [
    {
      text: "Echo over TCP and UDP",
      line: "sluice serve echo --listen :9999 --listen udp://:9999",
    },
    {
      text: "Time stamps for this network",
      line: "sluice serve time --listen 0.0.0.0:21567",
    },
    {
      text: "Show what a policy decides",
      line: "sluice serve exec --policy policy.json --dry-run -- log -p",
    },
    { text: "RFC 862 on a Unix socket", line: "sluice serve echo --raw --listen unix:/tmp/echo" },
  ],
  async plan(args, context) {
    if (args.positionals[0] === EXEC) {
      const { execOptions } = await import("./exec/options.ts");
      const exec = await execOptions(args, context);
      return { input: { kind: "exec", exec }, rights: undefined, loadsWorker: true };
    }
    const { planService } = await import("./options.ts");
    return planService(args);
  },
  async run(input, context) {
    if (input.kind === "exec") {
      const { serveExec } = await import("./exec/run.ts");
      return await serveExec(input.exec, context);
    }
    return await (await import("./run.ts")).runServe(input, context);
  },
};
