/** Rows about what passes through, and how it is shown. @module */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { freePort } from "../../support/free_port.ts";
import {
  absent,
  type Cell,
  connectTo,
  HOST,
  NO_LISTENER,
  peer,
  readOnce,
  type Row,
  say,
  start,
  talk,
  type Tool,
} from "./tools.ts";

/** A server that wants to echo (RFC 857): the answer is that it must not. */
const telnet = (tool: Tool, says: string, words: (port: number) => (string | number)[]): Cell => [
  says,
  async () => {
    const refusal = Promise.withResolvers<string>();
    await using server = peer(async (conn) => {
      await say(conn, "\xff\xfd\x01");
      refusal.resolve(await readOnce(conn));
    });
    const program = await start(tool, ...words(server.port));
    assertStringIncludes(await refusal.promise, "\xff\xfc\x01");
    await program.stop();
  },
];

/** Shows a byte that no terminal shows. */
const hex = (tool: Tool, says: string, words: (port: number) => (string | number)[]): Cell => [
  says,
  async () => {
    await using server = peer((conn) => say(conn, "\xca\xfe\n"));
    const { out, err } = await talk(tool, "", ...words(server.port));
    assertMatch(out + err, /ca ?fe/i);
  },
];

/** Passes on what each client sends. */
const brokers = (tool: Tool, says: string, words: (port: number) => (string | number)[]): Cell => [
  says,
  async () => {
    const port = freePort();
    const program = await start(tool, ...words(port));
    const [one, other] = [await connectTo(port, program), await connectTo(port, program)];
    const heard = readOnce(other);
    let done = false;
    void heard.then(() => done = true);
    // The broker may not have accepted the second one yet.
    while (!done) {
      await say(one, "hello");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assertMatch(await heard, /^(hello)+$/);
    one.close();
    other.close();
    await program.stop();
  },
];

/** The rows. */
export const rows: Row[] = [
  {
    feature: "Passes on what each client sends to the others",
    cells: {
      nc: absent("nc", /\bbroker|\bchat/i),
      ncat: brokers("ncat", "`--broker`", (port) => ["-l", "--broker", HOST, port]),
      socat: absent("socat", /\bbroker|\bchat/i),
      curl: NO_LISTENER,
      sluice: brokers("sluice", "`--broker`", (port) => ["listen", "--broker", `${HOST}:${port}`]),
    },
  },
  {
    feature: "Answers the negotiation of telnet",
    cells: {
      nc: telnet("nc", "`-t`", (port) => ["-t", HOST, port]),
      ncat: telnet("ncat", "`-t`", (port) => ["-t", HOST, port]),
      socat: absent("socat", /telnet/i),
      curl: telnet("curl", "yes", (port) => [`telnet://${HOST}:${port}`]),
      sluice: telnet("sluice", "`--telnet`", (port) => ["connect", "--telnet", `${HOST}:${port}`]),
    },
  },
  {
    feature: "Shows every byte in hexadecimal",
    cells: {
      nc: absent("nc", /\bhex/i),
      ncat: hex("ncat", "`-x`", (port) => ["-x", "/dev/stderr", HOST, port]),
      socat: hex("socat", "`-x`", (port) => ["-x", "-", `TCP:${HOST}:${port}`]),
      curl: ["`--trace`", async () => {
        await using server = peer(async (conn) => {
          await readOnce(conn);
          await say(conn, "HTTP/1.0 200 OK\r\n\r\n\xca\xfe\n");
        });
        const trace = ["--trace", "/dev/stderr"];
        const { err } = await talk("curl", "", ...trace, `http://${HOST}:${server.port}`);
        assertMatch(err, /ca fe/);
      }],
      sluice: hex("sluice", "`--hex`", (port) => ["connect", "--hex", `${HOST}:${port}`]),
    },
  },
  {
    feature: "Tells its result in JSON",
    cells: {
      nc: absent("nc", /json/i),
      ncat: absent("ncat", /json/i),
      socat: absent("socat", /json/i),
      curl: ["`-w`", async () => {
        await using server = peer(async (conn) => {
          await readOnce(conn);
          await say(conn, "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        const out = (await talk("curl", "", "-w", "%{json}", `http://${HOST}:${server.port}`)).out;
        assertEquals(JSON.parse(out).http_code, 200);
      }],
      sluice: ["`--json`", async () => {
        await using server = peer(() => Promise.resolve());
        const place = `${HOST}:${server.port}`;
        const out = (await talk("sluice", "", "connect", "--probe", "--json", place)).out;
        assert(out.split("\n").filter(Boolean).every((line) => JSON.parse(line).event !== ""));
      }],
    },
  },
];
