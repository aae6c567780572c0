import { assert, assertEquals, assertMatch } from "@std/assert";
import { settlesWithin } from "../../lib/async.ts";
import { GRACE_PERIOD } from "../../lib/limits.ts";
import { authority, CERT_PATH, client, KEY_PATH } from "../support/certificate.ts";
import { temporaryFolder } from "../support/folder.ts";
import { commandLine, startCommand, startWithInput, text } from "../support/program.ts";
import { runSluice } from "./run_sluice.ts";
import { turn } from "../support/wait.ts";

Deno.test("listen accepts one peer and ends with it", async () => {
  const server = await startWithInput("listen", "127.0.0.1:0");
  const client = await startWithInput("connect", `127.0.0.1:${await server.port()}`);
  await client.write("there");
  await server.write("back");
  const [there, back] = await Promise.all([server.end(), client.end()]);
  assertEquals([there.code, there.out], [0, "there"]);
  assertEquals([back.code, back.out], [0, "back"]);
});

Deno.test("listen speaks TLS with a certificate", async () => {
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

Deno.test("--keep serves many peers at the same time, and gives standard input to all", async () => {
  const server = await startWithInput("listen", "--keep", "127.0.0.1:0");
  const port = await server.port();
  const clients = await Promise.all(
    [1, 2, 3].map(() => startWithInput("connect", `127.0.0.1:${port}`)),
  );
  for (const [at, client] of clients.entries()) {
    await client.write(`<${at}>`);
    await server.waitFor(new RegExp(`<${at}>`), "out");
  }
  await server.write("to all\n");
  for (const client of clients) await client.waitFor(/to all\n/, "out");
  for (const client of clients) assertEquals((await client.end()).code, 0);
  void server.end();
  assertEquals((await server.stop()).code, 143);
});

for (const flag of ["--keep", "--broker"]) {
  Deno.test(`${flag} ends when the reader of its output has closed it`, async () => {
    const words = await commandLine(["listen", flag, "127.0.0.1:0"]);
    const child = new Deno.Command(words[0], {
      args: words.slice(1),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const errors = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let said = "";
    while (!/:\d+\n/.test(said)) said += (await errors.read()).value ?? "";
    await child.stdout.cancel();
    using peer = await Deno.connect({
      hostname: "127.0.0.1",
      port: Number(/:(\d+)\n/.exec(said)![1]),
    });
    const ended = child.status.then(({ code }) => code);
    let isOver = false;
    void ended.then(() => isOver = true);
    // The first write to a closed pipe may still succeed.
    while (!isOver) {
      await peer.write(new Uint8Array(1000)).catch(() => {});
      await turn();
    }
    assertEquals(await ended, 141);
    await child.stdin.close().catch(() => {});
    await errors.cancel();
  });
}

Deno.test("reports a client without TLS in words, with and without a filter", async () => {
  for (const more of [[], ["--allow-from=127.0.0.1"]]) {
    const tls = [`--cert=${CERT_PATH}`, `--key=${KEY_PATH}`];
    const server = await startWithInput("listen", "tls://127.0.0.1:0", ...tls, ...more);
    using peer = await Deno.connect({ port: Number(await server.port("tls")) });
    await peer.write(new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n"));
    const { code, err } = await server.ended;
    assertEquals([code, /does not speak TLS\n$/.test(err)], [75, true], err);
  }
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

Deno.test("listen makes a certificate for tls://, and shows the line that connects to it", async () => {
  const server = await startWithInput("listen", "tls://127.0.0.1:0", "--quiet");
  const line = /^ {2}sluice (connect tls:\/\/127\.0\.0\.1:\d+ --pin sha256:[0-9a-f]{64})$/m;
  const [, words] = await server.waitFor(line, "err");
  const client = await startWithInput(...words!.split(" "), "--verbose");
  await client.write("sealed");
  const [there, back] = await Promise.all([server.end(), client.end()]);
  assertEquals([there.code, there.out, back.code], [0, "sealed", 0]);
  const [pin] = /sha256:\w+/.exec(words!)!;
  assertMatch(back.err, /^TLSv1\.3, TLS_\w+$/m);
  assertMatch(back.err, /^Certificate of CN=sluice, issued by CN=sluice$/m);
  assertMatch(back.err, /^Valid from \d{4}-\d\d-\d\dT[\d:]+Z to \d{4}-\d\d-\d\dT[\d:]+Z$/m);
  assertMatch(back.err, new RegExp(`^Fingerprint ${pin}$`, "m"));
});

Deno.test("serve makes one certificate for all its addresses", async () => {
  await using server = await startWithInput(
    "serve",
    "echo",
    "--json",
    "--listen=tls://127.0.0.1:0",
    "--listen=tls://127.0.0.1:0",
  );
  const lines = /sluice connect (\S+) --pin (\S+)$[^]*sluice connect (\S+) --pin \2$/m;
  const [, one, pin, other] = await server.waitFor(lines, "err");
  for (const address of [one!, other!]) {
    const echoed = await runSluice(["echo", address, "--pin", pin!, "hello"]);
    assertEquals([echoed.code, echoed.out], [0, "HELLO\n"]);
  }
  assertMatch((await server.stop()).out, new RegExp(`"fingerprint":"${pin}"`));
});

Deno.test("--client-ca demands a certificate, which -v shows", async () => {
  await using server = await startWithInput(
    "listen",
    "--keep",
    "-v",
    "tls://127.0.0.1:0",
    `--cert=${CERT_PATH}`,
    `--key=${KEY_PATH}`,
    `--client-ca=${authority.certPath}`,
  );
  void server.end();
  const address = `tls://127.0.0.1:${await server.port("tls")}`;
  const connect = async (...flags: string[]) => {
    const peer = await startWithInput("connect", address, `--ca=${CERT_PATH}`, ...flags);
    await peer.write("secret").catch(() => {});
    return (await peer.end()).code;
  };
  assertEquals(await connect(), 75);
  assertEquals(await connect(`--cert=${client.certPath}`, `--key=${client.keyPath}`), 0);
  await server.waitFor(/secret/, "out");
  const { out, err } = await server.stop();
  assertEquals(out, "secret");
  assertMatch(err, /the client presented no certificate/);
  assertMatch(err, /^Certificate of CN=bob, issued by CN=printer\.test$/m);
});

Deno.test("listen -6 at every address takes no connection of IPv4", async () => {
  await using server = await startWithInput("listen", "--keep", "-v", "-6", ":0");
  void server.end();
  const port = await server.port();
  const refused = await startWithInput("connect", "-4", `:${port}`);
  assertEquals((await refused.end()).out, "");
  await server.waitFor(/Rejected tcp:\/\/127\.0\.0\.1:/, "err");
  const permitted = await startWithInput("connect", "-6", `:${port}`);
  await permitted.write("over six");
  assertEquals((await permitted.end()).code, 0);
  await server.waitFor(/over six/, "out");
});

for (const command of [["listen", "--keep", "-v"], ["serve", "echo", "--listen"]]) {
  Deno.test(`${command[0]} disconnects peers that --deny-from names, and reports them`, async () => {
    const flags = ["--allow-from=127.0.0.0/8", "--deny-from=127.0.0.2"];
    await using server = await startWithInput(...command, "127.0.0.1:0", ...flags);
    void server.end();
    const address = `127.0.0.1:${await server.port()}`;
    const refused = await startWithInput("connect", address, "--source=127.0.0.2");
    const { code, out } = await refused.end();
    assert(code === 0 || code === 81, `exit ${code}`);
    assertEquals(out, "");
    await server.waitFor(/tcp:\/\/127\.0\.0\.2:\d+.*not an allowed address/, "err");
    const permitted = await startWithInput("connect", address);
    await permitted.write("hello");
    assertEquals((await permitted.end()).code, 0);
  });
}

Deno.test("rejects an invalid network, a filter of Unix sockets, and --client-ca without TLS", async () => {
  const cases: Record<string, RegExp> = {
    "127.0.0.1:0 --allow-from=example.org": /"example\.org" is not an IP address or network/,
    "unix:/tmp/none --deny-from=10.0.0.0/8": /--deny-from does not work with Unix sockets/,
    [`127.0.0.1:0 --client-ca=${CERT_PATH}`]: /--client-ca works with tls:\/\/ only/,
  };
  for (const [words, message] of Object.entries(cases)) {
    for (const command of [["listen"], ["serve", "echo", "--listen"]]) {
      const { code, err } = await runSluice([...command, ...words.split(" ")]);
      assertEquals([words, code], [words, 64]);
      assertMatch(err, message);
    }
  }
});
