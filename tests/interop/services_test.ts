/** Our services, with other programs as clients. */

import { assertEquals, assertMatch } from "@std/assert";
import { CERT_PATH, KEY_PATH } from "../support/certificate.ts";
import { needs } from "../support/needs.ts";
import { type Program, startCommand, startWithInput, text } from "../support/program.ts";

/** Runs a service at `{port}` of 127.0.0.1 during an action. */
async function serving(
  words: string[],
  use: (port: number, server: Program) => Promise<void>,
  scheme = "tcp",
): Promise<void> {
  const place = scheme === "tcp" ? "127.0.0.1:0" : `${scheme}://127.0.0.1:0`;
  const server = await startWithInput("serve", ...words, `--listen=${place}`);
  try {
    await use(await server.port(scheme), server);
  } finally {
    await server.stop();
  }
}

/** The output of a client with a text as its input, the end of which ends it. */
async function talk(line: string, input: string | Uint8Array): Promise<string> {
  const [program, ...args] = line.split(" ");
  const client = startCommand([program!, ...args], { interactive: true });
  await client.write(input);
  const { out } = await client.end();
  return out;
}

const STREAM_CLIENTS: [programs: string, line: string][] = [
  ["nc.openbsd", "nc.openbsd -N -w20 127.0.0.1 PORT"],
  ["nc.traditional", "nc.traditional -q1 127.0.0.1 PORT"],
  ["ncat", "ncat 127.0.0.1 PORT"],
  ["socat", "socat -t20 - TCP:127.0.0.1:PORT"],
  ["curl", "curl -sN --max-time 20 telnet://127.0.0.1:PORT"],
];

for (const [program, line] of STREAM_CLIENTS) {
  needs(program, `${program} hears its words in upper case, to the last byte`, async () => {
    await serving(["echo"], async (port) => {
      const input = "hello\n".repeat(program === "curl" ? 1 : 20_000);
      // curl ends when its input ends, without waiting for the answer, so the server ends the
      // connection.
      if (program !== "curl") {
        assertEquals(await talk(line.replace("PORT", `${port}`), input), input.toUpperCase());
        return;
      }
      const [name, ...args] = line.replace("PORT", `${port}`).split(" ");
      const curl = startCommand([name!, ...args], { interactive: true });
      await curl.write(input);
      await curl.waitFor(/HELLO\n/, "out");
      await curl.stop();
    });
  });
}

needs("socat", "socat asks over a Unix socket", async () => {
  const folder = Deno.makeTempDirSync();
  const server = await startWithInput("serve", "echo", `--listen=unix:${folder}/s`);
  await server.waitFor(/Listening/);
  assertEquals(await talk(`socat -t20 - UNIX-CONNECT:${folder}/s`, "hello"), "HELLO");
  await server.stop();
  Deno.removeSync(folder, { recursive: true });
});

const TLS_CLIENTS: [programs: string, line: string][] = [
  [
    "openssl",
    `openssl s_client -quiet -no_ign_eof -verify_return_error -CAfile ${CERT_PATH} -connect 127.0.0.1:PORT`,
  ],
  ["socat", `socat -t20 - OPENSSL:localhost:PORT,cafile=${CERT_PATH},pf=ip4`],
  ["ncat", `ncat --ssl --ssl-verify --ssl-trustfile ${CERT_PATH} localhost PORT`],
];

for (const [program, line] of TLS_CLIENTS) {
  needs(program, `${program} trusts our certificate and hears its words over TLS`, async () => {
    await serving(["echo", `--cert=${CERT_PATH}`, `--key=${KEY_PATH}`], async (port) => {
      const [name, ...args] = line.replace("PORT", `${port}`).split(" ");
      const client = startCommand([name!, ...args], { interactive: true });
      await client.write("hello\n");
      await client.waitFor(/HELLO\n/, "out");
      await client.end();
    }, "tls");
  });
}

