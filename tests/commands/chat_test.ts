import { assertEquals, assertMatch } from "@std/assert";
import { needs } from "../support/needs.ts";
import { startCommand, startWithInput } from "../support/program.ts";

/** Ten lines: reads to a line of exit, and sends one line. */
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
    const server = await startWithInput("serve", "chat", "--listen=127.0.0.1:0");
    const port = String(await server.port());
    const nc = startCommand(["nc", "127.0.0.1", port], { interactive: true });
    await nc.waitFor(/you are guest1/, "out");
    const python = startCommand(["python3", "-c", PYTHON, port], { interactive: true });
    await nc.waitFor(/\[guest2\] hello from python/, "out");
    const ours = await startWithInput("chat", `127.0.0.1:${port}`, "--nick=ada");
    await nc.waitFor(/guest3 is now ada/, "out");
    await ours.write("hi all\n");
    await nc.waitFor(/\[ada\] hi all/, "out");
    await python.waitFor(/\[ada\] hi all/, "out");
    await nc.write("from \x1b[31mnc\n");
    await ours.waitFor(/\[guest1\] from \[31mnc/, "out");
    await server.waitFor(/\[guest1\] from \[31mnc/, "out");
    await server.write("closing time\nexit\n");
    const { code, out } = await ours.ended;
    assertEquals(code, 0);
    assertMatch(out, /\[server\] closing time\nexit\n$/);
    assertEquals((await python.ended).code, 0);
    assertMatch((await nc.end()).out, /\nexit$/);
    assertEquals((await server.ended).code, 0);
  },
);

Deno.test("the client ends with exit, and at the end of its input", async () => {
  const server = await startWithInput("serve", "chat", "--listen=127.0.0.1:0");
  const port = await server.port();
  for (const last of ["exit\n", ""]) {
    const client = await startWithInput("chat", `127.0.0.1:${port}`);
    await client.waitFor(/you are guest1/, "out");
    await client.write(last);
    assertEquals((last === "" ? await client.end() : await client.ended).code, 0);
  }
  assertEquals((await server.stop()).code, 143);
});

needs("script", "at a terminal incoming lines do not tear what is being typed", async () => {
  const server = await startWithInput("serve", "chat", "--listen=127.0.0.1:0");
  const port = String(await server.port());
  const sluice = new URL("../../scripts/sluice", import.meta.url).pathname;
  // script(1) provides a terminal.
  const client = startCommand(["script", "-qec", `${sluice} chat 127.0.0.1:${port}`, "/dev/null"], {
    interactive: true,
    env: { TERM: "xterm" },
  });
  await client.waitFor(/> /, "out");
  await client.waitFor(/you are guest1/, "out");
  await client.write("half a li");
  await client.waitFor(/> half a li/, "out");
  await server.write("news\n");
  await client.waitFor(/\[server\] news\r\n[^\n]*> half a li/, "out");
  await client.write("ne\r");
  await server.waitFor(/\[guest1\] half a line/, "out");
  await client.write("exit\r");
  assertEquals((await client.ended).code, 0);
  await server.stop();
});
