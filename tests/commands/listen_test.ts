import { assertEquals, assertMatch } from "@std/assert";
import { settlesWithin } from "../../lib/async.ts";
import { GRACE_PERIOD } from "../../lib/limits.ts";
import { CERT_PATH, KEY_PATH } from "../support/certificate.ts";
import { temporaryFolder } from "../support/folder.ts";
import { commandLine, startCommand, startWithInput, text } from "../support/program.ts";
import { runSluice } from "./run_sluice.ts";

Deno.test("listen accepts one peer and ends with it", async () => {
  const server = await startWithInput("listen", "127.0.0.1:0");
  const client = await startWithInput("connect", `127.0.0.1:${await server.port()}`);
  await client.write("there");
  await server.write("back");
  const [there, back] = await Promise.all([server.end(), client.end()]);
  assertEquals([there.code, there.out], [0, "there"]);
  assertEquals([back.code, back.out], [0, "back"]);
});

Deno.test("listen speaks TLS with a certificate, and rejects tls:// without one", async () => {
  const server = await startWithInput(
    "listen",
    "tls://127.0.0.1:0",
    `--cert=${CERT_PATH}`,
    `--key=${KEY_PATH}`,
  );
  const address = `tls://localhost:${await server.port("tls")}`;
  const client = await startWithInput("connect", address, `--ca=${CERT_PATH}`);
  await client.write("sealed");
  const [there, back] = await Promise.all([server.end(), client.end()]);
  assertEquals([there.code, there.out, back.code], [0, "sealed", 0]);
  assertEquals((await runSluice(["listen", "tls://127.0.0.1:0"])).code, 64);
});

Deno.test("--keep accepts one peer after the other, also after an error", async () => {
  const server = await startWithInput("listen", "--keep", "127.0.0.1:0");
  const port = await server.port();
  void server.end();
  const resetting = await Deno.connect({ hostname: "127.0.0.1", port });
  resetting.close();
  for (const word of ["one", "two"]) {
    const client = await startWithInput("connect", `127.0.0.1:${port}`);
    await client.write(word);
    assertEquals((await client.end()).code, 0);
  }
  const { code, out } = await server.stop();
  assertEquals([code, out], [143, "onetwo"]);
});

Deno.test("--broker relays each peer's bytes to all others, and to standard output", async () => {
  const server = await startWithInput("listen", "--broker", "--linger=100ms", "127.0.0.1:0");
  const port = await server.port();
  const [one, two, three] = await Promise.all(
    [1, 2, 3].map(() => startWithInput("connect", `127.0.0.1:${port}`)),
  );
  // A received byte proves that the peer is connected; this one tests all.
  for (const [client, word] of [[one, "a"], [two, "b"], [three, "c"]] as const) {
    await client!.write(word);
    await server.waitFor(new RegExp(word), "out");
  }
  await one!.write("hello");
  await two!.waitFor(/hello/, "out");
  await three!.waitFor(/hello/, "out");
  await server.write("from the top");
  await one!.waitFor(/from the top/, "out");
  const ended = await one!.end();
  assertEquals(
    [ended.code, /hello/.test(ended.out)],
    [0, false],
    "a peer does not receive its own bytes",
  );
  await two!.end();
  await three!.end();
  assertEquals((await server.stop()).code, 143);
});

Deno.test("--broker relays to a peer that has ended its direction, after any pause", async () => {
  await using server = await startWithInput("listen", "--broker", "127.0.0.1:0");
  const port = await server.port();
  const asking = await Deno.connect({ hostname: "127.0.0.1", port });
  await asking.write(new TextEncoder().encode("question;"));
  await asking.closeWrite();
  await server.waitFor(/question;/, "out");
  const buffer = new Uint8Array(9);
  const reading = asking.read(buffer);
  assertEquals(await settlesWithin(reading, 2 * GRACE_PERIOD), false, "the broker hung up");
  const answering = await Deno.connect({ hostname: "127.0.0.1", port });
  await answering.write(new TextEncoder().encode("answer"));
  assertEquals(await reading, 6);
  answering.close();
  const ended = server.stop();
  assertEquals(await asking.read(buffer), null);
  asking.close();
  assertEquals((await ended).code, 143);
});

