/** `receive --localsend` against senders that keep to no rule. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { until } from "../support/wait.ts";
import { INFO } from "../web/localsend/receive/receiving.ts";
import type { Body } from "../web/localsend/receive/sender.ts";
import { Waiting, type WaitingOptions } from "../web/localsend/receive/waiting.ts";

/** Runs a test with a program that accepts everything, and a secret beside its destination. */
async function attacked(
  run: (waiting: Waiting) => Promise<void>,
  args: readonly string[] = [],
  options: WaitingOptions = {},
): Promise<void> {
  await using waiting = await Waiting.start(["--yes", ...args], options);
  const secret = join(waiting.folder.path, "secret");
  await Deno.writeTextFile(secret, "SECRET");
  await run(waiting);
  // It still serves, and what it answered is all that is there.
  const before = await settled(waiting);
  assertEquals(await waiting.sender.send([{ name: "last", content: "last" }]), [200]);
  assertEquals(await settled(waiting), [...before, "last"].sort());
  assertEquals(await Deno.readTextFile(secret), "SECRET");
  const beside = Array.from(Deno.readDirSync(waiting.folder.path), ({ name }) => name);
  assertEquals(beside.sort(), ["in", "secret", "state"]);
  assert(!/ {4}at |Internal error|Deno/.test(waiting.program.err), waiting.program.err);
}

/** The names in the destination once nothing is staged. */
async function settled(waiting: Waiting): Promise<string[]> {
  const isStaged = (name: string) => name.startsWith(".sluice-");
  await until(() => !waiting.names().some(isStaged), "nothing is staged");
  return waiting.names();
}

Deno.test("refuses an offer as a whole for one hostile name", async () => {
  await attacked(async ({ sender, program }) => {
    const names = [
      "",
      ".",
      "..",
      "../x",
      "a/../../x",
      "/etc/x",
      "a//b",
      "a/",
      "a/./b",
      "a\0b",
      ".sluice-x/tree/y",
      ".SLUICE-x",
      "a/.sluice-token",
      "x".repeat(5000),
    ];
    for (const name of names) {
      const { status } = await sender.prepare([{ name: "good" }, { name }]);
      assertEquals(status, 400, JSON.stringify(name.slice(0, 20)));
    }
    await until(() => /request rejected: Unsafe name/.test(program.err), "it is reported");
  });
});

Deno.test("stores nothing through a link, or in its place", async () => {
  await attacked(async (waiting) => {
    await Deno.symlink("..", join(waiting.into, "up"));
    await Deno.symlink("../secret", join(waiting.into, "link"));
    const files = [{ name: "up/new", content: "x" }, { name: "up/secret", content: "x" }];
    for (const file of files) assert((await waiting.sender.send([file]))[0] !== 200);
    // The link itself is replaced, as rename(2) does.
    assertEquals(await waiting.sender.send([{ name: "link", content: "x" }]), [200]);
    assert((await Deno.lstat(join(waiting.into, "link"))).isFile);
  }, ["--if-exists", "overwrite"]);
});

const FILE = { id: "f", fileName: "f", size: 1, fileType: "" };
const NOTHING = "";
/** Offers that no application sends. */
const BROKEN: readonly (readonly [name: string, body: () => Body, status: number])[] = [
  ["no body", () => NOTHING, 400],
  ["no JSON", () => "\x00\xff", 400],
  ["no UTF-8", () => Uint8Array.of(0x22, 0xff, 0x22), 400],
  ["a list", () => "[]", 400],
  ["null", () => "null", 400],
  ["a million brackets", () => "[".repeat(1_000_000), 400],
  ["a deep object", () => '{"info":'.repeat(100_000), 400],
  ["twenty million values", () => `{"files":[${"0,".repeat(15_000_000)}0]}`, 400],
  ["33 MiB", () => `{"info":"${"x".repeat(33 * 2 ** 20)}"}`, 400],
  ["a file that is null", () => JSON.stringify({ info: INFO, files: { f: null } }), 400],
  ["a size below zero", () => offer({ ...FILE, size: -1 }), 400],
  ["a size that is no integer", () => offer({ ...FILE, size: 1.5 }), 400],
  ["a size beyond all numbers", () => offer(FILE).replace('"size":1', '"size":1e999'), 400],
  ["a size as text", () => offer({ ...FILE, size: "1" }), 400],
  ["a name as a number", () => offer({ ...FILE, fileName: 1 }), 400],
  ["an alias of a megabyte", () => offer(FILE, { alias: "x".repeat(2 ** 20) }), 400],
  [
    "half a surrogate pair",
    () => offer(FILE).replace('"fileName":"f"', '"fileName":"\\ud800"'),
    400,
  ],
];

