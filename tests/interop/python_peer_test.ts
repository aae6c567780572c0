/**
 * Another implementation of the protocol, `peer.py`, and the program work together. The peer was
 * written from PROTOCOL.md alone, so a failure here is a mistake in one of the three.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { installed } from "../commands/run_sluice.ts";
import { needing } from "../support/needs.ts";
import { deepFolder } from "../support/folder.ts";
import { type Ended, type Program, start, startCommand } from "../support/program.ts";
import { until } from "../support/wait.ts";

const PEER = new URL("peer.py", import.meta.url).pathname;
const present = await installed("python3");

/** A test with a folder of its own, skipped where there is no Python. */
function test(name: string, body: (dir: string) => Promise<void>) {
  Deno.test(needing(`python peer: ${name}`, !present && "Python"), async () => {
    const dir = await Deno.makeTempDir();
    try {
      await body(dir);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
}

const peer = (...args: string[]) =>
  startCommand(["python3", PEER, ...args], { env: { PYTHONUTF8: "1" } });
const sluice = (...args: string[]) => start([...args, "--plain"]);

/**
 * Where a side listens, HOST:PORT. The peer prints it to standard output, the program to standard
 * error.
 */
async function addressOf(side: Program, where: "out" | "err"): Promise<string> {
  return (await side.waitFor(/^[Ll]istening on (?:tcp:\/\/)?(.+:\d+)\n/m, where))[1]!;
}

/** Both sides of a transfer, once they have ended. */
interface Outcome {
  sender: Ended;
  receiver: Ended;
}

interface Words {
  paths: string[];
  into: string;
  /** More arguments of either side. */
  send?: string[];
  receive?: string[];
}

type Transfer = (words: Words) => Promise<Outcome>;

async function both(sender: Program, receiver: Program): Promise<Outcome> {
  const [sent, received] = await Promise.all([sender.ended, receiver.ended]);
  return { sender: sent, receiver: received };
}

const ANY = "127.0.0.1:0";

/** The peer sends, the program listens. */
const toSluice: Transfer = async ({ paths, into, send = [], receive = [] }) => {
  const words = ["--listen", ANY, "--into", into, "--once", "--yes", ...receive];
  const receiver = await sluice("receive", ...words);
  const to = await addressOf(receiver, "err");
  return await both(peer("send", "--to", to, ...send, ...paths), receiver);
};

/** The peer listens and sends. */
const fetchedBySluice: Transfer = async ({ paths, into, send = [], receive = [] }) => {
  const sender = peer("send", "--listen", ANY, ...send, ...paths);
  const words = ["--from", await addressOf(sender, "out"), "--into", into, "--yes", ...receive];
  return await both(sender, await sluice("receive", ...words));
};

/** The program sends, the peer listens. */
const toPeer: Transfer = async ({ paths, into, send = [], receive = [] }) => {
  const receiver = peer("receive", "--listen", ANY, "--into", into, ...receive);
  const to = await addressOf(receiver, "out");
  return await both(await sluice("send", ...paths, "--to", to, ...send), receiver);
};

/** The program listens and sends. */
const fetchedByPeer: Transfer = async ({ paths, into, send = [], receive = [] }) => {
  const sender = await sluice("send", ...paths, "--listen", ANY, ...send);
  const from = await addressOf(sender, "err");
  return await both(sender, peer("receive", "--from", from, "--into", into, ...receive));
};

const PEER_SENDS: Record<string, Transfer> = {
  "the peer sends to the program": toSluice,
  "the program fetches from the peer": fetchedBySluice,
};
const SLUICE_SENDS: Record<string, Transfer> = {
  "the program sends to the peer": toPeer,
  "the peer fetches from the program": fetchedByPeer,
};

const MEGABYTES = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * i + (i >> 9)) & 0xff);

/** Creates a folder with unusual names and sizes; returns its path. */
function makeOdd(dir: string): string {
  const odd = `${dir}/-odd folder 🙂`;
  const names = [
    " two  spaces ",
    "new\nline",
    "🙂",
    "-dash",
    "'\"$(x)`\\",
    "ünï",
    "...",
    "z".repeat(255),
  ];
  Deno.mkdirSync(`${odd}/in/deep/er`, { recursive: true });
  Deno.mkdirSync(`${odd}/empty folder\n`);
  for (const name of names) Deno.writeTextFileSync(`${odd}/in/${name}`, name);
  Deno.writeTextFileSync(`${odd}/empty file`, "");
  Deno.writeFileSync(`${odd}/large`, MEGABYTES);
  Deno.symlinkSync("../../../large", `${odd}/in/deep/er/link`);
  Deno.writeTextFileSync(`${odd}/in/deep/last`, "x");
  Deno.chmodSync(`${odd}/large`, 0o751);
  Deno.utimeSync(`${odd}/large`, 1_000_000_000.125, 1_000_000_000.125);
  Deno.utimeSync(`${odd}/in/🙂`, -86_400, -86_400);
  return odd;
}

const digestOf = (path: string, algorithm: string) =>
  createHash(algorithm).update(Deno.readFileSync(path)).digest("hex");

/** The contents of a folder: for each path its kind, mode, time and digest. */
function treeOf(dir: string, path = "", tree: Record<string, string> = {}): typeof tree {
  for (const { name } of Deno.readDirSync(`${dir}/${path}`)) {
    const inner = path + name;
    const at = `${dir}/${inner}`;
    const info = Deno.lstatSync(at);
    const mode = (info.mode! & 0o777).toString(8);
    if (info.isSymlink) tree[inner] = `link to ${Deno.readLinkSync(at)}`;
    else if (info.isFile) {
      tree[inner] = `${mode} ${info.mtime!.toISOString()} ${digestOf(at, "sha256")}`;
    } else {
      tree[inner] = `folder ${mode}`;
      treeOf(dir, `${inner}/`, tree);
    }
  }
  return tree;
}

function assertDone({ sender, receiver }: Outcome) {
  assertEquals([sender.code, receiver.code], [0, 0], sender.err + receiver.err);
}

for (const digest of ["sha256", "md5"]) {
  for (const [name, transfer] of Object.entries({ ...PEER_SENDS, ...SLUICE_SENDS })) {
    test(`${name}: a folder and a file, ${digest}`, async (dir) => {
      Deno.mkdirSync(`${dir}/from`);
      const odd = makeOdd(`${dir}/from`);
      Deno.writeTextFileSync(`${dir}/from/second`, "of two names");
      const peerSends = name in PEER_SENDS;
      const outcome = await transfer({
        paths: [odd, `${dir}/from/second`],
        into: `${dir}/into`,
        send: peerSends ? ["--digest", digest] : ["--digest", digest, "--symlinks", "keep"],
        receive: peerSends ? [] : ["--digest", digest],
      });
      assertDone(outcome);
      assertEquals(treeOf(`${dir}/into`), treeOf(`${dir}/from`));
      if (peerSends) {
        const line = `${digestOf(`${odd}/large`, digest)}  -odd folder 🙂/large\n`;
        assertStringIncludes(outcome.receiver.out, line);
      }
    });
  }
}

for (const [name, transfer] of Object.entries({ ...PEER_SENDS, ...SLUICE_SENDS })) {
  for (const kind of ["an empty folder", "an empty file"]) {
    test(`${name}: only ${kind}`, async (dir) => {
      Deno.mkdirSync(`${dir}/from`);
      const path = `${dir}/from/only`;
      if (kind === "an empty folder") Deno.mkdirSync(path);
      else Deno.writeTextFileSync(path, "");
      assertDone(await transfer({ paths: [path], into: `${dir}/into` }));
      assertEquals(treeOf(`${dir}/into`), treeOf(`${dir}/from`));
    });
  }

  test(`${name}: a name that exists is rejected, and its file is kept`, async (dir) => {
    Deno.mkdirSync(`${dir}/from`);
    Deno.mkdirSync(`${dir}/into`);
    Deno.writeTextFileSync(`${dir}/from/a`, "new");
    Deno.writeTextFileSync(`${dir}/into/a`, "old");
    const before = treeOf(`${dir}/into`);
    const { sender, receiver } = await transfer({ paths: [`${dir}/from/a`], into: `${dir}/into` });
    assertEquals([sender.code, receiver.code], name in PEER_SENDS ? [1, 73] : [1, 1]);
    assertMatch(name in PEER_SENDS ? sender.err : receiver.err, /^peer\.py: .*\bexists\b.*\n$/);
    assertMatch(name in PEER_SENDS ? receiver.err : sender.err, /^sluice: .*"?a"?/m);
    assertEquals(treeOf(`${dir}/into`), before);
  });

  test(`${name}: more names than an offer can list`, async (dir) => {
    Deno.mkdirSync(`${dir}/from`);
    const names = Array.from({ length: 300 }, (_, i) => `${i}`.padStart(255, "n"));
    const paths = names.map((name) => `${dir}/from/${name}`);
    for (const path of paths) Deno.writeTextFileSync(path, path.slice(-3));
    assertDone(await transfer({ paths, into: `${dir}/into` }));
    assertEquals(treeOf(`${dir}/into`), treeOf(`${dir}/from`));
  });

  test(`${name}: a digest that the receiver does not accept`, async (dir) => {
    Deno.writeTextFileSync(`${dir}/a`, "x");
    const peerSends = name in PEER_SENDS;
    const { sender, receiver } = await transfer({
      paths: [`${dir}/a`],
      into: `${dir}/into`,
      send: ["--digest", "sha1"],
      receive: peerSends ? ["--refuse-digest", "sha1"] : ["--digest", "sha512"],
    });
    assertEquals([sender.code, receiver.code], [1, 1], sender.err + receiver.err);
    if (peerSends) assertStringIncludes(sender.err, "digest_refused: ");
    else assertStringIncludes(sender.err, "it refuses this digest");
  });
}

const TEXT = "https://example.org/\n\x1b[2J ü 🙂";

for (const [name, transfer] of Object.entries({ ...PEER_SENDS, ...SLUICE_SENDS })) {
  for (const digest of ["sha256", "md5"]) {
    test(`${name}: a text, ${digest}`, async (dir) => {
      Deno.mkdirSync(`${dir}/into`);
      const outcome = await transfer({
        paths: [],
        into: `${dir}/into`,
        send: ["--digest", digest, "--text", TEXT],
      });
      assertDone(outcome);
      assertEquals(treeOf(`${dir}/into`), {});
      const { out } = outcome.receiver;
      if (name in PEER_SENDS) assertEquals(out, TEXT);
      else assertStringIncludes(out, "text: 'https://example.org/\\n\\x1b[2J ü 🙂'\n");
    });
  }
}

for (const [name, transfer] of Object.entries(SLUICE_SENDS)) {
  test(`${name}: --ask resumes at the end of a file`, async (dir) => {
    Deno.mkdirSync(`${dir}/from`);
    const odd = makeOdd(`${dir}/from`);
    const words = { paths: [odd], into: `${dir}/into`, send: ["--symlinks", "keep"] };
    const asked = { ...words, receive: ["--ask"] };
    const large = `${dir}/into/-odd folder 🙂/large`;

    // Nothing exists.
    assertDone(await transfer(asked));
    assertEquals(treeOf(`${dir}/into`), treeOf(`${dir}/from`));

    // A third of one file, all of the others.
    Deno.truncateSync(large, 1_000_000);
    const second = await transfer(asked);
    assertDone(second);
    assertStringIncludes(second.receiver.out, "from 1000000: '-odd folder 🙂/large'\n");
    assert(!second.sender.err.includes("Changed since"), second.sender.err);
    assertEquals(treeOf(`${dir}/into`), treeOf(`${dir}/from`));

    // The content differs: the digests do not match, and it is sent again.
    Deno.writeTextFileSync(large, "something else");
    const third = await transfer(asked);
    assertDone(third);
    assertStringIncludes(third.receiver.out, "from 14: ");
    assertMatch(third.sender.err, /^Changed since last time: ".*large"; sending all of it$/m);
    assertEquals(treeOf(`${dir}/into`), treeOf(`${dir}/from`));
  });

  test(`${name}: --ask with more files than are announced at once`, async (dir) => {
    Deno.mkdirSync(`${dir}/from/many`, { recursive: true });
    Deno.mkdirSync(`${dir}/into/many`, { recursive: true });
    for (let i = 0; i < 300; i++) {
      Deno.writeTextFileSync(`${dir}/from/many/${i}`, `file ${i}`);
      // A part of most; some have a mistake.
      const part = ["", "fi", "file", "oops", `file ${i}`][i % 5]!;
      if (part) Deno.writeTextFileSync(`${dir}/into/many/${i}`, part);
    }
    const paths = [`${dir}/from/many`];
    assertDone(await transfer({ paths, into: `${dir}/into`, receive: ["--ask"] }));
    assertEquals(treeOf(`${dir}/into`), treeOf(`${dir}/from`));
  });
}

test("standard input, whose length is unknown before its end", async (dir) => {
  for (const ask of [[], ["--ask"]]) {
    const into = `${dir}/into${ask}`;
    const receiver = peer("receive", "--listen", ANY, "--into", into, ...ask);
    const to = await addressOf(receiver, "out");
    const words = ["send", "--plain", "--name", "piped", "--to", to, "-"];
    assertDone(await both(await start(words, { stdin: MEGABYTES }), receiver));
    assertEquals(Deno.readFileSync(`${into}/piped`), MEGABYTES);
  }
});

test("the program resumes what the peer had sent", async (dir) => {
  Deno.mkdirSync(`${dir}/from`);
  const paths = [makeOdd(`${dir}/from`)];
  const into = `${dir}/into`;
  const words = ["--listen", ANY, "--into", into, "--yes", "--limit", "800k"];
  const receiver = await sluice("receive", ...words);
  const sender = peer("send", "--to", await addressOf(receiver, "err"), ...paths);
  const receivedLarge = () =>
    Object.keys(treeOf(into)).some((path) =>
      path.endsWith("/large") && Deno.statSync(`${into}/${path}`).size > 300_000
    );
  await until(() => {
    try {
      return receivedLarge();
    } catch {
      return false; // It does not exist yet, or is just being moved.
    }
  }, "a part of the large file is there");
  receiver.kill("SIGTERM");
  const broken = await both(sender, receiver);
  assertEquals([broken.sender.code, broken.receiver.code], [1, 143], broken.receiver.err);
  assertStringIncludes(broken.sender.err, "peer_interrupted");

  const outcome = await toSluice({ paths, into });
  assertDone(outcome);
  assert(!outcome.receiver.err.includes("Changed since"), outcome.receiver.err);
  assertMatch(outcome.sender.out, /^from (?:[3-9]\d{5}|\d{7}): '-odd folder 🙂\/large'$/m);
  assertEquals(treeOf(into), treeOf(`${dir}/from`));
});

test("the program does not request what it has", async (dir) => {
  Deno.mkdirSync(`${dir}/from`);
  const words = { paths: [makeOdd(`${dir}/from`)], into: `${dir}/into` };
  assertDone(await toSluice(words));
  Deno.writeTextFileSync(`${dir}/from/-odd folder 🙂/in/🙂`, "changed, and longer");
  const { sender, receiver } = await toSluice({ ...words, receive: ["--if-exists", "update"] });
  assertEquals([sender.code, receiver.code], [0, 0], sender.err + receiver.err);
  assertMatch(receiver.err, /Received 1 file/);
  assertEquals(treeOf(`${dir}/into`), treeOf(`${dir}/from`));
});

test("no user to accept", async (dir) => {
  Deno.writeTextFileSync(`${dir}/a`, "x");
  const receiver = await sluice("receive", "--listen", ANY, "--into", `${dir}/into`, "--once");
  const sender = peer("send", "--to", await addressOf(receiver, "err"), `${dir}/a`);
  const outcome = await both(sender, receiver);
  assertEquals([outcome.sender.code, outcome.receiver.code], [1, 77], outcome.receiver.err);
  assertStringIncludes(outcome.sender.err, "the peer reported: unattended: ");
});

for (const [name, transfer] of Object.entries({ ...PEER_SENDS, ...SLUICE_SENDS })) {
  for (const ask of [false, true]) {
    test(`${name}: reports by name what the disk cannot store, ${ask ? "asked" : "unasked"}`, async (dir) => {
      const long = "n".repeat(200);
      Deno.mkdirSync(`${dir}/from/f/${long}-d/void`, { recursive: true });
      for (const path of ["a", long, `${long}-d/in`, "z"]) {
        Deno.writeTextFileSync(`${dir}/from/f/${path}`, "abc");
      }
      Deno.mkdirSync(`${dir}/into`);
      const into = deepFolder(Deno.realPathSync(`${dir}/into`), 100);
      const peerSends = name in PEER_SENDS;
      const receive = !ask ? [] : peerSends ? ["--if-exists", "overwrite"] : ["--ask"];
      const { sender, receiver } = await transfer({ paths: [`${dir}/from/f`], into, receive });
      const said = sender.out + sender.err;
      assertEquals([sender.code, receiver.code], [1, 1], said + receiver.err);
      for (const path of [`f/${long}`, `f/${long}-d/in`, `f/${long}-d/void`]) {
        assertStringIncludes(
          said,
          peerSends ? `lost: '${path}'` : `Failed: "${path}": the receiver: `,
        );
      }
      assertStringIncludes(
        said + receiver.err,
        peerSends ? "Received 2 files (6 B)" : "Sent 2 files (6 B)",
      );
      assertStringIncludes(said + receiver.err, "; 3 failed");
      assertEquals([...Deno.readDirSync(`${into}/f`)].map((each) => each.name).sort(), ["a", "z"]);
    });
  }
}