Deno.test("over UDP every peer is received, an empty datagram ends nothing, and the latest is answered", async () => {
  await using folder = await temporaryFolder();
  const record = `${folder.path}/record`;
  const flags = ["--hex", `--record=${record}`];
  const server = await startWithInput("listen", ...flags, "udp://127.0.0.1:0");
  const port = await server.port("udp");
  const peers = [1, 2].map(() =>
    Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 })
  );
  const target = { transport: "udp", hostname: "127.0.0.1", port } as const;
  await peers[0]!.send(new TextEncoder().encode("first;"), target);
  await server.waitFor(/first;/, "out");
  await peers[1]!.send(new Uint8Array(), target);
  await server.waitFor(/^< \(empty\)$/m);
  await server.write("to the second\n");
  assertEquals(text((await peers[1]!.receive())[0]), "to the second\n");
  await peers[0]!.send(new TextEncoder().encode("again"), target);
  await server.waitFor(/again/, "out");
  await server.write("to the first\n");
  assertEquals(text((await peers[0]!.receive())[0]), "to the first\n");
  const from = peers.map(({ addr }) => `udp://127.0.0.1:${(addr as Deno.NetAddr).port}`);
  for (const peer of peers) peer.close();
  const { code, err } = await server.stop();
  assertEquals(code, 143);
  const [first, second] = from;
  const turns = [...err.matchAll(/^With (.*):$/gm)].map(([, peer]) => peer);
  assertEquals(turns, [first, second, first], err);
  const lines = Deno.readTextFileSync(record).trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ peer }) => peer), [first, second, second, first, first]);
});

Deno.test("sends 65,507 bytes as one datagram, and rejects one more", async () => {
  const server = await startWithInput("listen", "--idle=2s", "udp://127.0.0.1:0");
  const address = `udp://127.0.0.1:${await server.port("udp")}`;
  const flags = ["--datagram=whole", "--send-only"];
  const client = await startWithInput("connect", address, ...flags);
  await client.write(new Uint8Array(65_507).fill(0x78));
  assertEquals((await client.end()).code, 0);
  const large = await startWithInput("connect", address, ...flags);
  await large.write(new Uint8Array(65_508));
  const refused = await large.end();
  assertEquals([refused.code, /longer than the 65507/.test(refused.err)], [64, true]);
  const { code, out } = await server.ended;
  assertEquals([code, out.length], [0, 65_507]);
});

Deno.test("over UDP the client waits a moment for answers", async () => {
  const server = await startWithInput("serve", "echo", "--listen=udp://127.0.0.1:0");
  const client = await startWithInput("connect", `udp://127.0.0.1:${await server.port("udp")}`);
  await client.write("one\ntwo");
  const { code, out } = await client.end();
  assertEquals([code, out], [0, "ONE\nTWO"]);
  await server.stop();
});

Deno.test("rejects conflicting flags, and prints the port that the system chose", async () => {
  for (const words of [["--keep", "--broker", "127.0.0.1:0"], ["--keep", "udp://127.0.0.1:0"]]) {
    assertEquals((await runSluice(["listen", ...words])).code, 64);
  }
  for (const words of [["0"], ["127.0.0.1:0"], ["127.0.0.1", "0"]]) {
    const server = await startWithInput("listen", "--quiet", ...words);
    assertMatch(
      (await server.waitFor(/Listening on .*/))[0],
      /^Listening on tcp:\/\/127\.0\.0\.1:[1-9]/,
    );
    assertEquals((await server.stop("SIGINT")).code, 130);
  }
});

for (
  const [how, redirection] of [
    ["is write-only, as nohup leaves it", "0>/dev/null"],
    ["is closed", "<&-"],
  ]
) {
  Deno.test({
    name: `listen receives although standard input ${how}`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const words = await commandLine(["listen", "127.0.0.1:0"]);
      await using program = startCommand([
        ...["/bin/sh", "-c", `exec "$@" ${redirection}`, "sh"],
        ...words,
      ] as [string, ...string[]]);
      const [, port] = await program.waitFor(/Listening on \S+:(\d+)/);
      const conn = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
      await conn.write(new TextEncoder().encode("data"));
      await conn.closeWrite();
      await new Response(conn.readable).text();
      const { code, out, err } = await program.ended;
      assertEquals([out, code], ["data", 0], err);
    },
  });
}
