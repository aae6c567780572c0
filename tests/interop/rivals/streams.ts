/** Rows about streams, their ends and exit codes. @module */

import { assertEquals, assertMatch } from "@std/assert";
import { createServer } from "node:net";
import { freePort } from "../../support/free_port.ts";
import {
  type Cell,
  connectTo,
  HOST,
  NO_LISTENER,
  readAll,
  type Row,
  say,
  shows,
  start,
  talk,
  type Tool,
} from "./tools.ts";

/** The words that connect. */
const CONNECT: Readonly<Record<Tool, (port: number, host?: string) => (string | number)[]>> = {
  nc: (port, host = HOST) => [host, port],
  ncat: (port, host = HOST) => [host, port],
  socat: (port, host = HOST) => ["-", `TCP:${host}:${port}`],
  curl: (port, host = HOST) => [`telnet://${host}:${port}`],
  sluice: (port, host = HOST) => ["connect", `${host}:${port}`],
};

/** A server that answers only after the end of the question. */
async function answerAtEnd(conn: Deno.TcpConn): Promise<void> {
  await say(conn, (await readAll(conn)).toUpperCase());
}

const halfClose = (tool: Tool, says: string, flags: string[], expected = "QUESTION"): Cell => [
  says,
  shows(tool, "question", expected, answerAtEnd, (port) => [...flags, ...CONNECT[tool](port)]),
];

const refused = (tool: Tool, code: number): Cell => [`${code}`, async () => {
  assertEquals((await talk(tool, "", ...CONNECT[tool](freePort()))).code, code);
}];

const unknown = (tool: Tool, code: number): Cell => [`${code}`, async () => {
  assertEquals((await talk(tool, "", ...CONNECT[tool](70, "nowhere.invalid"))).code, code);
}];

