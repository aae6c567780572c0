/** Our services and clients against the programs of the exercises, which send no line ends. */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { needing, needs, programPath } from "../support/needs.ts";
import { type Program, runCommand, startCommand, startWithInput } from "../support/program.ts";
import { AS_ROOT, linux, SLUICE_RUN } from "../remote/exec_server.ts";
import { runSluice } from "../commands/run_sluice.ts";

const PROGRAMS = new URL("tutorial.py", import.meta.url).pathname;

function python(...args: string[]): Program {
  return startCommand(["python3", PROGRAMS, ...args], { interactive: true });
}

async function portOf(server: Program): Promise<string> {
  return (await server.waitFor(/\d+\n/, "out"))[0].trim();
}

needs("python3", "our chat client talks to the exercise's server, which ends at exit", async () => {
  const server = python("chat-server");
  const client = await startWithInput("chat", `127.0.0.1:${await portOf(server)}`);
  await client.write("good morning\n");
  await server.waitFor(/heard 'good morning\\n'/, "out");
  for (const line of ["hello world", "who are you"]) {
    await server.write(`${line}\n`);
    await client.waitFor(new RegExp(`^${line}\n`, "m"), "out");
  }
  await client.write("exit\n");
  await server.waitFor(/heard 'exit'/, "out");
  assertEquals((await server.ended).code, 0);
  assertEquals((await client.ended).out, "hello world\nwho are you\n");
});

needs("python3", "our chat client ends at the exercise's exit", async () => {
  const server = python("chat-server");
  const client = await startWithInput("chat", `127.0.0.1:${await portOf(server)}`);
  await server.write("exit\n");
  const { code, out } = await client.ended;
  assertEquals([code, out], [0, "exit\n"]);
  await server.ended;
});

needs("python3", "the exercise's chat clients talk in our room, and leave with exit", async () => {
  const server = await startWithInput("serve", "chat", "--listen=127.0.0.1:0");
  const port = `${await server.port()}`;
  const one = python("chat-client", port);
  await one.waitFor(/you are guest1/, "out");
  const two = python("chat-client", port);
  await one.waitFor(/guest2 has joined/, "out");
  await two.write("hello world\n");
  await one.waitFor(/\[guest2\] hello world/, "out");
  const long = "y".repeat(1025);
  await two.write(`${long}\n`);
  await server.waitFor(new RegExp(`\\[guest2\\] ${long}\n`), "out");
  await two.write("exit\n");
  await one.waitFor(/guest2 has left/, "out");
  await two.ended;
  await server.write("exit\n");
  await one.waitFor(/heard 'exit'/, "out");
  await one.ended;
  assertEquals((await server.ended).code, 0);
});

needs(
  "python3",
  "echo ends after the answer of the exercise's server, which never closes",
  async () => {
    const server = python("echo-server");
    const place = `127.0.0.1:${await portOf(server)}`;
    const { code, out } = await runSluice(["echo", place, "hello", "there"]);
    assertEquals([code, out], [0, "HELLO THERE\n"]);
    const piped = await startWithInput("echo", place);
    await piped.write("hello\n");
    const ended = await piped.end();
    assertEquals([ended.code, ended.out], [0, "HELLO\n"]);
    await server.stop();
  },
);

needs("python3", "the exercise's time client gets a stamp for each message", async () => {
  const server = await startWithInput("serve", "time", "--format=epoch", "--listen=127.0.0.1:0");
  const { out } = await python("time-client", `${await server.port()}`, "one", "x".repeat(900))
    .end();
  assertMatch(out, /^\[\d+\] one\n\[\d+\] x{900}\n$/);
  await server.stop();
});

needs("python3", "the exercise's echo client gets its words in upper case", async () => {
  const server = await startWithInput("serve", "echo", "--listen=127.0.0.1:0");
  const { out } = await python("echo-client", `${await server.port()}`, "one", "two").end();
  assertEquals(out, "ONE\nTWO\n");
  await server.stop();
});

needs("python3", "our time client gets a stamp from the exercise's servers", async () => {
  for (const kind of ["time-server", "udp-server", "handler-server"]) {
    const server = python(kind);
    const scheme = kind === "udp-server" ? "udp" : "tcp";
    const place = `${scheme}://127.0.0.1:${await portOf(server)}`;
    const { code, out } = await runSluice(["time", place, "hello"]);
    assertEquals(code, 0, kind);
    assertMatch(out, /^\[\w{3} \w{3} .* \d{4}\] hello\n$/, kind);
    await server.stop();
  }
});

needs("python3", "the exercise's clients over UDP and of makefile get a stamp", async () => {
  const places = ["--listen=127.0.0.1:0", "--listen=udp://127.0.0.1:0"];
  const server = await startWithInput("serve", "time", "--format=epoch", ...places);
  const udp = await python("udp-client", `${await server.port("udp")}`, "one", "two").end();
  assertMatch(udp.out, /^\[\d+\] one True\n\[\d+\] two True\n$/);
  const tcp = await python("handler-client", `${await server.port()}`, "one", "two").end();
  assertMatch(tcp.out, /^\[\d+\] one\n\[\d+\] two\n$/);
  await server.stop();
});

