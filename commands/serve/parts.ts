/** The help of each service of `sluice serve`. @module */

import type { CommandPage, Flag } from "../../lib/cli/command.ts";
import { services } from "../../lib/services/all.ts";
import { DEFAULT_EXEC_PORT, SERVICE_IDLE_TIMEOUT } from "../../lib/limits.ts";
import { execFlags } from "../flags/exec.ts";
import { serveFlags } from "./flags.ts";
import { OPTION_FLAGS } from "./option_flags.ts";
import { SECRET_VARIABLE } from "../flags/permissions.ts";

const DIR = {
  name: "DIR",
  summary: "the folder to serve (default .)",
  value: "directory",
} as const;

const COMMON = ["json", "quiet", "no-color", "timeout"] as const;

type Service = typeof services[number];

/** `serve echo`, …, and `serve exec`. */
export const serveParts: readonly CommandPage[] = [...services.map(servicePart), execPart()];

function servicePart(service: Service): CommandPage {
  const { name, summary, port, transports, options } = service;
  const hasFolder = options.includes("folder");
  const folder = hasFolder ? " [DIR]" : "";
  const over = transports.map((each) => each.toUpperCase()).join(" and ");
  return {
    name: `serve ${name}`,
    group: "Sockets",
    summary: `${capitalized(summary)}; port ${port}`,
    description: `${
      capitalized(summary)
    }. Port ${port} of this machine over ${over}, unless --listen \
says otherwise.`,
    usage: [`serve ${name}${folder} [--listen ADDR]... [FLAG...]`],
    positionals: hasFolder ? [DIR] : [],
    flags: serveFlags.filter((flag) => isOfService(flag, service)).map((flag) => {
      if (flag.name === "listen") return { ...flag, default: `127.0.0.1:${port}, ${over}` };
      return flag.name === "idle" ? { ...flag, default: idleTime(service) } : flag;
    }),
    common: COMMON,
    permissionFlags: ["--allow-net=HOST:PORT", ...hasFolder ? ["--allow-read=DIR"] : []],
    exitCodes: [66, 69, 73, 75, 77],
    examples: [
      { text: "For this machine", line: `sluice serve ${name}` },
      {
        text: "For this network",
        line: `sluice serve ${name}${hasFolder ? " public" : ""} --listen 0.0.0.0:${port}`,
      },
    ],
  };
}

function idleTime({ idle = SERVICE_IDLE_TIMEOUT }: Service): string {
  return idle === Infinity ? "no limit" : `${idle / 60_000}m`;
}

function isOfService({ name }: Flag, { options }: Service): boolean {
  if (execFlags.some((flag) => flag.name === name)) return false;
  return !isOptionFlag(name) || options.includes(OPTION_FLAGS[name]);
}

function isOptionFlag(name: string): name is keyof typeof OPTION_FLAGS {
  return Object.hasOwn(OPTION_FLAGS, name);
}

function execPart(): CommandPage {
  return {
    name: "serve exec",
    group: "Remote command",
    summary: "Let other machines run commands here; needs sluice-run",
    description:
      `Runs the commands that --allow or --policy names, for clients that have the secret or \
the code that is shown. Port ${DEFAULT_EXEC_PORT} of this machine, unless --listen says otherwise. Only the \
executable sluice-run may start programs; it is installed beside sluice. docs/exec.md describes rules and \
policies.`,
    usage: [
      "serve exec --allow 'CMD ARG *' [--listen ADDR]...",
      "serve exec --policy FILE [--listen ADDR]...",
      "serve exec --policy FILE --dry-run -- CMD [ARG...]",
    ],
    positionals: [{
      name: "CMD",
      summary: "with --dry-run: a command and its arguments",
      max: 256,
      value: "program",
    }],
    flags: [
      ...serveFlags.filter(({ name }) => name === "listen")
        .map((flag) => ({ ...flag, default: `127.0.0.1:${DEFAULT_EXEC_PORT}` })),
      ...execFlags,
    ],
    common: COMMON,
    permissionFlags: [
      "--allow-net=HOST:PORT",
      "--allow-read",
      "--allow-run=PROGRAM,/bin/sh",
      "--allow-sys=uid",
    ],
    permissionCases: [SECRET_VARIABLE],
    exitCodes: [1, 66, 69, 73, 75, 77, 126],
    examples: [
      {
        text: "Allow git log, for this network",
        line: "sluice-run serve exec --allow 'git log *' --listen 0.0.0.0",
      },
      {
        text: "Show what a policy decides",
        line: "sluice serve exec --policy policy.json --dry-run -- log -p",
      },
    ],
  };
}

function capitalized(text: string): string {
  return text.replace(/^./, (letter) => letter.toUpperCase());
}
