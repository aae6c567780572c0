/** `sluice serve`. @module */

import type { Command, Context, Flag, ParsedArguments } from "../lib/cli/command.ts";
import { DEFAULT_EXEC_PORT } from "../lib/limits.ts";
import { services } from "../lib/services/all.ts";
import type { Service, ServiceOptions, TimeFormat } from "../lib/services/service.ts";
import type { Address } from "../lib/socket/address.ts";
import { execFlags } from "./parts/exec_flags.ts";
import { certificateFlags } from "./parts/tls.ts";

/** The flags that a service must know, by the option they set. */
const OPTION_FLAGS = {
  raw: "raw",
  format: "format",
  hidden: "hidden",
  public: "publicAddress",
} as const;

/** The service that is none of the table: it has a gate. */
const EXEC = "exec";

/** Runs a service. */
export const serve: Command = {
  name: "serve",
  summary: "Run a small service: echo, time, chat, files, gopher and more",
  description: `The services are:

${services.map(({ name, port, summary }) => `${name} (port ${port}): ${summary}.`).join("\n\n")}

exec (port ${DEFAULT_EXEC_PORT}): runs the commands that --allow or --policy names, for whoever has the secret or the \
code. Only sluice-run can do that; see docs/exec.md.

Each listens on this machine only unless --listen says otherwise; given several times it listens at \
several places, over TCP, UDP (udp://), TLS (tls://) or a Unix socket (unix:/PATH). It ends with \
Ctrl-C or SIGTERM.`,
  usage: [
    "serve NAME [FOLDER] [--listen ADDRESS]...",
    "serve exec --allow 'CMD ARG *' [--listen ADDRESS]...",
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
      name: "FOLDER",
      summary: "files, gopher: what is served (default: where you are)",
      value: "directory",
    },
    { name: "CMD", summary: "exec with --dry-run: a command and its words", max: 256 },
  ],
  flags: [
    {
      name: "listen",
      value: "address",
      placeholder: "ADDRESS",
      repeatable: true,
      summary:
        "listen there; :PORT: this machine only; 0.0.0.0:PORT or [::]:PORT: every address; port 0: any free one",
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
      placeholder: "COUNT",
      summary: "connections at the same time; more wait",
      default: "16384",
    },
    {
      name: "idle",
      value: "duration",
      placeholder: "TIME",
      summary: "close a connection on which nothing has moved for so long",
    },
    ...certificateFlags,
    ...execFlags,
  ],
  passthrough: true,
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write", "env", "sys", "run"],
  loadsWorker: true,
  permissionFlags: [
    "--allow-net=HOST:PORT",
    "--allow-read=FOLDER",
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
  run: runServe,
};

async function runServe(args: ParsedArguments, context: Context): Promise<number> {
  const { CallerError } = await import("../lib/errors.ts");
  if (args.positionals[0] === EXEC) {
    refuseFlags(args, ({ name }) => !EXEC_FLAGS.has(name) && name !== "listen", CallerError);
    const { serveExec } = await import("./parts/serve_exec.ts");
    return await serveExec(args, context);
  }
  const { giveUpPermissions } = await import("../lib/cli/give_up_permissions.ts");
  giveUpPermissions(["net", "read", "write", "import"], Deno.permissions);
  refuseFlags(args, ({ name }) => EXEC_FLAGS.has(name), CallerError);
  const service = serviceNamed(args.positionals[0]!, CallerError);
  const options = optionsOf(args, service, CallerError);
  const addresses = await addressesOf(args, service);
  const { folder } = options;
  if (folder === undefined) {
    giveUpPermissions(["net", "read", "write"], Deno.permissions);
    const { runService } = await import("./parts/run_service.ts");
    return await runService(args, context, { name: service.name, options, addresses });
  }
  const { confined } = await import("./parts/confined.ts");
  const { certificatePaths } = await import("./parts/tls.ts");
  const { resolve } = await import("node:path");
  const sockets = addresses.flatMap((address) =>
    address.scheme === "unix" ? [resolve(address.path)] : []
  );
  const rights = {
    net: true,
    read: [folder, ...sockets, ...certificatePaths(args, serve.flags)],
    write: sockets,
    sys: [],
  };
  const chosen = { name: service.name, options, addresses };
  return await confined({ command: "serve", service: chosen }, rights, args, context);
}

const EXEC_FLAGS: ReadonlySet<string> = new Set(execFlags.map(({ name }) => name));

/** A flag that means nothing here was meant for something else. */
function refuseFlags(
  args: ParsedArguments,
  isStrange: (flag: Flag) => boolean,
  CallerError: CallerErrorClass,
): void {
  const strange = serve.flags.find((flag) => isStrange(flag) && args.has(flag.name));
  const [name, word] = args.positionals;
  if (strange) {
    throw new CallerError("usage", `serve ${name}: it has no use for --${strange.name}`);
  }
  const extra = name === EXEC
    ? args.has("dry-run") ? undefined : word ?? args.rest[0]
    : args.positionals[2] ?? args.rest[0];
  if (extra !== undefined) {
    throw new CallerError("usage", `serve ${name}: it has no use for ${JSON.stringify(extra)}`);
  }
}

type CallerErrorClass = typeof import("../lib/errors.ts").CallerError;

function serviceNamed(name: string, CallerError: CallerErrorClass): Service {
  const service = services.find((each) => each.name === name);
  if (service !== undefined) return service;
  const names = services.map((each) => each.name).join(", ");
  throw new CallerError(
    "usage",
    `serve ${JSON.stringify(name)}: no such service; there are ${names}`,
  );
}

function optionsOf(
  args: ParsedArguments,
  service: Service,
  CallerError: CallerErrorClass,
): ServiceOptions {
  const refuse = (what: string) => {
    throw new CallerError("usage", `serve ${service.name}: it has no use for ${what}`);
  };
  for (const [flag, option] of Object.entries(OPTION_FLAGS)) {
    if (args.has(flag) && !service.options.includes(option)) refuse(`--${flag}`);
  }
  const [, folder] = args.positionals;
  const options: ServiceOptions = {
    raw: args.has("raw"),
    hidden: args.has("hidden"),
    format: (args.value("format") ?? "ctime") as TimeFormat,
  };
  if (!service.options.includes("folder")) {
    return folder === undefined ? options : refuse("a folder");
  }
  return { ...options, folder: existingFolder(folder ?? ".", CallerError) };
}

function existingFolder(path: string, CallerError: CallerErrorClass): string {
  try {
    const real = Deno.realPathSync(path);
    if (Deno.statSync(real).isDirectory) return real;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    throw new CallerError("no_input", `serve ${JSON.stringify(path)}: no such folder`, { cause });
  }
  throw new CallerError("no_input", `serve ${JSON.stringify(path)}: it is not a folder`);
}

async function addressesOf(args: ParsedArguments, service: Service): Promise<Address[]> {
  const { parseAddress } = await import("../lib/socket/address.ts");
  const places = args.values("listen");
  if (places.length > 0) {
    return places.map((place) => parseAddress(place, { host: "127.0.0.1", port: service.port }));
  }
  return service.transports.map((scheme) => ({ scheme, host: "127.0.0.1", port: service.port }));
}