needs(
  "python3",
  "exec --classic asks the exercise's server, for outputs of any length",
  async () => {
    const server = python("ssh-server");
    const place = `127.0.0.1:${await portOf(server)}`;
    const commands = [["echo", "hello"], ["seq", "5000"]];
    for (const command of commands) {
      const { code, out } = await runSluice(["exec", "--classic", place, ...command]);
      const direct = await runCommand(command as [string, ...string[]]);
      assertEquals([code, out], [0, direct.out]);
    }
    await server.stop();
  },
);

Deno.test({
  ...needing(
    "serve exec --classic answers the exercise's client",
    linux ? programPath("python3") === undefined && "python3" : "Linux",
  ),
  async fn() {
    const allowed = ["--allow", "seq *", "--allow", "uname"];
    const flags = [
      "serve",
      "exec",
      "--classic",
      "--insecure-loopback",
      "--listen=127.0.0.1:0",
      ...AS_ROOT,
      ...allowed,
    ];
    const server = startCommand([SLUICE_RUN, ...flags], { interactive: true });
    const { out } = await python("ssh-client", `${await server.port()}`, "seq 5000", "uname").end();
    const direct = await runCommand(["sh", "-c", "seq 5000; uname"]);
    assertEquals(out, direct.out);
    await server.stop();
  },
});

needs("python3", "the exercise's names are ours", async () => {
  const { out } = await python("names", "localhost", "http").end();
  const ours = await runSluice(["lookup", "localhost", "http"]);
  for (const word of new Set(out.split("\n").filter(Boolean))) assertStringIncludes(ours.out, word);
});

async function withFolder(use: (shared: string, into: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  Deno.mkdirSync(`${folder}/shared`);
  Deno.mkdirSync(`${folder}/into`);
  Deno.writeTextFileSync(`${folder}/shared/a.txt`, "12\nhello\n");
  Deno.writeTextFileSync(`${folder}/shared/big`, "line\n".repeat(200_000));
  try {
    await use(`${folder}/shared`, `${folder}/into`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

needs("python3", "the exercise's files client gets files from our server", async () => {
  await withFolder(async (shared) => {
    const server = await startWithInput("serve", "files", shared, "--listen=127.0.0.1:0");
    const { out } = await python("files-client", `${await server.port()}`, "a.txt", "big").end();
    assertEquals(out, "a.txt 9 True\nbig 1000000 True\n");
    await server.stop();
  });
});

needs("python3", "the exercise's gopher client gets files, and tells errors apart", async () => {
  await withFolder(async (shared) => {
    const server = await startWithInput("serve", "gopher", shared, "--listen=127.0.0.1:0");
    const port = `${await server.port()}`;
    const client = (...words: string[]) => python("gopher-client", ...words).end();
    assertEquals((await client("127.0.0.1", port, "/a.txt")).out, "12\r\nhello\r\n.\r\n");
    assertMatch((await client("127.0.0.1", port, "")).out, /^0a\.txt\t\/a\.txt\t.*\r\n\.\r\n$/s);
    assertMatch((await client("127.0.0.1", port, "/nothing")).out, /^3.*\r\n\.\r\n$/s);
    await server.stop();
    const refused = await client("127.0.0.1", port, "/a.txt");
    assertEquals([refused.code, refused.err], [1, "connection error\n"]);
  });
});

needs(
  "python3",
  "gopher fetches from the exercise's server, and reports a missing file",
  async () => {
    await withFolder(async (shared) => {
      const server = python("gopher-server", shared);
      const place = `gopher://127.0.0.1:${await portOf(server)}`;
      const found = await runSluice(["gopher", `${place}/0/a.txt`]);
      assertEquals([found.code, found.out], [0, "12\nhello\n"]);
      const big = await runSluice(["gopher", `${place}/9/big`]);
      assertEquals([big.code, big.out.length], [0, 1_000_000]);
      const missing = await runSluice(["gopher", `${place}/0/nothing`]);
      assertEquals([missing.code, missing.out], [1, ""]);
      assertMatch(missing.err, /'nothing' is not here/);
      await server.stop();
    });
  },
);

for (const manner of ["glued", "silent"]) {
  needs(
    "python3",
    `get fetches files from a ${manner} server, and reports a missing one`,
    async () => {
      await withFolder(async (shared, into) => {
        const server = python("files-server", shared, manner);
        const place = `127.0.0.1:${await portOf(server)}`;
        const { code, err } = await runSluice(
          ["get", place, "a.txt", "nothing", "big", "--into", into],
        );
        assertEquals(code, 75, err);
        assertMatch(
          err,
          /No answer from \S+ within 5 s to "get nothing"; it may not have this file/,
        );
        for (const name of ["a.txt", "big"]) {
          assertEquals(
            Deno.readTextFileSync(`${into}/${name}`),
            Deno.readTextFileSync(`${shared}/${name}`),
          );
        }
        await server.stop();
      });
    },
  );
}
