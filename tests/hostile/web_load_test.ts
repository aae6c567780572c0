import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { sleep } from "../../lib/async.ts";
import { writeAll } from "../../lib/bytes.ts";
import { Random } from "../chaos/random.ts";
import { start } from "../support/program.ts";
import { temporaryFolder } from "../support/folder.ts";
import { exchange, latin1, request, status } from "../web/raw.ts";
import { serving, tool } from "../web/serving.ts";
import { turn } from "../support/wait.ts";

Deno.test("21: a thousand clients that never finish their request delay no other client", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "file"), "content");
  await using server = await serving(["share", join(folder.path, "file"), "--no-token"]);
  const port = Number(new URL(server.url).port);
  const slow: Deno.Conn[] = [];
  try {
    for (let n = 0; n < 1000; n++) {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      slow.push(connection);
      const begun = n % 2 === 0 ? "GET / HTT" : `PUT /x HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: `;
      await writeAll(connection, latin1(begun));
    }
    const answer = await exchange(port, request(port, "GET /file"));
    assert(answer.endsWith("\r\n\r\ncontent"), answer);
    // A further byte from each changes nothing.
    await Promise.all(slow.map((connection) => writeAll(connection, latin1("a"))));
    assertEquals(status(await exchange(port, request(port, "GET /file"))), 200);
  } finally {
    for (const connection of slow) connection.close();
  }
});

Deno.test("21: truncates endless request heads", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "file"), "content");
  await using server = await serving(["share", join(folder.path, "file"), "--no-token"]);
  const port = Number(new URL(server.url).port);
  const many = Array.from({ length: 5000 }, (_, n) => `X-${n}: a`);
  /** The bytes, and the permitted statuses; 0: the connection is reset before it could be read. */
  const bombs: [string, number[]][] = [
    [request(port, "GET /file", [`X: ${"a".repeat(2_000_000)}`]), [400, 431, 0]],
    [request(port, "GET /file", many), [400, 431, 0]],
    [request(port, `GET /${"a".repeat(200_000)}`), [400, 414, 431, 0]],
    [`GET ${"/".repeat(1_000_000)}`, [400, 414, 431, 0]],
    ["\r\n".repeat(10_000) + "\0\0\0\0", [400, 0]],
    ["\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", [400, 0]],
    ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnonsense" + "\0".repeat(100), [400, 0]],
  ];
  for (const [say, codes] of bombs) {
    const code = status(await exchange(port, say, { end: true }));
    assert(codes.includes(code), `${say.slice(0, 30)}: ${code}`);
    assertEquals(status(await exchange(port, request(port, "GET /file"))), 200);
  }
});

Deno.test("a selection of very many names delays no other client", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "file"), "content");
  await using server = await serving(["share", join(folder.path, "file"), "--no-token"]);
  const body = `archive=tar${"&item=file".repeat(300_000)}`;
  let selected = false;
  const leaving = new AbortController();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const selection = fetch(server.url, { method: "POST", body, headers, signal: leaving.signal })
    .then((answer) => {
      selected = true;
      return answer.body?.cancel();
    }, () => {});
  await sleep(1000);
  const answer = await fetch(`${server.url}file`);
  assertEquals([await answer.text(), selected], ["content", false]);
  leaving.abort();
  await selection;
});

Deno.test("a thousand concurrent clients all get their file", async () => {
  await using folder = await temporaryFolder();
  const content = new Random(4).bytes(20_000);
  await Deno.writeFile(join(folder.path, "file"), content);
  await using server = await serving(["share", join(folder.path, "file"), "--no-token"]);
  const answers = await Promise.all(Array.from({ length: 1000 }, async () => {
    const answer = await fetch(`${server.url}file`);
    return new Uint8Array(await answer.arrayBuffer());
  }));
  for (const answer of answers) assertEquals(answer.length, content.length);
  assertEquals(answers.at(-1), content);
});

Deno.test({
  name: "22: without free descriptors it closes idle connections, and continues",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(join(folder.path, "file"), "content");
    const words = ["share", join(folder.path, "file"), "--no-token", "--listen", "127.0.0.1:0"];
    const prefix = ["/bin/sh", "-c", 'ulimit -n 100; exec "$@"', "sh"];
    await using program = await start(words, { prefix });
    const slow: Deno.Conn[] = [];
    try {
      const port = Number((await program.waitFor(/:(\d+)\//))[1]);
      for (let n = 0; n < 300; n++) {
        let connection: Deno.Conn | undefined;
        // While it restarts nothing listens.
        while (connection === undefined) {
          connection = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => undefined);
          await turn();
        }
        slow.push(connection);
        await connection.write(latin1("GET / HTT")).catch(() => {});
      }
      for (const connection of slow.splice(0)) connection.close();
      let answer = "";
      // While it restarts nothing listens; the test's deadline ends this loop.
      while (status(answer) !== 200) {
        answer = await exchange(port, request(port, "GET /file")).catch(() => "");
        await turn();
      }
      assert(answer.endsWith("content"), answer);
    } finally {
      for (const connection of slow) connection.close();
    }
  },
});

Deno.test({
  name: "39: packing a tree that grows meanwhile keeps memory constant, and ends",
  ignore: Deno.build.os !== "linux",
  timeout: 180_000,
  async fn() {
    await using folder = await temporaryFolder();
    const tree = join(folder.path, "tree");
    await Deno.mkdir(tree);
    // Sparse, so that it uses no disk: 300 MB in all.
    for (let n = 0; n < 30; n++) {
      await Deno.mkdir(join(tree, `${n}`));
      using file = await Deno.open(join(tree, `${n}`, "file"), { write: true, create: true });
      await file.truncate(10_000_000);
    }
    await using server = await serving(["share", tree, "--no-token"]);
    const memory = () => {
      const text = Deno.readTextFileSync(`/proc/${server.program.pid}/status`);
      return Number(/^VmRSS:\s*(\d+) kB$/m.exec(text)![1]) / 1024;
    };
    for (const form of ["zip", "tar"]) {
      const answer = await fetch(`${server.url.slice(0, -1)}.${form}`);
      const path = join(folder.path, `out.${form}`);
      using out = await Deno.open(path, { write: true, create: true });
      const before = memory();
      let most = before;
      let received = 0;
      let added = 0;
      for await (const piece of answer.body!) {
        for (let at = 0; at < piece.length;) at += await out.write(piece.subarray(at));
        received += piece.length;
        most = Math.max(most, memory());
        // The file that is being packed grows, and a folder still to come gets more entries.
        if (received / 5_000_000 > added) {
          const name = join(tree, `${29 - added % 3}`, `${form} ${added++}`);
          await Deno.writeTextFile(name, "more");
          using file = await Deno.open(join(tree, "29/file"), { append: true });
          await file.write(new Uint8Array(1000));
        }
      }
      assert(received > 300_000_000, `${received}`);
      assert(most - before < 150, `${form}: ${before} to ${most} MiB`);
      const check = form === "zip" ? ["unzip", ["-tq", path]] : ["tar", ["tf", path]];
      const { code, err } = await tool(check[0] as string, check[1] as string[]);
      assertEquals(code, 0, err);
    }
  },
});