/** A peer that resets the connection in the middle of its answer. */
const reset = (tool: Tool, code: number): Cell => [`${code}`, async () => {
  const server = createServer((conn) => {
    conn.write("some of it");
    conn.once("data", () => conn.resetAndDestroy());
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const { port } = server.address() as { port: number };
  const program = await start(tool, ...CONNECT[tool](port));
  await program.waitFor(/some of it/, "out");
  await program.write("x\n");
  assertEquals((await program.ended).code, code);
  await new Promise((resolve) => server.close(resolve));
}];

const listens = (tool: Tool, says: string, words: (port: number) => (string | number)[]): Cell => [
  says,
  async () => {
    const port = freePort();
    const program = await start(tool, ...words(port));
    const conn = await connectTo(port, program);
    await say(conn, "hello\n");
    await program.waitFor(/hello\n/, "out");
    conn.close();
    await program.stop();
  },
];

/** Whether a second client is heard before the first one has ended. */
const several = (
  tool: Tool,
  says: string,
  order: "abc" | "acb",
  words: (port: number) => (string | number)[],
): Cell => [says, async () => {
  const port = freePort();
  const program = await start(tool, ...words(port));
  const first = await connectTo(port, program);
  await say(first, "a");
  await program.waitFor(/a/, "out");
  const second = await connectTo(port, program);
  await say(second, "b");
  if (order === "abc") await program.waitFor(/ab/, "out");
  await say(first, "c");
  await program.waitFor(order === "abc" ? /abc/ : /ac/, "out");
  first.close();
  await program.waitFor(new RegExp(order), "out");
  second.close();
  await program.stop();
}];

const announces = (tool: Tool, says: string, pattern: RegExp, ...words: string[]): Cell => [
  says,
  async () => {
    const program = await start(tool, ...words);
    await program.waitFor(pattern);
    await program.stop();
  },
];

const both = (
  tool: Tool,
  says: string,
  isBoth: boolean,
  words: (port: number) => (string | number)[],
): Cell => [says, async () => {
  const port = freePort();
  const program = await start(tool, ...words(port));
  // Both sockets, if there are two, are bound before the first connection is accepted.
  const kept = await connectTo(port, program);
  const reached = await Deno.connect({ hostname: "::1", port }).then((conn) => conn.close()).then(
    () => true,
    () => false,
  );
  assertEquals(reached, isBoth);
  kept.close();
  await program.stop();
}];

/** The rows. */
export const rows: Row[] = [
  {
    feature: "Passes the end of the input on, and reads the answer to its end",
    cells: {
      nc: halfClose("nc", "`-N`", ["-N"]),
      ncat: halfClose("ncat", "yes", []),
      socat: halfClose("socat", "`-t`; default: half a second", ["-t20"]),
      // Waits for the answer, but does not pass the end on.
      curl: halfClose("curl", "no", ["-m1"], ""),
      sluice: halfClose("sluice", "yes", []),
    },
  },
  {
    feature: "Exit code of a transfer that the peer resets",
    cells: {
      nc: reset("nc", 0),
      ncat: reset("ncat", 1),
      socat: reset("socat", 0),
      curl: reset("curl", 56),
      sluice: reset("sluice", 81),
    },
  },
  {
    feature: "Exit code of a refused connection",
    cells: {
      nc: refused("nc", 1),
      ncat: refused("ncat", 1),
      socat: refused("socat", 1),
      curl: refused("curl", 7),
      sluice: refused("sluice", 69),
    },
  },
  {
    feature: "Exit code of an unknown name",
    cells: {
      nc: unknown("nc", 1),
      ncat: unknown("ncat", 2),
      socat: unknown("socat", 1),
      curl: unknown("curl", 6),
      sluice: unknown("sluice", 68),
    },
  },
  {
    feature: "Listens",
    cells: {
      nc: listens("nc", "`-l`", (port) => ["-l", HOST, port]),
      ncat: listens("ncat", "`-l`", (port) => ["-l", HOST, port]),
      socat: listens("socat", "`TCP-LISTEN:`", (port) => [`TCP-LISTEN:${port},bind=${HOST}`, "-"]),
      curl: NO_LISTENER,
      sluice: listens("sluice", "`listen`", (port) => ["listen", `${HOST}:${port}`]),
    },
  },
  {
    feature: "Listens for several clients",
    cells: {
      nc: several("nc", "`-k`, one after the other", "acb", (port) => ["-lk", HOST, port]),
      ncat: several("ncat", "`-k`, at once", "abc", (port) => ["-lk", HOST, port]),
      socat: several("socat", "`fork`, at once", "abc", (port) => [
        "-u",
        `TCP-LISTEN:${port},bind=${HOST},fork`,
        "-",
      ]),
      curl: NO_LISTENER,
      sluice: several(
        "sluice",
        "`--keep`, at once",
        "abc",
        (port) => ["listen", "--keep", `${HOST}:${port}`],
      ),
    },
  },
  {
    feature: "Shows the port that the system chose",
    cells: {
      nc: announces("nc", "`-v`", /Listening on \S+ [1-9]\d+/, "-lv", HOST, "0"),
      ncat: announces("ncat", "no, 0", /Listening on 127\.0\.0\.1:0\n/, "-lv", HOST, "0"),
      socat: announces("socat", "`-dd`", /listening on .*:[1-9]\d+/, "-dd", "TCP-LISTEN:0", "-"),
      curl: NO_LISTENER,
      sluice: announces("sluice", "yes", /:[1-9]\d+/, "listen", `${HOST}:0`),
    },
  },
  {
    feature: "Listens on IPv4 and IPv6 with one address",
    cells: {
      nc: both("nc", "no", false, (port) => ["-lk", port]),
      ncat: both("ncat", "yes", true, (port) => ["-lk", port]),
      socat: both("socat", "no", false, (port) => [`TCP-LISTEN:${port},fork`, "-"]),
      curl: NO_LISTENER,
      sluice: both("sluice", "yes", true, (port) => ["listen", "--keep", `:${port}`]),
    },
  },
  {
    feature: "Without an address listens on",
    cells: {
      nc: everywhere("nc", "every address", (port) => ["-l", port]),
      ncat: everywhere("ncat", "every address", (port) => ["-l", port]),
      socat: everywhere("socat", "every address", (port) => [`TCP-LISTEN:${port}`, "-"]),
      curl: NO_LISTENER,
      sluice: everywhere("sluice", "this machine", (port) => ["listen", port]),
    },
  },
];

/** Whether another address of loopback than 127.0.0.1 is reached. */
function everywhere(tool: Tool, says: string, words: (port: number) => (string | number)[]): Cell {
  return [says, async () => {
    const port = freePort();
    const program = await start(tool, ...words(port));
    if (says === "every address") (await connectTo(port, program, "127.0.0.2")).close();
    else {
      await program.waitFor(/Listening on/);
      const failed = await Deno.connect({ hostname: "127.0.0.2", port }).catch((error) => error);
      assertMatch(String(failed), /refused/);
    }
    await program.stop();
  }];
}
