/** `sluice share --localsend`, as LocalSend devices and browsers reach it. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { temporaryFolder } from "../support/folder.ts";
import { needing } from "../support/needs.ts";
import { noTerminal, startOnTerminal } from "../support/on_terminal.ts";
import { run } from "../support/program.ts";
import { serving, tool } from "../web/serving.ts";

const terminal = noTerminal() ?? false;
const HERE = ["--listen", "127.0.0.1:0"];

/** A folder `holiday` with two files. */
async function inFolder(act: (holiday: string) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  const holiday = join(folder.path, "holiday");
  await Deno.mkdir(join(holiday, "more"), { recursive: true });
  await Deno.writeTextFile(join(holiday, "a"), "first");
  await Deno.writeTextFile(join(holiday, "more/b"), "second");
  await act(holiday);
}

function apiOf(url: string): string {
  return new URL("/api/localsend/v2/", url).href;
}

async function prepare(api: string, query = ""): Promise<{ status: number; body: Body }> {
  const answer = await fetch(`${api}prepare-download?${query}`, { method: "POST" });
  return { status: answer.status, body: await answer.json() };
}

interface Body {
  sessionId: string;
  files: Record<string, { fileName: string }>;
  info: Record<string, unknown>;
}

Deno.test("a device with the PIN fetches the files, and the page still needs its secret", async () => {
  await inFolder(async (holiday) => {
    const words = ["share", holiday, "--localsend", "--pin", "481516", "--alias", "Näme"];
    await using server = await serving(words);
    await server.program.waitFor(/LocalSend devices see it as Näme; those that enter the PIN/);
    const api = apiOf(server.url);
    const info = await (await fetch(`${api}info`)).json();
    assertEquals([info.alias, info.download, info.deviceType], ["Näme", true, "headless"]);
    assertEquals((await prepare(api)).status, 401);
    const { status, body } = await prepare(api, "pin=481516");
    assertEquals([status, body.info], [200, info]);
    const names = Object.values(body.files).map(({ fileName }) => fileName);
    assertEquals(names, ["holiday/a", "holiday/more/b"]);
    const file = await fetch(`${api}download?sessionId=${body.sessionId}&fileId=1`);
    assertEquals(await file.text(), "second");
    await server.program.waitFor(/downloaded holiday\/more\/b \(6 B\)/);
    for (const path of ["/", "/holiday/a", "/api/localsend", "/api/"]) {
      const answer = await fetch(new URL(path, server.url));
      assertEquals(answer.status, 404, path);
      await answer.body?.cancel();
    }
    assertEquals((await fetch(`${server.url}a`)).status, 200);
  });
});

Deno.test("a device that would send to a share is declined", async () => {
  await inFolder(async (holiday) => {
    await using server = await serving(["share", holiday, "--localsend", "--yes"]);
    const body = new Uint8Array(5_000_000);
    const answer = await fetch(`${apiOf(server.url)}prepare-upload`, { method: "POST", body });
    assertEquals(answer.status, 403);
    assertStringIncludes((await answer.json()).message, "only offers files");
  });
});

Deno.test("a share without --localsend answers none of LocalSend's paths", async () => {
  await inFolder(async (holiday) => {
    await using server = await serving(["share", holiday]);
    const answer = await fetch(`${apiOf(server.url)}info`);
    assertEquals([answer.status, await answer.text()], [404, "Not found\n"]);
  });
});

Deno.test("--yes lets every device fetch, and --once ends when one has everything", async () => {
  await inFolder(async (holiday) => {
    const words = ["share", holiday, "--localsend", "--yes", "--once", "--json"];
    await using server = await serving(words);
    const { body } = await prepare(apiOf(server.url));
    for (const id of Object.keys(body.files)) {
      const url = `${apiOf(server.url)}download?sessionId=${body.sessionId}&fileId=${id}`;
      await (await fetch(url)).text();
    }
    const { code, out } = await server.program.ended;
    assertEquals(code, 0);
    const events = out.trim().split("\n").map((line) => JSON.parse(line));
    const [asked] = events.filter(({ event }) => event === "download_asked");
    assertEquals([asked.files, asked.bytes, asked.alias], [2, 11, undefined]);
    assertMatch(asked.peer, /^tcp:\/\/127\.0\.0\.1:\d+$/);
    const done = events.filter(({ event }) => event === "download_done");
    assertEquals(done.map(({ path }) => path), ["holiday/a", "holiday/more/b"]);
    assertEquals(events.slice(-2).map(({ event }) => event), ["closed", "done"]);
  });
});

Deno.test("with --tls the API is encrypted, and its fingerprint is that of the certificate", async () => {
  await inFolder(async (holiday) => {
    await using server = await serving(["share", holiday, "--localsend", "--yes", "--tls"]);
    const [, shown] = await server.program.waitFor(/^ {2}([0-9A-F:]{95})$/m);
    const { info } = await new Promise<{ info: string }>((resolve, reject) => {
      import("node:https").then(({ get }) => {
        get(`${apiOf(server.url)}info`, { rejectUnauthorized: false }, (answer) => {
          let text = "";
          answer.on("data", (piece) => text += piece);
          answer.on("end", () => resolve({ info: text }));
        }).on("error", reject);
      });
    });
    assertEquals(JSON.parse(info).fingerprint, shown!.replaceAll(":", ""));
  });
});

