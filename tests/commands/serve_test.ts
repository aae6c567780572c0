import { assertEquals, assertMatch } from "@std/assert";
import { CERT_PATH, KEY_PATH } from "../support/certificate.ts";
import { startWithInput } from "../support/program.ts";
import { runSluice } from "./run_sluice.ts";

Deno.test("serve echo answers over TCP, UDP, TLS and a Unix socket at once", async () => {
  const folder = await Deno.makeTempDir();
  const places = ["127.0.0.1:0", "udp://127.0.0.1:0", "tls://127.0.0.1:0", `unix:${folder}/s`];
  const server = await startWithInput(
    ...["serve", "echo", `--cert=${CERT_PATH}`, `--key=${KEY_PATH}`],
    ...places.map((place) => `--listen=${place}`),
  );
  await server.waitFor(/unix:/);
  const addresses = [
    `127.0.0.1:${await server.port()}`,
    `udp://127.0.0.1:${await server.port("udp")}`,
    `tls://localhost:${await server.port("tls")}`,
    `unix:${folder}/s`,
  ];
  for (const address of addresses) {
    const trust = address.startsWith("tls:") ? ["--ca", CERT_PATH] : [];
    const { code, out, err } = await runSluice(["echo", address, ...trust, "héllo", "x"]);
    assertEquals([address, code, out, err], [address, 0, "HéLLO X\n", ""]);
  }
  assertEquals((await server.stop()).code, 143);
  assertEquals([...Deno.readDirSync(folder)], [], "the socket's path is gone");
  await Deno.remove(folder);
});

Deno.test("echo without arguments sends standard input, over UDP line by line", async () => {
  const server = await startWithInput(
    "serve",
    "echo",
    "--listen=127.0.0.1:0",
    "--listen=udp://127.0.0.1:0",
  );
  for (const scheme of ["tcp", "udp"]) {
    const client = await startWithInput(
      "echo",
      `${scheme}://127.0.0.1:${await server.port(scheme)}`,
    );
    await client.write("a\nb\n");
    const { code, out } = await client.end();
    assertEquals([code, out], [0, "A\nB\n"]);
  }
  await server.stop();
});

Deno.test("time, daytime and clock answer their client over TCP and UDP", async () => {
  const date = /\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}/.source;
  const kinds = { time: ["stamp", `^\\[${date}\\] hi\\n$`], daytime: ["daytime", `^${date}\\n$`] };
  const clock = ["clock", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$/.source];
  for (const [name, [service, pattern]] of Object.entries({ ...kinds, clock })) {
    const server = await startWithInput(
      "serve",
      name,
      "--listen=127.0.0.1:0",
      "--listen=udp://127.0.0.1:0",
    );
    for (const scheme of ["tcp", "udp"]) {
      const address = `${scheme}://127.0.0.1:${await server.port(scheme)}`;
      const words = service === "stamp" ? ["hi"] : [];
      const { code, out } = await runSluice([
        "time",
        "-q",
        `--kind=${service}`,
        address,
        ...words,
      ]);
      assertEquals(code, 0);
      assertMatch(out.replace("\r", ""), new RegExp(pattern!));
    }
    await server.stop();
  }
});

Deno.test("rejects flags that a service does not support", async () => {
  for (
    const words of [
      ["serve", "nothing"],
      ["serve", "clock", "--raw"],
      ["serve", "echo", "folder"],
      ["serve", "echo", "--client-ca", CERT_PATH],
      ["serve", "echo", "--cert", CERT_PATH],
      ["time", "--kind=clock", "127.0.0.1:9", "text"],
    ]
  ) {
    const { code, err } = await runSluice(words);
    assertEquals([words, code], [words, 64], err);
  }
});

Deno.test("replaces a stale Unix socket, but not one in use or a file", async () => {
  const folder = await Deno.makeTempDir();
  const place = `unix:${folder}/s`;
  const first = await startWithInput("serve", "echo", `--listen=${place}`);
  await first.waitFor(/Listening/);
  assertEquals((await runSluice(["serve", "echo", `--listen=${place}`])).code, 73);
  await first.stop("SIGKILL");
  assertEquals([...Deno.readDirSync(folder)].length, 1);
  const second = await startWithInput("serve", "echo", `--listen=${place}`);
  await second.waitFor(/Listening/);
  assertEquals((await runSluice(["echo", place, "again"])).out, "AGAIN\n");
  await second.stop();
  Deno.writeTextFileSync(`${folder}/file`, "precious");
  assertEquals((await runSluice(["serve", "echo", `--listen=unix:${folder}/file`])).code, 73);
  assertEquals(Deno.readTextFileSync(`${folder}/file`), "precious");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a port in use ends with 73, and nothing is left listening", async () => {
  const server = await startWithInput("serve", "echo", "--listen=127.0.0.1:0");
  const taken = `127.0.0.1:${await server.port()}`;
  const second = await runSluice(["serve", "echo", "--listen=127.0.0.1:0", `--listen=${taken}`]);
  assertEquals([second.code, second.err.includes("Listening on")], [73, false]);
  await server.stop();
});

Deno.test("--idle closes an idle connection", async () => {
  const server = await startWithInput("serve", "echo", "--listen=127.0.0.1:0", "--idle=100ms");
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: await server.port() });
  assertEquals(await conn.read(new Uint8Array(1)), null);
  conn.close();
  await server.waitFor(/was idle for 0.1 s/);
  await server.stop();
});
