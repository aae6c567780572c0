import { assertEquals, assertMatch } from "@std/assert";
import { CERT_PATH, KEY_PATH } from "../support/certificate.ts";
import { startSluice, text } from "../support/started.ts";
import { commandLine, startCommand } from "../support/program.ts";
import { runSluice } from "./run_sluice.ts";

Deno.test("listen takes one peer and ends with it", async () => {
  const server = startSluice("listen", "127.0.0.1:0");
  const client = startSluice("connect", `127.0.0.1:${await server.port()}`);
  await client.feed("there");
  await server.feed("back");
  const [there, back] = await Promise.all([server.ended(), client.ended()]);
  assertEquals([there.code, text(there.out)], [0, "there"]);
  assertEquals([back.code, text(back.out)], [0, "back"]);
});

Deno.test("listen speaks TLS with a certificate, and refuses to without", async () => {
  const server = startSluice(
    "listen",
    "tls://127.0.0.1:0",
    `--cert=${CERT_PATH}`,
    `--key=${KEY_PATH}`,
  );
  const address = `tls://localhost:${await server.port("tls")}`;
  const client = startSluice("connect", address, `--ca=${CERT_PATH}`);
  await client.feed("sealed");
  const [there, back] = await Promise.all([server.ended(), client.ended()]);
  assertEquals([there.code, text(there.out), back.code], [0, "sealed", 0]);
  assertEquals((await runSluice(["listen", "tls://127.0.0.1:0"])).code, 64);
});

Deno.test("--keep takes one peer after the other, whatever became of the first", async () => {
  const server = startSluice("listen", "--keep", "127.0.0.1:0");
  const port = await server.port();
  await server.stdin.close();
  const resetting = await Deno.connect({ hostname: "127.0.0.1", port });
  resetting.close();
  for (const word of ["one", "two"]) {
    const client = startSluice("connect", `127.0.0.1:${port}`);
    await client.feed(word);
    assertEquals((await client.ended()).code, 0);
  }
  const { code, out } = await server.stop();
  assertEquals([code, text(out)], [143, "onetwo"]);
});

Deno.test("--broker passes what one says to all others, and to standard output", async () => {
  const server = startSluice("listen", "--broker", "127.0.0.1:0");
  const port = await server.port();
  const [one, two, three] = [1, 2, 3].map(() => startSluice("connect", `127.0.0.1:${port}`));
  // Each is heard once it is connected: then all are.
  for (const [client, word] of [[one, "a"], [two, "b"], [three, "c"]] as const) {
    await client!.feed(word);
    await server.printed(new RegExp(word));
  }
  await one!.feed("hello");
  await two!.printed(/hello/);
  await three!.printed(/hello/);
  await server.feed("from the top");
  await one!.printed(/from the top/);
  const ended = await one!.ended();
  assertEquals([ended.code, /hello/.test(text(ended.out))], [0, false], "nobody hears themselves");
  await two!.ended();
  await three!.ended();
  assertEquals((await server.stop()).code, 143);
});

Deno.test("over UDP everybody is heard, an empty datagram ends nothing, and the last is answered", async () => {
  const server = startSluice("listen", "--hex", "udp://127.0.0.1:0");
  const port = await server.port("udp");
  const peers = [1, 2].map(() =>
    Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 })
  );
  const target = { transport: "udp", hostname: "127.0.0.1", port } as const;
  await peers[0]!.send(new TextEncoder().encode("first;"), target);
  await server.printed(/first;/);
  await peers[1]!.send(new Uint8Array(), target);
  await server.said(/^< \(empty\)$/m);
  await server.feed("to the second\n");
  assertEquals(text((await peers[1]!.receive())[0]), "to the second\n");
  await peers[0]!.send(new TextEncoder().encode("again"), target);
  await server.printed(/again/);
  await server.feed("to the first\n");
  assertEquals(text((await peers[0]!.receive())[0]), "to the first\n");
  for (const peer of peers) peer.close();
  assertEquals((await server.stop()).code, 143);
});

Deno.test("65,507 bytes pass whole as one datagram; one more is refused", async () => {
  const server = startSluice("listen", "--idle=2s", "udp://127.0.0.1:0");
  const address = `udp://127.0.0.1:${await server.port("udp")}`;
  const flags = ["--datagram=whole", "--linger=50ms"];
  const client = startSluice("connect", address, ...flags);
  await client.feed(new Uint8Array(65_507).fill(0x78));
  assertEquals((await client.ended()).code, 0);
  const large = startSluice("connect", address, ...flags);
  await large.feed(new Uint8Array(65_508));
  const refused = await large.ended();
  assertEquals([refused.code, /longer than the 65507/.test(refused.err)], [64, true]);
  const { code, out } = await server.gone();
  assertEquals([code, out.length], [0, 65_507]);
});

Deno.test("over UDP the client waits a moment for the answers to come", async () => {
  const server = startSluice("serve", "echo", "--listen=udp://127.0.0.1:0");
  const client = startSluice("connect", `udp://127.0.0.1:${await server.port("udp")}`);
  await client.feed("one\ntwo");
  const { code, out } = await client.ended();
  assertEquals([code, text(out)], [0, "ONE\nTWO"]);
  await server.stop();
});

Deno.test("contradictions are refused, and the port of the system's choice is said", async () => {
  for (const words of [["--keep", "--broker", "127.0.0.1:0"], ["--keep", "udp://127.0.0.1:0"]]) {
    assertEquals((await runSluice(["listen", ...words])).code, 64);
  }
  const server = startSluice("listen", "--quiet", ":0");
  assertMatch(
    (await server.said(/listening on .*/))[0],
    /^listening on tcp:\/\/127\.0\.0\.1:[1-9]/,
  );
  assertEquals((await server.stop("SIGINT")).code, 130);
});

for (
  const [how, redirection] of [
    ["is write-only, as nohup leaves it", "0>/dev/null"],
    ["is closed", "<&-"],
  ]
) {
  Deno.test({
    name: `listen takes what comes when standard input ${how}`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const words = await commandLine(["listen", "127.0.0.1:0"]);
      await using program = startCommand([
        ...["/bin/sh", "-c", `exec "$@" ${redirection}`, "sh"],
        ...words,
      ] as [string, ...string[]]);
      const [, port] = await program.waitFor(/listening on \S+:(\d+)/);
      const conn = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
      await conn.write(new TextEncoder().encode("data"));
      await conn.closeWrite();
      await new Response(conn.readable).text();
      const { code, out, err } = await program.ended;
      assertEquals([out, code], ["data", 0], err);
    },
  });
}
