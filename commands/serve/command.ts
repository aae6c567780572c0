/** `sluice serve`. @module */

import type { Command } from "../../lib/cli/command.ts";
import { DEFAULT_EXEC_PORT } from "../../lib/limits.ts";
import { services } from "../../lib/services/all.ts";
import { serveFlags } from "./flags.ts";
import type { ServeInput } from "./options.ts";

/** Not in the table of services: it has a policy and authenticates its clients. */
const EXEC = "exec";

/** Runs a service. */
export const serve: Command<ServeInput> = {
  name: "serve",
  summary: "Run a small service: echo, time, chat, files, gopher and more",
  description: `The services are:

${services.map(({ name, port, summary }) => `${name} (port ${port}): ${summary}.`).join("\n\n")}

exec (port ${DEFAULT_EXEC_PORT}): runs the commands that --allow or --policy names, for clients that have the secret or the \
code. Only sluice-run can do that; see docs/exec.md.

Each listens on this machine only unless --listen says otherwise; given several times it listens at \
several places, over TCP, UDP (udp://), TLS (tls://) or a Unix socket (unix:/PATH). It ends with \
Ctrl-C or SIGTERM.`,
  usage: [
    "serve NAME [DIR] [--listen ADDR]...",
    "serve exec --allow 'CMD ARG *' [--listen ADDR]...",
    "serve exec --policy FILE --dry-run -- CMD [ARG]...",
  ],
  positionals: [
    {
      name: "NAME",
      summary: "the service",
      min: 1,
      choices: [...services.map(({ name }) => name), EXEC],
    },
    {
      name: "DIR",
      summary: "files, gopher: what is served (default: where you are)",
      value: "directory",
    },
    { name: "CMD", summary: "exec with --dry-run: a command and its words", max: 256 },
  ],
  flags: serveFlags,
  passthrough: true,
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write", "env", "sys", "run"],
  permissionFlags: [
    "--allow-net=HOST:PORT",
    "--allow-read=DIR",
    "--allow-write=SOCKET",
    "--allow-run=PROGRAM,/bin/sh",
    "--allow-sys=uid",
    "--allow-env=SLUICE_SECRET",
  ],
  examples: [
    {
      text: "Answer everything in upper case, over TCP and UDP:",
      line: "sluice serve echo --listen 127.0.0.1:9999 --listen udp://127.0.0.1:9999",
    },
    {
      text: "Time stamps for every machine on this network:",
      line: "sluice serve time --listen 0.0.0.0:21567",
    },
    {
      text: "See what a policy of remote commands decides:",
      line: "sluice serve exec --policy policy.json --dry-run -- log -p",
    },
    { text: "RFC 862 at a Unix socket:", line: "sluice serve echo --raw --listen unix:/tmp/echo" },
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
