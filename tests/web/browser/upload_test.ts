import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { basename, join } from "node:path";
import { writeAll } from "../../../lib/bytes.ts";
import { Random } from "../../chaos/random.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { freePort } from "../../support/free_port.ts";
import { until } from "../../support/wait.ts";
import { serving } from "../serving.ts";
import { brokenRelay } from "./broken_relay.ts";
import { inEachBrowser, type TestBrowser } from "./browser.ts";
import { chooseFiles } from "./give_files.ts";

const MIB = 1024 * 1024;
/** Small files. */
const COUNT = 200;
/** A file that is sent in one request from the disk, and can be resumed. */
const LARGE = 9 * MIB;

function withFolder(
  run: (folder: string, into: string, browser: TestBrowser) => Promise<void>,
): (browser: TestBrowser) => Promise<void> {
  return async (browser) => {
    await using folder = await temporaryFolder();
    const into = join(folder.path, "in");
    await Deno.mkdir(into);
    await run(folder.path, into, browser);
  };
}

/** The names of stored files. */
function stored(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name)
    .filter((name) => !name.startsWith(".sluice-"))
    .sort();
}

/** Relays connections; `change` may change what clients send, or wait. */
function relayTo(port: number, change: (piece: Uint8Array) => Promise<void> | void) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const copy = async (from: Deno.Conn, to: Deno.Conn, each?: typeof change) => {
    const buffer = new Uint8Array(65536);
    try {
      for (let count; (count = await from.read(buffer)) !== null;) {
        await each?.(buffer.subarray(0, count));
        await writeAll(to, buffer.subarray(0, count));
      }
      await to.closeWrite();
    } catch { /* The other side ended. */ }
  };
  const running: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const client of listener) {
      open.add(client);
      running.push((async () => {
        try {
          const server = await Deno.connect({ hostname: "127.0.0.1", port });
          open.add(server);
          await Promise.all([copy(client, server, change), copy(server, client)]);
          server.close();
          open.delete(server);
        } catch { /* The server is not there. */ }
        client.close();
        open.delete(client);
      })());
    }
  })();
  return {
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const each of open) {
        try {
          each.close();
        } catch { /* Closed before. */ }
      }
      await Promise.allSettled([accepting, ...running]);
    },
  };
}

inEachBrowser(
  "an upload goes on by itself after the program was started again at the same address",
  withFolder(async (folder, into, browser) => {
    const file = join(folder, "film.bin");
    const content = new Random(6).bytes(2 * LARGE);
    await Deno.writeFile(file, content);
    const port = freePort();
    const words = ["drop", into, "--json", "--listen", `127.0.0.1:${port}`];
    const first = await serving(words);
    let passed = 0;
    const half = Promise.withResolvers<void>();
    const back = Promise.withResolvers<void>();
    await using relay = relayTo(port, async ({ length }) => {
      passed += length;
      if (passed < LARGE) return;
      half.resolve();
      await back.promise;
    });
    await using visit = await browser.openPage();
    await visit.page.goto(first.url.replace(`:${port}`, `:${relay.port}`));
    await chooseFiles(visit, "#pick", [file]);
    await half.promise;
    first.program.kill("SIGINT");
    assertEquals((await first.program.ended).code, 130);
    await using second = await serving(words);
    back.resolve();
    assertEquals(second.url, first.url);
    await until(() => stored(into).length === 1, "the file is stored");
    assertEquals(await Deno.readFile(join(into, "film.bin")), content);
    const started = second.program.out.split("\n").find((line) => line.includes("upload_started"));
    assert(JSON.parse(started!).offset > MIB, started);
  }),
);

inEachBrowser(
  "files with the same name, size and time are all kept",
  withFolder(async (folder, into, browser) => {
    const contents = [1, 2].map((seed) => new Random(seed).bytes(LARGE));
    const files = await Promise.all(contents.map(async (content, n) => {
      const path = join(folder, `${n}`, "image.jpg");
      await Deno.mkdir(join(folder, `${n}`));
      await Deno.writeFile(path, content);
      await Deno.utime(path, 1_600_000_000, 1_600_000_000);
      return path;
    }));
    await using server = await serving(["drop", into, "--no-token"]);
    await using visit = await browser.openPage();
    await visit.page.goto(server.url);
    for (const file of files) await chooseFiles(visit, "#pick", [file]);
    await until(() => stored(into).length === 2, "both are stored");
    assertEquals(stored(into), ["image (1).jpg", "image.jpg"]);
    const found = await Promise.all(stored(into).map((name) => Deno.readFile(join(into, name))));
    for (const content of contents) {
      assert(found.some((each) => Buffer.compare(each, content) === 0));
    }
    assertEquals(visit.faults, []);
  }),
);