function offer(file: Record<string, unknown>, info: Record<string, unknown> = {}): string {
  return JSON.stringify({ info: { ...INFO, ...info }, files: { f: file } });
}

Deno.test("rejects offers that no application sends", async () => {
  await attacked(async ({ sender, program }) => {
    for (const [name, body, status] of BROKEN) {
      const answer = await sender.post("prepare-upload", body());
      // A long one may end before its answer is read.
      assert(answer.status === status || name === "33 MiB" && answer.status === 0, name);
      assert(!/ {4}at |Deno/.test(answer.text), answer.text);
    }
    assert(program.err.split("\n").length < 40, "a few lines are enough");
  });
});

Deno.test("an id and a digest of any kind do no harm", async () => {
  await attacked(async ({ sender }) => {
    const ids = ["__proto__", "constructor", "", "a/../b", "x".repeat(256), "\n"];
    const files = Object.fromEntries(ids.map((id, at) => [id, { ...FILE, fileName: `n${at}` }]));
    const text = JSON.stringify({ info: INFO, files }).replace(
      '"files":{',
      `"files":{"__proto__":${JSON.stringify({ ...FILE, fileName: "n0", sha256: "no" })},`,
    );
    const answer = await sender.post("prepare-upload", text);
    assertEquals(answer.status, 200);
    const { sessionId, files: tokens } = JSON.parse(answer.text);
    assertEquals(Object.keys(tokens).sort(), [...ids].sort());
    const statuses = ids.map(async (id) => {
      const query = new URLSearchParams({ sessionId, fileId: id, token: tokens[id] });
      return (await sender.post(`upload?${query}`, "x")).status;
    });
    assertEquals(await Promise.all(statuses), ids.map(() => 200));
  });
});

Deno.test("an upload without an end is cut off", async () => {
  await attacked(async ({ sender, into }) => {
    for (const size of [10, 400_000]) {
      const session = await sender.prepare([{ name: "endless", size }]);
      let sent = 0;
      const status = await sender.upload(session, 0, (request) => {
        const write = () => {
          sent += 65536;
          // 1 GiB would be far beyond what a pipe holds.
          if (request.destroyed || sent > 2 ** 30) return;
          request.write(new Uint8Array(65536), () => setTimeout(write));
        };
        request.once("response", () => setTimeout(() => request.destroy()));
        write();
      });
      assert(status === 400 || status === 0, String(status));
      assert(sent < 2 ** 30);
      const names = Array.from(Deno.readDirSync(into), ({ name }) => name);
      assert(!names.includes("endless"));
    }
  });
});

Deno.test("takes a body without a length, if it is as long as was announced", async () => {
  await attacked(async ({ sender }) => {
    const offer = ["a", "b", "c"].map((name) => ({ name, size: 300_000 }));
    const session = await sender.prepare(offer);
    const chunked = (length: number): Body => (request) => {
      request.write(new Uint8Array(length - 1));
      request.end(new Uint8Array(1));
    };
    assertEquals(await sender.upload(session, 0, chunked(300_000)), 200);
    assertEquals(await sender.upload(session, 1, chunked(299_999)), 500);
    assertEquals(await sender.upload(session, 2, chunked(300_001)), 400);
  });
});

Deno.test("a sender that disconnects leaves nothing, and the others of its files arrive", async () => {
  await attacked(async ({ sender }) => {
    const session = await sender.prepare([{ name: "cut", size: 900_000 }, {
      name: "whole",
      content: "x",
    }]);
    const cut = sender.upload(session, 0, (request) => {
      request.write(new Uint8Array(500_000), () => setTimeout(() => request.destroy(), 20));
    });
    assertEquals(await cut, 0);
    assertEquals(await sender.upload(session, 1, "x"), 200);
  });
});

