/** Send and receive sessions with each other. */

import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { RefusedError, SluiceError } from "../../lib/errors.ts";
import { newState } from "../../lib/transfer/progress.ts";
import { describeTree, makeOddTree } from "../support/folder.ts";
import { Temporary } from "../file/temporary.ts";
import { countsOf, inMemory, overTcp, transfer } from "./session_pair.ts";

const unix = Deno.build.os !== "windows";
const codes = (...ends: unknown[]) =>
  ends.map((end) => end instanceof SluiceError ? end.code : "no error");

for (const [name, meet] of [["memory", inMemory], ["TCP", overTcp]] as const) {
  Deno.test({
    name: `over ${name} a tree with every kind of name arrives unchanged`,
    ignore: !unix,
    async fn() {
      using temporary = new Temporary();
      await makeOddTree(temporary.folder("src"));
      const before = describeTree(temporary.at("src"));
      const into = temporary.folder("into");
      const found = await transfer([temporary.at("src")], into, { meet });
      assertEquals(countsOf(found.sent), countsOf(found.received));
      assertEquals(describeTree(temporary.at("into/src")), before);
      assertEquals(temporary.names("into"), ["src"]);
      assertEquals(found.placed.size, countsOf(found.received).files);
    },
  });

  Deno.test(`transfers large files, small files and none over ${name}`, async () => {
    using temporary = new Temporary();
    const sizes = [0, 1, 65_535, 65_536, 65_537, 2 ** 20, 2 ** 20 + 1, 5_000_000];
    for (const size of sizes) {
      temporary.write(`src/${size}`, String(size).padEnd(size, "x").slice(0, size));
    }
    const into = temporary.folder("into");
    const found = await transfer([temporary.at("src")], into, { meet });
    assertEquals(countsOf(found.received), {
      files: sizes.length,
      bytes: sizes.reduce((a, b) => a + b),
      failed: 0,
    });
    for (const size of sizes) {
      const content = temporary.read(`src/${size}`);
      assert(temporary.read(`into/src/${size}`) === content, `${size}`);
      const digest = createHash("sha256").update(content).digest("hex");
      assertEquals(found.placed.get(`src/${size}`), digest);
    }
  });
}

Deno.test("transfers 1000 small files in order", async () => {
  using temporary = new Temporary();
  for (let i = 0; i < 1000; i++) {
    temporary.write(`src/${i % 7}/${i}`, `content ${i}`);
  }
  const found = await transfer([temporary.at("src")], temporary.folder("into"));
  assertEquals(countsOf(found.received).files, 1000);
  assertEquals(describeTree(temporary.at("into/src")), describeTree(temporary.at("src")));
  const done = found.events.filter(({ type }) => type === "file_done").map(({ path }) => path);
  assertEquals([...found.placed.keys()], done);
});

Deno.test("transfers several paths, an empty folder and an empty file", async () => {
  using temporary = new Temporary();
  const paths = [temporary.folder("empty"), temporary.write("nothing", ""), temporary.write("f")];
  const found = await transfer(paths, temporary.folder("into"));
  assertEquals(countsOf(found.sent), { files: 2, bytes: 1, failed: 0 });
  assertEquals(temporary.names("into"), ["empty", "f", "nothing"]);
  assertEquals(temporary.names("into/empty"), []);
});

for (const digest of ["sha256", "sha512", "sha1", "md5"]) {
  Deno.test(`verifies files with ${digest} if that was requested`, async () => {
    using temporary = new Temporary();
    const path = temporary.write("f", "abc");
    const found = await transfer([path], temporary.folder("into"), { digest });
    const expected = createHash(digest).update("abc").digest("hex");
    assertEquals([...found.placed], [["f", expected]]);
  });
}

Deno.test("reports a refused digest on both sides", async () => {
  using temporary = new Temporary();
  const found = await transfer([temporary.write("f")], temporary.folder("into"), {
    digest: "md5",
    receive: { refuseDigests: ["md5"] },
  });
  assertEquals(codes(found.sent, found.received), ["digest_refused", "digest_refused"]);
  assertEquals(temporary.names("into"), []);
});