inEachBrowser(
  "hundreds of small files arrive, each as it was",
  withFolder(async (folder, into, browser) => {
    const source = join(folder, "source");
    await Deno.mkdir(source);
    const paths: string[] = [];
    for (let n = 0; n < COUNT; n++) {
      paths.push(join(source, `${n}`));
      await Deno.writeTextFile(paths[n]!, `file ${n}\n`);
    }
    await using server = await serving(["drop", into, "--no-token"]);
    await using visit = await browser.openPage();
    await visit.page.goto(server.url);
    await chooseFiles(visit, "#pick", paths);
    // A slow machine needs longer than what usually is waited for.
    for (let before = -1; before < COUNT;) {
      before = stored(into).length;
      if (before < COUNT) await until(() => stored(into).length > before, "more files are stored");
    }
    for (let n = 0; n < COUNT; n++) {
      assertEquals(await Deno.readTextFile(join(into, `${n}`)), `file ${n}\n`);
    }
    assertEquals(visit.faults, []);
  }),
  { timeout: 240_000 },
);

inEachBrowser(
  "a file that arrives damaged is sent again",
  withFolder(async (folder, into, browser) => {
    const content = new Random(9).bytes(LARGE);
    const file = join(folder, "film.bin");
    await Deno.writeFile(file, content);
    await using server = await serving(["drop", into, "--no-token", "--json"]);
    let passed = 0;
    let isDamaged = false;
    await using relay = relayTo(Number(new URL(server.url).port), (piece) => {
      passed += piece.length;
      // Far behind the headers of the page's first requests.
      if (isDamaged || passed < LARGE / 2) return;
      isDamaged = true;
      piece[piece.length - 1]! ^= 1;
    });
    await using visit = await browser.openPage();
    await visit.page.goto(`http://127.0.0.1:${relay.port}/`);
    await chooseFiles(visit, "#pick", [file]);
    await until(() => stored(into).length === 1, "the file is stored");
    assertEquals(await Deno.readFile(join(into, "film.bin")), content);
    assert(server.program.out.includes('"digest_mismatch"'), server.program.out);
  }),
);

inEachBrowser(
  "a browser that starts no Worker hashes in the page",
  withFolder(async (folder, into, browser) => {
    const content = new Random(4).bytes(LARGE);
    await Deno.writeFile(join(folder, "large.bin"), content);
    await Deno.writeTextFile(join(folder, "small"), "small\n");
    await using server = await serving(["drop", into, "--no-token"]);
    await using visit = await browser.openPage();
    await visit.page.evaluateOnNewDocument(`globalThis.Worker = undefined`);
    await visit.page.goto(server.url);
    await chooseFiles(visit, "#pick", [join(folder, "large.bin"), join(folder, "small")]);
    await until(() => stored(into).length === 2, "both are stored");
    assertEquals(await Deno.readFile(join(into, "large.bin")), content);
    assertEquals(await Deno.readTextFile(join(into, "small")), "small\n");
    assertEquals(visit.faults, []);
  }),
);

inEachBrowser(
  "what a proxy says, or half an answer, does not count as stored",
  withFolder(async (folder, into, browser) => {
    await using server = await serving(["drop", into, "--json"]);
    const { port } = new URL(server.url);
    await using relay = brokenRelay(Number(port));
    await using visit = await browser.openPage();
    const { page } = visit;
    await page.goto(server.url.replace(`:${port}`, `:${relay.port}`));
    // Ends the pauses between two attempts.
    await page.evaluate('setInterval(() => dispatchEvent(new Event("online")), 200)');
    const answers = [
      "",
      "HTTP/1.1 20",
      "HTTP/1.1 201 Created\r\ncontent-le",
      "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
    ];
    for (const [n, answer] of answers.entries()) {
      const files = ["small", "large"].map((name) => join(folder, `${name}${n}`));
      await Deno.writeFile(files[0]!, new Random(n).bytes(10));
      await Deno.writeFile(files[1]!, new Random(n).bytes(LARGE));
      const before = relay.answered;
      relay.answer(answer);
      await chooseFiles(visit, "#pick", files);
      await until(() => relay.answered >= before + 2, `${JSON.stringify(answer)} was given twice`);
      relay.answer(undefined);
      const count = 2 * (n + 1);
      const what = `both files are stored after ${JSON.stringify(answer)}`;
      await until(() => stored(into).length === count, what);
      for (const file of files) {
        assertEquals(await Deno.readFile(join(into, basename(file))), await Deno.readFile(file));
      }
    }
    const text = page.waitForFunction('document.querySelector("#text-news.bad")');
    relay.answer(answers.at(-1));
    await page.type("#text", "a text");
    await page.click("#text-form button");
    await text;
    assert(!server.program.out.includes("a text"));
  }),
);
