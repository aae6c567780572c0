/** `share --once` ends when a client has all of a file, and not before. @module */

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { writeAll } from "../../lib/bytes.ts";
import { temporaryFolder } from "../support/folder.ts";
import { needs } from "../support/needs.ts";
import { pause } from "../support/wait.ts";
import { exchange, latin1, request, status } from "../web/raw.ts";
import { type Serving, serving, tool } from "../web/serving.ts";

const SIZE = 5_000_000;

async function inShare(
  run: (port: number, server: Serving) => Promise<void>,
  args: string[] = [],
): Promise<void> {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "f");
  await Deno.writeFile(file, Uint8Array.from({ length: SIZE }, (_, at) => at % 251));
  await using server = await serving(["share", file, "--no-token", "--once", ...args]);
  await run(Number(new URL(server.url).port), server);
}

/** Requests the file, reads a number of bytes, and closes. */
async function leave(port: number, after: number): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await writeAll(connection, latin1(request(port, "GET /f")));
  const buffer = new Uint8Array(65536);
  for (let read = 0; read < after;) {
    read += await connection.read(buffer.subarray(0, after - read)) ?? after;
  }
}

const get = (port: number, range: string) =>
  exchange(port, request(port, "GET /f", [`Range: bytes=${range}`]));

/** The next fetch gets all of the file, and ends the server. */
async function fetchAll(port: number, { program }: Serving): Promise<void> {
  const answer = await exchange(port, request(port, "GET /f"));
  assertEquals(status(answer), 200);
  assertEquals(answer.length - answer.indexOf("\r\n\r\n") - 4, SIZE);
  assertEquals((await program.ended).code, 0);
}

for (const after of [1_000_000, 4_500_000, SIZE - 1000]) {
  Deno.test(`a client that closes after ${after} of ${SIZE} bytes has not fetched the file`, async () => {
    await inShare(async (port, server) => {
      await leave(port, after);
      await server.program.waitFor(/download of f interrupted after/);
      await fetchAll(port, server);
    });
  });
}

Deno.test("one range, wherever it is, is not the file", async () => {
  await inShare(async (port, server) => {
    for (const range of [`${SIZE - 1}-`, "-1000", "0-0"]) {
      assertEquals(status(await get(port, range)), 206);
      await server.program.waitFor(/downloaded a part of f/);
    }
    await fetchAll(port, server);
  });
});

Deno.test("ranges that together cover the file count as the file", async () => {
  await inShare(async (port, server) => {
    for (const range of ["4000000-", "1000000-3999999", "0-999999"]) {
      assertEquals(status(await get(port, range)), 206);
    }
    assertEquals((await server.program.ended).code, 0);
  });
});

Deno.test("a resumed download counts as the file", async () => {
  await inShare(async (port, server) => {
    await leave(port, 1_000_000);
    await server.program.waitFor(/download of f interrupted after/);
    assertEquals(status(await get(port, "900000-")), 206);
    assertEquals((await server.program.ended).code, 0);
  });
});

Deno.test("serves a page, its parts, and an HTTP/1.0 client that waits for the end", async () => {
  await inShare(async (port, server) => {
    assertEquals(status(await exchange(port, request(port, "GET /"))), 200);
    const old = `GET /f HTTP/1.0\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
    const answer = await exchange(port, old);
    assertMatch(answer, /^HTTP\/1\.[01] 200 /);
    assertEquals(answer.length - answer.indexOf("\r\n\r\n") - 4, SIZE);
    assertEquals((await server.program.ended).code, 0);
  });
});

Deno.test("silent clients do not keep a download from ending it", async () => {
  await inShare(async (port, server) => {
    const silent = await Promise.all(
      Array.from({ length: 100 }, () => Deno.connect({ hostname: "127.0.0.1", port })),
    );
    await fetchAll(port, server);
    for (const connection of silent) connection.close();
  });
});

Deno.test("a client that began during the first fetch gets all of the file too", async () => {
  await inShare(async (port, { program }) => {
    using second = await Deno.connect({ hostname: "127.0.0.1", port });
    await writeAll(second, latin1(request(port, "GET /f")));
    const buffer = new Uint8Array(65536);
    let received = await second.read(buffer) ?? 0;
    const head = new TextDecoder().decode(buffer.subarray(0, received)).split("\r\n\r\n", 1)[0]!;
    const answer = await exchange(port, request(port, "GET /f"));
    assertEquals(answer.length - answer.indexOf("\r\n\r\n") - 4, SIZE);
    await program.waitFor(/ downloaded f /);
    // The server takes no other client then.
    const connects = () =>
      Deno.connect({ hostname: "127.0.0.1", port }).then(
        (each) => (each.close(), true),
        () => false,
      );
    while (await connects()) await pause(20);
    for (let count; (count = await second.read(buffer)) !== null;) received += count;
    assertEquals(received - head.length - 4, SIZE);
    second.close();
    assertEquals((await program.ended).code, 0);
    assertMatch(program.err, /Done: 2 files downloaded/);
  });
});

needs("curl", "over TLS the whole file is the file as well, and a part of it is not", async () => {
  await inShare(async (_, { url, program }) => {
    await tool("sh", ["-c", `curl -sk "$0" | head -c 1000000 > /dev/null`, `${url}f`]);
    await program.waitFor(/download of f interrupted after/);
    const { bytes, err } = await tool("curl", ["-sSk", `${url}f`]);
    assertEquals(bytes.length, SIZE, err);
    assertEquals((await program.ended).code, 0);
  }, ["--tls"]);
});