Deno.test("asks the user about the offer, and tells the sender of a refusal", async () => {
  using temporary = new Temporary();
  temporary.write("src/a", "abc");
  temporary.write("src/b", "de");
  const seen: Record<string, unknown>[] = [];
  const found = await transfer([temporary.at("src")], temporary.folder("into"), {
    receive: {
      accept: (offer) => {
        seen.push({ ...offer });
        return Promise.reject(new RefusedError("declined", "accept the offer: not today"));
      },
    },
  });
  const { names, roots, entries, bytes, exact, digestName } = seen[0]!;
  assertEquals({ names, roots, entries, bytes, exact, digestName }, {
    names: ["src"],
    roots: 1,
    entries: 3,
    bytes: 5,
    exact: true,
    digestName: "sha256",
  });
  assertEquals(codes(found.sent, found.received), ["declined", "declined"]);
  assertEquals((found.sent as Error).message, "The receiver declined");
  assertEquals(temporary.names("into"), []);
});

Deno.test("counts progress to the last byte on both sides", async () => {
  using temporary = new Temporary();
  temporary.write("src/a", "x".repeat(200_000));
  temporary.write("src/b", "y");
  const [sending, receiving] = [newState(), newState()];
  await transfer([temporary.at("src")], temporary.folder("into"), {
    send: { state: sending },
    receive: { state: receiving },
  });
  for (const state of [sending, receiving]) {
    assertEquals(state, {
      path: "src/b",
      bytes: 200_001,
      transferred: 200_001,
      files: 2,
      totalBytes: 200_001,
    });
  }
});

Deno.test({
  name: "stores links that stay inside, after everything else",
  ignore: !unix,
  async fn() {
    using temporary = new Temporary();
    temporary.write("src/d/f", "abc");
    Deno.symlinkSync("d/f", temporary.at("src/link"));
    Deno.symlinkSync("../f", temporary.at("src/d/up"));
    Deno.symlinkSync("/etc/passwd", temporary.at("src/out"));
    const found = await transfer([temporary.at("src")], temporary.folder("into"), {
      symlinks: "keep",
    });
    countsOf(found.received);
    assertEquals(Deno.readLinkSync(temporary.at("into/src/link")), "d/f");
    assertEquals(Deno.readLinkSync(temporary.at("into/src/d/up")), "../f");
    assertEquals(temporary.names("into/src"), ["d", "link"]);
    const skipped = found.sentEvents.filter(({ type }) => type === "file_skipped");
    assertEquals(skipped.map(({ path }) => path), ["src/out"]);
  },
});

Deno.test("ends both sides with an abort's reason, and leaves nothing under a final name", async () => {
  for (const who of ["send", "receive"] as const) {
    using temporary = new Temporary();
    temporary.write("src/a", "abc");
    temporary.write("src/b", "x".repeat(3_000_000));
    const controller = new AbortController();
    const { ConnectionError } = await import("../../lib/errors.ts");
    const stop = () => controller.abort(new ConnectionError("interrupted", "enough"));
    const found = await transfer([temporary.at("src")], temporary.folder("into"), {
      [who]: { signal: controller.signal },
      receive: {
        ...who === "receive" && { signal: controller.signal },
        resume: false,
        onEvent: ({ type, path }) => {
          if (type === "file_started" && path === "src/b") stop();
        },
      },
    });
    const expected = ["interrupted", "peer_interrupted"];
    const ended = codes(found.sent, found.received);
    assertEquals(who === "send" ? ended : ended.reverse(), expected, who);
    assertEquals(temporary.names("into"), []);
  }
});

Deno.test("rejects a peer of the same role", async () => {
  const { receiveSession } = await import("../../lib/transfer/receive/receive_session.ts");
  using temporary = new Temporary();
  const [a, b] = await inMemory();
  const options = { into: temporary.path, accept: () => Promise.resolve() };
  const ends = await Promise.allSettled([receiveSession(a, options), receiveSession(b, options)]);
  for (const end of ends) {
    assert(end.status === "rejected" && end.reason instanceof RefusedError);
    assert(
      end.reason.message.endsWith("Both sides want to receive; one of them has to send"),
      end.reason.message,
    );
  }
});