Deno.test("guesses of tokens and of sessions find nothing, and are reported a few times", async () => {
  await attacked(async ({ sender, program }) => {
    const session = await sender.prepare([{ name: "a", content: "a" }]);
    const guesses = Array.from({ length: 200 }, (_, at) => {
      const token = at % 2 === 0 ? crypto.randomUUID() : session.files.f0!.slice(0, -1);
      const sessionId = at % 3 === 0 ? crypto.randomUUID() : session.sessionId;
      return sender.post(`upload?sessionId=${sessionId}&fileId=f0&token=${token}`, "b");
    });
    const statuses = new Set((await Promise.all(guesses)).map(({ status }) => status));
    assertEquals([...statuses], [403]);
    assertEquals(await sender.upload(session, 0, "a"), 200);
    assert(program.err.match(/request rejected/g)!.length < 20, program.err);
  });
});

Deno.test("one of many offers at once gets the session", async () => {
  await attacked(async ({ sender }) => {
    const all = Array.from({ length: 50 }, () => sender.prepare([{ name: "a", content: "a" }]));
    const answers = await Promise.all(all);
    const accepted = answers.filter(({ status }) => status === 200);
    assertEquals(answers.filter(({ status }) => status === 409).length, 49);
    assertEquals(accepted.length, 1);
    assertEquals(await sender.upload(accepted[0]!, 0, "a"), 200);
  });
});

Deno.test("names, aliases and texts cannot control the terminal", async () => {
  await attacked(async (waiting) => {
    using sender = waiting.senderCalled({
      alias: "a\x1b]0;x\x07\nsluice: done",
      deviceModel: "\x9b2J",
    });
    assertEquals(await sender.send([{ name: "n\x1b[2J\n", content: "x" }]), [200]);
    assertEquals(await sender.sendText("t\x1b[2J\r"), 204);
    await until(() => /Received a text/.test(waiting.program.err), "the text");
    // deno-lint-ignore no-control-regex -- what must not be there
    assert(!/[\x00-\x09\x0b-\x1f\x7f-\x9f]/.test(waiting.program.err), waiting.program.err);
    assert(!/^sluice: done/m.test(waiting.program.err));
  });
});

Deno.test("pages of other sites, other methods and other names of this machine get nothing", async () => {
  await attacked(async ({ sender }) => {
    const body = offer(FILE);
    const headers = { origin: "https://evil.example" };
    assertEquals((await sender.post("prepare-upload", body, { headers })).status, 403);
    const rebound = { host: "evil.example" };
    assertEquals((await sender.post("prepare-upload", body, { headers: rebound })).status, 421);
    for (const path of ["../../../secret", "%2e%2e/x", "upload/x", "constructor"]) {
      assertEquals((await sender.post(path, "x")).status, 404, path);
    }
  });
});

Deno.test("receives 2,000 files of one offer, and lists them shortened", async () => {
  await attacked(async (waiting) => {
    const { sender, program } = waiting;
    const files = Array.from(
      { length: 2000 },
      (_, at) => ({ name: `d${at % 50}/${at}`, content: "x" }),
    );
    const session = await sender.prepare(files);
    let next = 0;
    const statuses = new Set<number>();
    const work = async () => {
      while (next < files.length) statuses.add(await sender.upload(session, next++, "x"));
    };
    await Promise.all([work(), work(), work(), work()]);
    assertEquals([...statuses], [200]);
    await until(() => /^Received 2,000 files/m.test(program.err), "the summary");
    assertMatch(program.err, /^ {2}… and 30 more$/m);
    assert(program.err.split("\n").length < 60);
    assertEquals(waiting.names("d7").length, 40);
    const { out } = program;
    assertEquals(out.split("\n").length - 1, 2000);
  });
});

Deno.test("takes an offer of 50,000 files, and refuses one of more", async () => {
  await attacked(async ({ sender, program }) => {
    const files = Array.from(
      { length: 50_001 },
      (_, at) => ({ name: `image${at % 9}.jpg`, size: at }),
    );
    assertEquals((await sender.prepare(files)).status, 400);
    const session = await sender.prepare(files.slice(1));
    assertEquals(session.status, 200);
    assertEquals(Object.keys(session.files).length, 50_000);
    assertEquals(await sender.upload(session, 0, "x"), 200);
    assertEquals((await sender.post(`cancel?sessionId=${session.sessionId}`)).status, 200);
    await until(() => /The sender cancelled; 1 of 50000 files/.test(program.err), "the end");
  });
});