Deno.test("--once with --tls prints what sluice has to say, and nothing of the runtime", async () => {
  await inFolder(async (holiday) => {
    const words = ["share", join(holiday, "a"), "--localsend", "--yes", "--once", "--tls"];
    await using server = await serving(words);
    const curl = async (...args: string[]) => (await tool("curl", ["-sSfk", ...args])).out;
    const list = JSON.parse(await curl("-X", "POST", `${apiOf(server.url)}prepare-download`));
    const query = `sessionId=${list.sessionId}&fileId=0`;
    assertEquals(await curl(`${apiOf(server.url)}download?${query}`), "first");
    const { code, err } = await server.program.ended;
    assertEquals(code, 0);
    assertStringIncludes(err, "may fetch 1 file (5 B)");
    assert(!err.includes("request.signal"), err);
  });
});

Deno.test({
  ...needing("asks the user about each device, with what it claims", terminal),
  async fn() {
    await inFolder(async (holiday) => {
      await using shown = await startOnTerminal(["share", holiday, ...HERE, "--localsend"]);
      const [, url] = await shown.program.waitFor(/(http:\S+)/, "out");
      await shown.program.waitFor(/you are asked about each/, "out");
      const api = apiOf(url!);
      const registered = await fetch(`${api}register`, {
        method: "POST",
        body: JSON.stringify({ alias: "Evil\x1b[2J", port: 9, protocol: "http", fingerprint: "x" }),
      });
      assertEquals(registered.status, 200);
      await registered.body?.cancel();
      const headers = { "user-agent": `Phone ${"x".repeat(300)}` };
      const ask = () => fetch(`${api}prepare-download`, { method: "POST", headers });
      const first = ask();
      await shown.program.waitFor(
        /Let 127\.0\.0\.1 \(calls itself Evil\\x1b\[2J; Phone x{74}\) fetch/,
        "out",
      );
      await shown.program.waitFor(/2 files \(11 B\)\? \[y\/N\]/, "out");
      await shown.type("y\n");
      const answer = await first;
      assertEquals(answer.status, 200);
      assertEquals(Object.keys((await answer.json()).files), ["0", "1"]);
      const second = ask();
      await shown.program.waitFor(/\[y\/N\][^]*\[y\/N\]/, "out");
      await shown.type("\n");
      assertEquals((await second).status, 403);
      await (await second).body?.cancel();
      const leaving = new AbortController();
      const third = fetch(`${api}prepare-download`, { method: "POST", signal: leaving.signal });
      await shown.program.waitFor(/(\[y\/N\][^]*){3}/, "out");
      leaving.abort();
      await third.catch(() => {});
      await shown.program.waitFor(/127\.0\.0\.1 asks no longer/, "out");
      assert(!shown.program.out.includes("Evil\x1b[2J"));
      assert(!shown.program.out.includes("request.signal"), shown.program.out);
    });
  },
});

const REFUSED: [what: string, words: string[], code: number, says: string][] = [
  ["no way to admit a device", ["h", "--localsend"], 77, "add --pin PIN, or --yes"],
  ["--pin without --localsend", ["h", "--pin", "1234"], 64, "--pin needs --localsend"],
  ["--alias without --localsend", ["h", "--alias", "x"], 64, "--alias needs --localsend"],
  ["--yes without --localsend", ["h", "--yes"], 64, "--yes needs --localsend"],
  ["--pin and --yes", ["h", "--localsend", "--yes", "--pin", "1234"], 64, "exclude each other"],
  ["a short PIN", ["h", "--localsend", "--pin", "123"], 64, "4 to 64 characters"],
  ["an empty name", ["h", "--localsend", "--yes", "--alias", " "], 64, "--alias must be"],
  [
    "a name with an escape",
    ["h", "--localsend", "--yes", "--alias", "\x1b[2J"],
    64,
    "--alias must",
  ],
  ["only a text", ["--text", "x", "--localsend", "--yes"], 64, "no PATH is given"],
  [
    "a password that devices cannot send",
    ["h", "--localsend", "--yes", "--password"],
    64,
    "LocalSend devices send no password; add --pin",
  ],
];

for (const [what, words, code, says] of REFUSED) {
  Deno.test(`refuses ${what}`, async () => {
    await using folder = await temporaryFolder();
    await Deno.mkdir(join(folder.path, "h"));
    const ended = await run(["share", ...words, ...HERE], { cwd: folder.path });
    assertEquals(ended.code, code, ended.err);
    assertStringIncludes(ended.err, says);
    assertEquals(ended.out, "");
  });
}
