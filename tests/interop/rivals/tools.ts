/** The tools of the table in docs/sockets.md, and the peers that they talk to. @module */

import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import type { Ended, Program } from "../../support/process.ts";
import { commandLine, runCommand, startCommand } from "../../support/program.ts";

/** The columns of the table. */
export const TOOLS = ["nc", "ncat", "socat", "curl", "sluice"] as const;

/** A column of the table. */
export type Tool = typeof TOOLS[number];

/** The programs to look for: `nc` may be another one than OpenBSD's. */
export const PROGRAMS: Readonly<Record<Tool, string>> = {
  nc: "nc.openbsd",
  ncat: "ncat",
  socat: "socat",
  curl: "curl",
  sluice: Deno.execPath(),
};

/** Where the peers listen. */
export const HOST = "127.0.0.1";

/** What a cell says, and the run that shows it; undefined if it cannot be run yet. */
export type Cell = readonly [says: string, run?: () => Promise<void>];

/** A row. */
export interface Row {
  /** Its first cell. */
  feature: string;
  /** The other cells. */
  cells: Readonly<Record<Tool, Cell>>;
}

/** The command line of a tool. */
export async function lineOf(
  tool: Tool,
  args: readonly (string | number)[],
): Promise<[string, ...string[]]> {
  const words = args.map(String);
  if (tool === "sluice") return await commandLine(words);
  return tool === "curl" ? ["curl", "-sN", ...words] : [PROGRAMS[tool], ...words];
}

/** Starts a tool with its standard input open. */
export async function start(tool: Tool, ...args: (string | number)[]): Promise<Program> {
  return startCommand(await lineOf(tool, args), { interactive: true });
}

/** Runs a tool with this input to its end. */
export async function talk(
  tool: Tool,
  input: string,
  ...args: (string | number)[]
): Promise<Ended> {
  return await runCommand(await lineOf(tool, args), { stdin: input });
}

/** The words that show a tool's options. `socat -hhh` has all of them. */
const HELP: Readonly<Record<Exclude<Tool, "sluice">, string[]>> = {
  nc: ["-h"],
  ncat: ["--help"],
  socat: ["-hhh"],
  curl: ["--help", "all"],
};

/** A cell "no": the tool's help does not have it. */
export function absent(tool: Exclude<Tool, "sluice">, pattern: RegExp): Cell {
  return ["no", async () => {
    const { out, err } = await talk(tool, "", ...HELP[tool]);
    assertMatch(out + err, /usage/i);
    assertNotMatch(out + err, pattern);
  }];
}

/** A server of TCP for one test. */
export interface Peer extends AsyncDisposable {
  /** Its port. */
  port: number;
  /** Resolves once it has served its first connection. */
  served: Promise<void>;
}

/** Serves connections of 127.0.0.1, or of another address. */
export function peer(
  serve: (conn: Deno.TcpConn) => Promise<unknown>,
  hostname = "127.0.0.1",
): Peer {
  const listener = Deno.listen({ hostname, port: 0 });
  const first = Promise.withResolvers<void>();
  const loop = (async () => {
    for await (const conn of listener) {
      try {
        await serve(conn);
      } catch {
        // The tool has closed the connection: what it shows is compared.
      }
      first.resolve();
      try {
        conn.close();
      } catch { /* already closed */ }
    }
  })();
  return {
    port: listener.addr.port,
    served: first.promise,
    async [Symbol.asyncDispose]() {
      listener.close();
      await loop.catch(() => {});
    },
  };
}

/** Reads to the end of a direction. */
export async function readAll(conn: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(65536);
  let text = "";
  for (let count; (count = await conn.read(buffer)) !== null;) {
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return text;
}

/** Reads once. */
export async function readOnce(conn: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(65536);
  return new TextDecoder("latin1").decode(buffer.subarray(0, await conn.read(buffer) ?? 0));
}

/** Writes a text, a character a byte. */
export async function say(conn: Deno.Conn, text: string): Promise<void> {
  await conn.write(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

/** Connects as soon as a program listens: some do not say that they do. */
export async function connectTo(
  port: number,
  program: Program,
  hostname = "127.0.0.1",
): Promise<Deno.TcpConn> {
  for (;;) {
    try {
      return await Deno.connect({ hostname, port });
    } catch (error) {
      if (program.code !== undefined) throw error;
    }
  }
}

/** Checks what a tool shows for an input. */
export function shows(
  tool: Tool,
  input: string,
  expected: string,
  serve: (conn: Deno.TcpConn) => Promise<unknown>,
  words: (port: number) => (string | number)[],
): () => Promise<void> {
  return async () => {
    await using server = peer(serve);
    assertEquals((await talk(tool, input, ...words(server.port))).out, expected);
  };
}

/** A listener is nothing that curl has. */
export const NO_LISTENER: Cell = absent("curl", /\blisten/i);
