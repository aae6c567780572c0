// Abstract Unix sockets, and datagrams over Unix sockets. They are of Linux.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { temporaryFolder } from "../support/folder.ts";
import { start, startWithInput } from "../support/program.ts";
import { runSluice } from "./run_sluice.ts";

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: Deno.build.os !== "linux", fn });

/** A name that no other run has. */
const name = () => `@sluice-${crypto.randomUUID()}`;

test("listen, connect, serve and relay use abstract sockets", async () => {
  const place = `unix:${name()}`;
  const server = await startWithInput("listen", "-v", place);
  assertEquals((await server.waitFor(/Listening on (\S+)/))[1], place);
  const client = await startWithInput("connect", place);
  await client.write("there");
  await server.write("back");
  const [there, back] = await Promise.all([server.end(), client.end()]);
  assertEquals([there.code, there.out, back.code, back.out], [0, "there", 0, "back"]);

  const [service, front] = [`unix:${name()}`, `unix:${name()}`];
  await using echo = await start(["serve", "echo", "--listen", service]);
  await echo.waitFor(/Listening on/);
  await using relay = await start(["relay", front, service]);
  await relay.waitFor(/Listening on/);
  const { code, out, err } = await runSluice(["echo", front, "hello"]);
  assertEquals([code, out], [0, "HELLO\n"], err);
  assertEquals((await runSluice(["connect", `unix:${name()}`])).code, 69);
  assertEquals((await runSluice(["relay", front, front])).code, 64);
});

test("-4 and -6 are refused with a Unix socket of either kind", async () => {
  for (const command of ["connect", "listen"]) {
    for (const place of [`unix:${name()}`, `unixdgram:${name()}`]) {
      const { code, err } = await runSluice([command, "-6", place]);
      assertEquals([code, err], [64, "sluice: -6 does not work with Unix sockets\n"]);
    }
  }
});

test("a folder is served, and a file sent, over abstract sockets", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/a`, "content");
  const [files, transfer] = [`unix:${name()}`, `unix:${name()}`];
  await using server = await start(["serve", "files", folder.path, "--listen", files]);
  await server.waitFor(/Listening on/);
  await Deno.mkdir(`${folder.path}/inbox`);
  const into = ["--into", `${folder.path}/inbox`];
  const got = await runSluice(["get", files, "a", ...into]);
  assertEquals(got.code, 0, got.err);
  await using sender = await start(["send", `${folder.path}/a`, "--plain", "--listen", transfer]);
  await sender.waitFor(/Listening on/);
  const words = ["receive", "--plain", "--yes", "--from", transfer, "--if-exists=rename"];
  const received = await runSluice([...words, ...into]);
  assertEquals(received.code, 0, received.err);
  assertEquals([...Deno.readDirSync(`${folder.path}/inbox`)].length, 2);
});

for (const kind of ["a path", "an abstract name"]) {
  test(`datagrams go to ${kind} and back`, async () => {
    await using folder = await temporaryFolder();
    const place = `unixdgram:${kind === "a path" ? `${folder.path}/s` : name()}`;
    const server = await startWithInput("listen", "--hex", place);
    await server.waitFor(/Listening on unixdgram:/);
    const client = await startWithInput("connect", "--linger=10m", place);
    await client.write("one\n");
    await server.waitFor(/one\n/, "out");
    await server.write("two\n");
    await client.waitFor(/two\n/, "out");
    assertEquals((await client.stop("SIGINT")).code, 130);
    const { code, err } = await server.stop();
    assertEquals(code, 143);
    assertMatch(err, /^With unixdgram:@sluice-[\w-]+:$/m);
    if (kind === "a path") assertEquals([...Deno.readDirSync(folder.path)], []);
  });
}

test("a socket that a killed program left is replaced, and one of a running program is not", async () => {
  await using folder = await temporaryFolder();
  const place = `unixdgram:${folder.path}/s`;
  const killed = await start(["listen", place]);
  await killed.waitFor(/Listening on/);
  await killed.stop("SIGKILL");
  await using running = await start(["listen", place]);
  await running.waitFor(/Listening on/);
  const { code, err } = await runSluice(["listen", place]);
  assertEquals([code, /its path already exists/.test(err)], [73, true], err);
});

test("reports a path without a program, no answer, and flags that do not go together", async () => {
  await using folder = await temporaryFolder();
  const place = `unixdgram:${folder.path}/s`;
  const client = await startWithInput("connect", place);
  await client.write("x\n");
  const missing = await client.end();
  assertEquals([missing.code, /no such socket/.test(missing.err)], [69, true], missing.err);
  await using server = await start(["listen", place]);
  await server.waitFor(/Listening on/);
  const silent = await startWithInput("connect", place);
  await silent.write("x\n");
  assertEquals((await silent.end()).code, 80);
  for (const flag of ["--keep", "--broker", "--interface=lo"]) {
    assertEquals((await runSluice(["listen", flag, place])).code, 64, flag);
  }
  for (const flag of ["--ttl=2", "--source=127.0.0.1", "--interface=lo"]) {
    assertEquals((await runSluice(["connect", flag, place])).code, 64, flag);
  }
  assert((await runSluice(["connect", "unixdgram:"])).code === 64);
});
