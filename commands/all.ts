/** The table of commands, in the order of help. A new command is a file and a line here. @module */

import type { Command } from "../lib/cli/command.ts";

/** Loads each command. Its key is the command's name. */
const LOADERS: Readonly<Record<string, () => Promise<Command>>> = {
  send: async () => (await import("./send/command.ts")).send,
  receive: async () => (await import("./receive/command.ts")).receive,
  share: async () => (await import("./share/command.ts")).share,
  drop: async () => (await import("./drop/command.ts")).drop,
  peers: async () => (await import("./peers/command.ts")).peers,
  doctor: async () => (await import("./doctor/command.ts")).doctor,
  serve: async () => (await import("./serve/command.ts")).serve,
  echo: async () => (await import("./echo/command.ts")).echo,
  time: async () => (await import("./time.ts")).time,
  chat: async () => (await import("./chat.ts")).chat,
  get: async () => (await import("./get/command.ts")).get,
  gopher: async () => (await import("./gopher/command.ts")).gopher,
  connect: async () => (await import("./connect/command.ts")).connect,
  listen: async () => (await import("./listen/command.ts")).listen,
  relay: async () => (await import("./relay/command.ts")).relay,
  lookup: async () => (await import("./lookup/command.ts")).lookup,
  exec: async () => (await import("./exec/command.ts")).exec,
  completions: async () => (await import("./completions.ts")).completions,
  man: async () => (await import("./man/command.ts")).man,
  licenses: async () => (await import("./licenses/command.ts")).licenses,
  version: async () => (await import("./version.ts")).version,
  help: async () => (await import("./help.ts")).help,
};

/** The command of a name; undefined if there is none. Loads no other command. */
export async function loadCommand(name: string): Promise<Command | undefined> {
  return Object.hasOwn(LOADERS, name) ? await LOADERS[name]!() : undefined;
}

/** Every command. Help, man pages, completions and the contract tests follow this order. */
export async function loadCommands(): Promise<readonly Command[]> {
  return await Promise.all(Object.values(LOADERS).map((load) => load()));
}
