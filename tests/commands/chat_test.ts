import { assertEquals, assertMatch } from "@std/assert";
import { needs } from "../support/needs.ts";
import { Started, startSluice, text } from "../support/started.ts";

/** Ten lines: reads to a line of exit, and says one thing. */
const PYTHON = `
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(b"hello from python\\n")
for line in s.makefile():
    print(line.strip(), flush=True)
    if line.strip() == "exit": break
`;

needs(
  "nc python3",
  "nc, ten lines of Python and our client talk to each other and the operator",
  async () => {
    const server = startSluice("serve", "chat", "--listen=127.0.0.1:0");
    const port = String(await server.port());
    const nc = new Started("nc", ["127.0.0.1", port]);
    await nc.printed(/you are guest1/);
    const python = new Started("python3", ["-c", PYTHON, port]);
    await nc.printed(/\[guest2\] hello from python/);
    const ours = startSluice("chat", `127.0.0.1:${port}`, "--nick=ada");
    await nc.printed(/guest3 is now ada/);
    await ours.feed("hi all\n");
    await nc.printed(/\[ada\] hi all/);
    await python.printed(/\[ada\] hi all/);
    await nc.feed("from \x1b[31mnc\n");
    await ours.printed(/\[guest1\] from \[31mnc/);
    await server.printed(/\[guest1\] from \[31mnc/);
    await server.feed("closing time\nexit\n");
    const { code, out } = await ours.gone();
    assertEquals(code, 0);
    assertMatch(text(out), /\[server\] closing time\nexit\n$/);
    assertEquals((await python.gone()).code, 0);
    assertMatch(text((await nc.ended()).out), /exit\n$/);
    assertEquals((await server.gone()).code, 0);
  },
);

Deno.test("the client leaves with exit, and at the end of its input", async () => {
  const server = startSluice("serve", "chat", "--listen=127.0.0.1:0");
  const port = await server.port();
  for (const last of ["exit\n", ""]) {
    const client = startSluice("chat", `127.0.0.1:${port}`);
    await client.printed(/you are guest1/);
    await client.feed(last);
    assertEquals((last === "" ? await client.ended() : await client.gone()).code, 0);
  }
  assertEquals((await server.stop()).code, 143);
});

needs("script", "at a terminal incoming lines do not tear what is being typed", async () => {
  const server = startSluice("serve", "chat", "--listen=127.0.0.1:0");
  const port = String(await server.port());
  const sluice = new URL("../../scripts/sluice", import.meta.url).pathname;
  // script(1) gives it a terminal.
  const client = new Started("script", ["-qec", `${sluice} chat 127.0.0.1:${port}`, "/dev/null"], {
    env: { TERM: "xterm" },
  });
  await client.printed(/> /);
  await client.printed(/you are guest1/);
  await client.feed("half a li");
  await client.printed(/> half a li/);
  await server.feed("news\n");
  await client.printed(/\[server\] news\r\n[^\n]*> half a li/);
  await client.feed("ne\r");
  await server.printed(/\[guest1\] half a line/);
  await client.feed("exit\r");
  assertEquals((await client.gone()).code, 0);
  await server.stop();
});
