/** Our clients and raw pipes, with other programs at the other end. */

import { assertEquals, assertMatch } from "@std/assert";
import { CERT_PATH, KEY_PATH } from "../support/certificate.ts";
import { freePort } from "../support/free_port.ts";
import { needs, programPath } from "../support/needs.ts";
import { type Program, startCommand, startWithInput } from "../support/program.ts";
import { runSluice } from "../commands/run_sluice.ts";

/** Connects until a program listens: some do not print that they do. */
async function listening(port: number): Promise<void> {
  for (;;) {
    const { out } = await runSluice(["connect", "--probe", `127.0.0.1:${port}`]);
    if (out.endsWith(" open\n")) return;
  }
}

const SOCKETSERVER = `
import socketserver, sys
class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        while (data := self.request.recv(1024)): self.request.sendall(data.upper())
class Datagrams(socketserver.BaseRequestHandler):
    def handle(self): self.request[1].sendto(self.request[0].upper(), self.client_address)
kind, handler = {"tcp": (socketserver.ThreadingTCPServer, Handler), "udp": (socketserver.UDPServer, Datagrams)}[sys.argv[1]]
kind.daemon_threads = True
with kind(("127.0.0.1", 0), handler) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
`;

for (const scheme of ["tcp", "udp"]) {
  needs("python3", `our echo client asks Python's socketserver over ${scheme}`, async () => {
    const server = startCommand(["python3", "-c", SOCKETSERVER, scheme], { interactive: true });
    const [port] = await server.waitFor(/\d+\n/, "out");
    const address = `${scheme}://127.0.0.1:${port.trim()}`;
    const { code, out } = await runSluice(["echo", address, "hello", "there"]);
    assertEquals([code, out.trim()], [0, "HELLO THERE"]);
    await server.stop();
  });
}

const XINETD_SERVICES = ["echo", "discard", "chargen", "daytime", "time"];

needs("xinetd", "our clients ask xinetd's own services, over TCP and UDP", async () => {
  const folder = Deno.makeTempDirSync();
  const ports: Record<string, number> = {};
  let config = "defaults\n{\n}\n";
  for (const name of XINETD_SERVICES) {
    for (const [protocol, kind, wait] of [["tcp", "stream", "no"], ["udp", "dgram", "yes"]]) {
      const port = ports[`${name}/${protocol}`] = freePort();
      config += `service ${name}\n{\n  type = INTERNAL UNLISTED\n  id = ${name}-${protocol}\n` +
        `  bind = 127.0.0.1\n  port = ${port}\n  protocol = ${protocol}\n` +
        `  socket_type = ${kind}\n  wait = ${wait}\n  user = root\n  disable = no\n}\n`;
    }
  }
  Deno.writeTextFileSync(`${folder}/conf`, config);
  const args = ["-dontfork", "-f", `${folder}/conf`, "-pidfile", `${folder}/pid`];
  const server = startCommand([programPath("xinetd")!, ...args], { interactive: true });
  const at = (name: string, protocol = "tcp") =>
    `${protocol}://127.0.0.1:${ports[`${name}/${protocol}`]}`;
  try {
    for (const name of XINETD_SERVICES) await listening(ports[`${name}/tcp`]!);
    for (const protocol of ["tcp", "udp"]) {
      const echoed = await runSluice(["echo", at("echo", protocol), "abc"]);
      assertEquals([protocol, echoed.code, echoed.out], [protocol, 0, "abc\n"]);
      const day = await runSluice(["time", "--kind=daytime", at("daytime", protocol)]);
      assertMatch(day.out, /^\d+ [A-Z]{3} \d{4} \d\d:\d\d:\d\d \S+\r\n$/);
      const clock = await runSluice(["time", "--kind=clock", at("time", protocol)]);
      assertMatch(clock.out, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$/);
      assertMatch(clock.err, /agrees|is [12] s (ahead|behind)/);
    }
    const sink = await startWithInput("connect", at("discard"));
    await sink.write(new Uint8Array(100_000));
    assertEquals((await sink.end()).out.length, 0);
    const source = await startWithInput("connect", "--recv-only", at("chargen"));
    await source.waitFor(/^!"#.*gh\r\n"/, "out");
    assertEquals((await source.stop("SIGINT")).code, 130);
  } finally {
    await server.stop();
    Deno.removeSync(folder, { recursive: true });
  }
});

const DATA = new Uint8Array(3_000_000).map((_, at) => (at * 31) % 253);

