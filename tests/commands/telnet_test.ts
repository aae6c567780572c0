import { assertEquals } from "@std/assert";
import { bytesToText, textToBytes } from "../../lib/services/byte_text.ts";
import { startWithInput } from "../support/program.ts";
import { runSluice } from "./run_sluice.ts";

/** A server that greets as telnetd does, and ends once it has received so many bytes. */
async function withTelnetd(
  greeting: string,
  length: number,
  use: (place: string) => Promise<void>,
): Promise<string> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let received = "";
  const serving = (async () => {
    using conn = await listener.accept();
    await conn.write(textToBytes(greeting));
    const buffer = new Uint8Array(1024);
    while (received.length < length) {
      const count = await conn.read(buffer);
      if (count === null) break;
      received += bytesToText(buffer.subarray(0, count));
    }
  })();
  try {
    await use(`127.0.0.1:${listener.addr.port}`);
    await serving;
  } finally {
    listener.close();
  }
  return received;
}

/** DO TERMINAL-TYPE, WILL ECHO, a subnegotiation, and a prompt. */
const GREETING = "\xff\xfd\x18\xff\xfb\x01\xff\xfa\x18\x01\xff\xf0login: \xff\xff\xff\xf9\r\n";
const REFUSED = "\xff\xfc\x18\xff\xfe\x01";

Deno.test("connect --telnet refuses every option, and shows no command", async () => {
  const answer = `${REFUSED}a\xff\xffa\r\n`;
  const received = await withTelnetd(GREETING, answer.length, async (place) => {
    await using program = await startWithInput("connect", "--telnet", place);
    await program.waitFor(/login: /, "out");
    await program.write(textToBytes("a\xffa\n"));
    assertEquals((await program.end()).code, 0);
    assertEquals(bytesToText(program.bytes), "login: \xff\r\n");
  });
  assertEquals(received, answer);
});

Deno.test("connect without --telnet passes every byte on", async () => {
  const received = await withTelnetd(GREETING, 2, async (place) => {
    await using program = await startWithInput("connect", place);
    await program.waitFor(/login: /, "out");
    await program.write(textToBytes("\xff\n"));
    assertEquals((await program.end()).code, 0);
    assertEquals(bytesToText(program.bytes), GREETING);
  });
  assertEquals(received, "\xff\n");
});

Deno.test("listen --telnet refuses the options of a client", async () => {
  await using program = await startWithInput("listen", "--telnet", "127.0.0.1:0");
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: await program.port() });
  await conn.write(textToBytes("\xff\xfb\x1fhello\r\n"));
  await program.waitFor(/hello/, "out");
  const buffer = new Uint8Array(16);
  const count = await conn.read(buffer);
  assertEquals(bytesToText(buffer.subarray(0, count!)), "\xff\xfe\x1f");
  assertEquals(bytesToText(program.bytes), "hello\r\n");
  await conn.closeWrite();
  assertEquals((await program.end()).code, 0);
});

Deno.test("--telnet is for one connection at a time, and not for datagrams", async () => {
  for (
    const words of [
      ["connect", "--telnet", "udp://127.0.0.1:9"],
      ["listen", "--telnet", "udp://127.0.0.1:0"],
      ["listen", "--telnet", "--broker", "127.0.0.1:0"],
    ]
  ) {
    const { code, err } = await runSluice(words);
    assertEquals([code, /^sluice: --telnet does not work/.test(err)], [64, true], err);
  }
});
