import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { bytesToText, textToBytes } from "../../lib/services/byte_text.ts";
import { chat } from "../../lib/services/chat.ts";
import { echo } from "../../lib/services/echo.ts";
import { files } from "../../lib/services/files.ts";
import { gopher } from "../../lib/services/gopher.ts";
import { answerClassic } from "../../lib/remote/request/classic_answer.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { time } from "../../lib/services/time.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { readChunks } from "../../lib/socket/read_chunks.ts";
import { turn } from "../support/wait.ts";

/** IAC WILL NAWS, IAC DO ECHO, as PuTTY begins; IAC IP, IAC DO TIMING-MARK, as Ctrl-C of telnet. */
const PUTTY = "\xff\xfb\x1f\xff\xfd\x01";
const PUTTY_REFUSED = "\xff\xfe\x1f\xff\xfc\x01";
const CTRL_C = "\xff\xf4\xff\xfd\x06";
const CTRL_C_REFUSED = "\xff\xfc\x06";

/** Sends pieces to a service, and returns its answer, a character for each byte. */
async function answerTo(
  serve: (conn: Duplex) => void | Promise<void>,
  pieces: readonly string[],
): Promise<string> {
  const [here, there] = memoryPair();
  const served = Promise.resolve(serve(there)).then(() => there.closeWrite());
  const writer = here.writable.getWriter();
  for (const piece of pieces) {
    await writer.write(textToBytes(piece)).catch(() => {});
    await turn();
  }
  await here.closeWrite();
  let answer = "";
  for await (const chunk of readChunks(here)) answer += bytesToText(chunk);
  await served;
  return answer;
}

const context = () => ({ signal: new AbortController().signal, log: () => {} });
const byBytes = (text: string) => [...text];

Deno.test("echo refuses what a Telnet client requests, and does not echo it", async () => {
  const serve = (conn: Duplex) => echo.start().connection(conn, context());
  assertEquals(
    await answerTo(serve, [PUTTY, "hi\r\n", CTRL_C, "\xff\xff\r\n"]),
    `${PUTTY_REFUSED}HI\r\n${CTRL_C_REFUSED}\xff\xff\r\n`,
  );
});

Deno.test("raw echo, and an echo of a file, return the bytes of a Telnet command", async () => {
  const raw = (conn: Duplex) => echo.start({ raw: true }).connection(conn, context());
  assertEquals(await answerTo(raw, [PUTTY]), PUTTY);
  const plain = (conn: Duplex) => echo.start().connection(conn, context());
  assertEquals(await answerTo(plain, ["\xff\xfb\x90\x44\x00"]), "\xff\xfb\x90\x44\x00");
});

Deno.test("time refuses what a Telnet client requests, and does not answer it", async () => {
  const now = () => 1_795_224_334_000;
  const serve = (conn: Duplex) => time.start({ format: "epoch", now }).connection(conn, context());
  for (const pieces of [[PUTTY, "a\r\n"], [`${PUTTY}a\r\n`], byBytes(`${PUTTY}a\r\n`)]) {
    assertEquals(await answerTo(serve, pieces), `${PUTTY_REFUSED}[1795224334] a\r\n`);
  }
  assertEquals(await answerTo(serve, [PUTTY]), PUTTY_REFUSED);
  assertEquals(await answerTo(serve, ["\xff\n"]), "[1795224334] \xff\n");
});

Deno.test("chat passes no Telnet command on to others", async () => {
  const room = chat.start();
  const [here, there] = memoryPair();
  const other = Promise.resolve(room.connection(there, context())).then(() => there.closeWrite());
  let seen = "";
  const reading = (async () => {
    for await (const chunk of readChunks(here)) seen += bytesToText(chunk);
  })();
  await answerTo((conn) => room.connection(conn, context()), [
    PUTTY,
    "hello\r\n",
    CTRL_C,
    `/nick \xff\xf9ada\r\n`,
    "exit\r\n",
  ]);
  await here.writable.getWriter().write(textToBytes("exit\n"));
  await Promise.all([reading, other]);
  assertMatch(seen, /\n\[guest2\] hello\n\* guest2 is now ada\n/);
  assertEquals(/[^\n -~]/.test(seen), false, seen);
});

Deno.test("files and gopher answer the request of a Telnet client", async () => {
  const folder = Deno.realPathSync(Deno.makeTempDirSync());
  Deno.writeTextFileSync(join(folder, "a.txt"), "x\n");
  const { connection } = files.start({ folder });
  const listed = await answerTo((conn) => connection(conn, context()), [
    PUTTY,
    `ge\xff\xf1t a.txt\r\n`,
    `${CTRL_C}ok\r\n`,
  ]);
  assertMatch(listed, new RegExp(`^${PUTTY_REFUSED}2\n(${CTRL_C_REFUSED}|x|\n){3}[0-9a-f]{32}$`));
  const served = gopher.start({ folder });
  const serve = (conn: Duplex) => served.connection(conn, context());
  assertEquals(await answerTo(serve, [PUTTY, "a.txt\r\n"]), `${PUTTY_REFUSED}x\r\n.\r\n`);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("the classic remote command reads the command of a Telnet client", async () => {
  const asked: string[][] = [];
  const serve = (conn: Duplex) =>
    answerClassic(conn, {
      caller: { peer: "p", source: "s", who: "nobody" },
      signal: new AbortController().signal,
      run({ argv }) {
        asked.push([...argv]);
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {};
        port1.postMessage({ type: "refused", message: "no" });
        return port2;
      },
    });
  const answer = await answerTo(serve, [PUTTY, `${CTRL_C}git log\r\n`, "\xff\xf1ok\r\n"]);
  assertEquals(asked, [["git", "log"]]);
  assertEquals(answer, `${PUTTY_REFUSED}${CTRL_C_REFUSED}12refused: no\n`);
});