for (
  const [program, line] of [
    ["nc.openbsd", "nc.openbsd -l -N 127.0.0.1 PORT"],
    ["nc.traditional", "nc.traditional -l -q1 -s 127.0.0.1 -p PORT"],
    ["ncat", "ncat -l 127.0.0.1 PORT"],
    ["socat", "socat -t20 - TCP-LISTEN:PORT,bind=127.0.0.1"],
  ] as const
) {
  needs(program, `connect and ${program} exchange 3 MB, both ways, whole`, async () => {
    const port = freePort();
    const [name, ...args] = line.replace("PORT", `${port}`).split(" ");
    const server = startCommand([name!, ...args], { interactive: true });
    // Some accept one connection only, so connecting to see whether they listen would use it up.
    const client = await connected(`127.0.0.1:${port}`);
    await Promise.all([client.write(DATA), server.write(DATA)]);
    const [ours] = await Promise.all([client.end(), server.end()]);
    assertEquals(ours.code, 0);
    assertEquals(client.bytes, DATA);
    assertEquals(server.bytes, DATA);
  });

  needs(program, `listen and ${program} exchange 3 MB, both ways, whole`, async () => {
    const server = await startWithInput("listen", "127.0.0.1:0");
    const port = await server.port();
    const client = startCommand([program, ...clientArguments(program, port)], {
      interactive: true,
    });
    await Promise.all([client.write(DATA), server.write(DATA)]);
    const [ours] = await Promise.all([server.end(), client.end()]);
    assertEquals(ours.code, 0);
    assertEquals(server.bytes, DATA);
    assertEquals(client.bytes, DATA);
  });
}

function clientArguments(program: string, port: number): string[] {
  const place = ["127.0.0.1", `${port}`];
  switch (program) {
    case "nc.openbsd":
      return ["-N", ...place];
    case "nc.traditional":
      return ["-q1", ...place];
    case "socat":
      return ["-t20", "-", `TCP:127.0.0.1:${port}`];
    default:
      return place;
  }
}

/** Starts our client until it can connect. */
async function connected(address: string): Promise<Program> {
  for (;;) {
    const client = await startWithInput("connect", "-v", address);
    try {
      await client.waitFor(/Local tcp:/);
      return client;
    } catch {
      assertEquals((await client.end()).code, 69);
    }
  }
}

needs("openssl", "connect speaks TLS with openssl, which shows its certificate", async () => {
  const port = freePort();
  const args = ["s_server", "-quiet", "-accept", `127.0.0.1:${port}`, "-cert", CERT_PATH];
  const server = startCommand(["openssl", ...args, "-key", KEY_PATH], { interactive: true });
  await listening(port);
  const client = await startWithInput("connect", `tls://localhost:${port}`, `--ca=${CERT_PATH}`);
  await client.write("hello\n");
  await server.waitFor(/hello\n/, "out");
  await server.write("answer\n");
  await client.waitFor(/answer\n/, "out");
  await client.stop("SIGINT");
  const stranger = await runSluice(["connect", `tls://localhost:${port}`, "--recv-only"]);
  assertEquals(stranger.code, 83);
  await server.stop();
});

needs("openssl", "listen speaks TLS with openssl's client", async () => {
  const flags = [`--cert=${CERT_PATH}`, `--key=${KEY_PATH}`];
  const server = await startWithInput("listen", "tls://127.0.0.1:0", ...flags);
  const place = `127.0.0.1:${await server.port("tls")}`;
  const args = ["s_client", "-quiet", "-verify_return_error", "-CAfile", CERT_PATH];
  const client = startCommand(["openssl", ...args, "-connect", place], { interactive: true });
  await client.write("hello\n");
  await server.waitFor(/hello\n/, "out");
  await server.write("answer\n");
  await client.waitFor(/answer\n/, "out");
  await client.stop();
  await server.stop();
});

needs("socat", "connect speaks TLS with socat, which asks for our certificate", async () => {
  const port = freePort();
  const options = `cert=${CERT_PATH},key=${KEY_PATH},cafile=${CERT_PATH},verify=1`;
  const place = `OPENSSL-LISTEN:${port},bind=127.0.0.1,fork,${options}`;
  const server = startCommand(["socat", place, "EXEC:cat"], { interactive: true });
  await listening(port);
  const flags = [`--ca=${CERT_PATH}`, `--cert=${CERT_PATH}`, `--key=${KEY_PATH}`];
  const client = await startWithInput("connect", `tls://localhost:${port}`, ...flags);
  await client.write("hello\n");
  await client.waitFor(/hello\n/, "out");
  await client.stop("SIGINT");
  await server.stop();
});

needs("nc.openbsd", "over UDP listen answers nc, and goes on after it", async () => {
  const server = await startWithInput("listen", "udp://127.0.0.1:0", "-v");
  const port = await server.port("udp");
  for (const word of ["one", "two"]) {
    const client = startCommand(["nc.openbsd", "-u", "127.0.0.1", `${port}`], {
      interactive: true,
    });
    await client.write(`${word}\n`);
    await server.waitFor(new RegExp(`${word}\n`), "out");
    await server.write(`to ${word}\n`);
    assertEquals((await client.waitFor(/.*\n/, "out"))[0], `to ${word}\n`);
    await client.stop();
  }
  await server.stop();
});