for (
  const [program, line] of [
    ["socat", "socat - UDP:127.0.0.1:PORT"],
    ["ncat", "ncat -u 127.0.0.1 PORT"],
    ["nc.openbsd", "nc.openbsd -u 127.0.0.1 PORT"],
  ] as const
) {
  needs(program, `${program} gets its datagram back, with the time`, async () => {
    await serving(["time"], async (port) => {
      const [name, ...args] = line.replace("PORT", `${port}`).split(" ");
      // Most end with their input and do not wait for the answer, so the input stays open.
      const client = startCommand([name!, ...args], { interactive: true });
      await client.write("hello\n");
      await client.waitFor(/^\[\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\] hello\n$/, "out");
      await client.stop();
    }, "udp");
  });
}

needs("rdate", "rdate sets its watch by our clock", async () => {
  await serving(["clock"], async (port) => {
    const out = await talk(`rdate -p -o ${port} 127.0.0.1`, "");
    assertMatch(out, new RegExp(`${new Date().getFullYear()}`));
  });
});

needs("nc", "nc is told the time of day, whatever it says", async () => {
  await serving(["daytime", "--format=iso"], async (port) => {
    assertMatch(
      await talk(`nc -N 127.0.0.1 ${port}`, "x".repeat(1000)),
      /^\d{4}-\d\d-\d\dT.*Z\r\n$/,
    );
  });
});

needs("nc head", "head takes a line of chargen from nc, and the server lives on", async () => {
  await serving(["chargen"], async (port) => {
    for (let n = 0; n < 2; n++) {
      const line = `nc 127.0.0.1 ${port} < /dev/null | head -n1`;
      const out = await talkShell(line);
      assertEquals(out.length, 74);
      assertMatch(out, /^!"#.*gh\r\n$/);
    }
  });
});

needs("nc", "nc may send what it likes to discard", async () => {
  await serving(["discard"], async (port) => {
    assertEquals(await talk(`nc -N 127.0.0.1 ${port}`, new Uint8Array(1_000_000)), "");
  });
});

needs("nc", "nc fetches a file by hand", async () => {
  const folder = Deno.makeTempDirSync();
  Deno.writeTextFileSync(`${folder}/a.txt`, "hello\n");
  await serving(["files", folder], async (port) => {
    const out = await talk(`nc -N 127.0.0.1 ${port}`, "get a.txt\nok");
    assertEquals(out, "6\nhello\nb1946ac92492d2347c6235b4d2611184");
  });
  Deno.removeSync(folder, { recursive: true });
});

async function talkShell(line: string): Promise<string> {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", line], stdin: "null" }).output();
  return text(stdout);
}

const PYTHON = `
import socket, sys
port = int(sys.argv[1])
s = socket.create_connection(("127.0.0.1", port))
peer = s.getpeername()[1] == port
s.sendall("straße".encode())
s.shutdown(socket.SHUT_WR)
answer = b""
while (data := s.recv(3)): answer += data
print(answer.decode(), peer)
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for size in (0, 1, 65507):
    udp.sendto(b"x" * size, ("127.0.0.1", int(sys.argv[2])))
    data, who = udp.recvfrom(65536)
    print(len(data), data == b"X" * size, who[1] == int(sys.argv[2]))
`;

needs(
  "python3",
  "Python's socket talks to echo, over TCP with a half-close, and over UDP",
  async () => {
    const server = await startWithInput(
      "serve",
      "echo",
      "--listen=127.0.0.1:0",
      "--listen=udp://127.0.0.1:0",
    );
    const ports = [`${await server.port()}`, `${await server.port("udp")}`];
    const { out, err } = await startCommand(["python3", "-c", PYTHON, ...ports], {
      interactive: true,
    })
      .end();
    assertEquals(out, "STRAßE True\n0 True True\n1 True True\n65507 True True\n", err);
    await server.stop();
  },
);
