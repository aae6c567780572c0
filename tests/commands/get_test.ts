import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { deepFolder } from "../support/folder.ts";
import { concat, entry, fin, hello, offer, preface } from "../support/scripted_peer.ts";
import { needs } from "../support/needs.ts";
import { type Program, startCommand, startWithInput } from "../support/program.ts";
import { run, runSluice } from "./run_sluice.ts";

const PYTHON = new URL("../interop/classic_files.py", import.meta.url).pathname;

/** A folder to serve, and one to store in. */
async function withFolders(use: (shared: string, into: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const shared = `${folder}/shared`;
  Deno.mkdirSync(`${shared}/sub`, { recursive: true });
  Deno.writeTextFileSync(`${shared}/a.txt`, "hello\n");
  Deno.writeTextFileSync(`${shared}/empty`, "");
  Deno.writeFileSync(`${shared}/sub/big.bin`, new Uint8Array(3_000_001).map((_, at) => at % 251));
  Deno.writeTextFileSync(`${folder}/secret`, "not shared");
  Deno.symlinkSync(`${folder}/secret`, `${shared}/leak`);
  Deno.symlinkSync("a.txt", `${shared}/link`);
  await new Deno.Command("mkfifo", { args: [`${shared}/pipe`] }).output();
  try {
    await use(shared, `${folder}/into`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function serving(shared: string, ...flags: string[]): Promise<[Program, string]> {
  const server = await startWithInput("serve", "files", shared, "--listen=127.0.0.1:0", ...flags);
  return [server, `127.0.0.1:${await server.port()}`];
}

/** Sends a client's words, each after the answer to the previous one. */
async function talk(address: string, words: string[]): Promise<string[]> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: Number(address.split(":")[1]) });
  const answers: string[] = [];
  const buffer = new Uint8Array(4096);
  for (const word of words) {
    await conn.write(new TextEncoder().encode(word));
    const count = await conn.read(buffer);
    answers.push(new TextDecoder().decode(buffer.subarray(0, count ?? 0)));
  }
  conn.close();
  return answers;
}

const MD5_HELLO = "b1946ac92492d2347c6235b4d2611184";
const MD5_EMPTY = "d41d8cd98f00b204e9800998ecf8427e";

Deno.test("fetches files complete and verified over one connection, and md5sum -c agrees", async () => {
  await withFolders(async (shared, into) => {
    const [server, address] = await serving(shared, "--follow");
    const names = ["a.txt", "empty", "sub/big.bin", "link"];
    const { code, out, err } = await runSluice(["get", address, ...names, "--into", into]);
    assertEquals(code, 0, err);
    assertStringIncludes(err, `/a.txt" (6 B, MD5 ${MD5_HELLO})\n`);
    assertEquals(err.match(/^Saved ".*\)$/gm)?.length, names.length, err);
    assertEquals(out.split("\n").slice(0, 2), [`${MD5_HELLO}  a.txt`, `${MD5_EMPTY}  empty`]);
    Deno.writeTextFileSync(`${into}/MD5SUMS`, out);
    const check = await run("md5sum", { args: ["-c", "MD5SUMS"], cwd: into });
    assertEquals(check.code, 0, check.out + check.err);
    assertEquals(Deno.readFileSync(`${into}/big.bin`), Deno.readFileSync(`${shared}/sub/big.bin`));
    await server.stop();
  });
});

for (const digest of [[], ["--digest", "sha256"]]) {
  Deno.test(`gets a file whose name exists by every policy ${digest.join(" ")}`, async () => {
    await withFolders(async (shared, into) => {
      const [server, address] = await serving(shared);
      Deno.mkdirSync(into);
      Deno.writeTextFileSync(`${into}/a.txt`, "mine");
      const get = (...flags: string[]) =>
        runSluice(["get", address, "a.txt", "--into", into, ...digest, ...flags]);
      const choices = digest.length === 0
        ? "skip, rename or overwrite"
        : "skip, rename, overwrite or update";
      const refused = await get();
      assertEquals(
        [refused.code, refused.err],
        [73, `sluice: "a.txt" already exists; use --if-exists ${choices}\n`],
      );
      const skipped = await get("--if-exists", "skip");
      assertEquals([skipped.code, skipped.out], [0, ""], skipped.err);
      assertMatch(skipped.err, /^Skipped: "a.txt": already exists$/m);
      const renamed = await get("--if-exists", "rename");
      assertEquals([renamed.code, renamed.out.slice(-12)], [0, "a (1).txt\n".padStart(12)]);
      assertEquals(Deno.readTextFileSync(`${into}/a (1).txt`), "hello\n");
      assertEquals(Deno.readTextFileSync(`${into}/a.txt`), "mine");
      const updated = await get("--if-exists", "update");
      assertEquals(updated.code, digest.length === 0 ? 64 : 0, updated.err);
      assertEquals((await get("--if-exists", "overwrite")).code, 0);
      assertEquals(Deno.readTextFileSync(`${into}/a.txt`), "hello\n");
      await server.stop();
    });
  });
}

Deno.test("stores names that other programs run only with --accept-name", async () => {
  await withFolders(async (shared, into) => {
    Deno.writeTextFileSync(`${shared}/.bashrc`, "evil");
    const [server, address] = await serving(shared, "--hidden");
    for (const digest of [[], ["--digest", "sha256"]]) {
      const words = ["get", address, ".bashrc", ...digest, "--into", into];
      const { code, err } = await runSluice(words);
      assertEquals(code, 77, err);
      assertMatch(err, /--accept-name "\.bashrc"/);
      assertEquals([...Deno.readDirSync(into)].length, 0);
      assertEquals((await runSluice([...words, "--accept-name", ".bashrc"])).code, 0);
      Deno.removeSync(`${into}/.bashrc`);
    }
    const { out } = await runSluice(["get", address, ".bashrc", "a.txt", "--into", into]);
    assertEquals(out, `${MD5_HELLO}  a.txt\n`);
    await server.stop();
  });
});

Deno.test("rejects missing names, special files and paths outside with a message, and keeps the connection", async () => {
  await withFolders(async (shared) => {
    const [server, address] = await serving(shared);
    const bad = [
      "nothing",
      "sub",
      "pipe",
      "leak",
      "../secret",
      "/etc/hostname",
      "a\0b",
      "",
      "./a.txt",
    ];
    // An empty line after a request without a line end would be the end of that request.
    const words = ["\n", ...bad.map((name) => `get ${name}`), "put a.txt"];
    const answers = await talk(address, [...words, "get a.txt", "ok"]);
    for (const [at, word] of words.entries()) {
      assertMatch(answers[at]!, /^error: \D+$/, JSON.stringify(word));
    }
    assertEquals(answers.at(-2), "6");
    assertMatch(answers.at(-1)!, /^hello\n/);
    await server.stop();
  });
});

Deno.test("accepts a request that ends with LF, CR LF or nothing, also together with its acknowledgement", async () => {
  await withFolders(async (shared) => {
    const [server, address] = await serving(shared);
    for (const request of ["get empty", "get empty\n", "get empty\r\n"]) {
      const size = request.endsWith("\n") ? "0\n" : "0";
      assertEquals(await talk(address, [request, "anything at all"]), [size, MD5_EMPTY]);
    }
    // The answer may arrive in one piece, or in several.
    const { hostname, port } = new URL(`tcp://${address}`);
    using conn = await Deno.connect({ hostname, port: Number(port) });
    await conn.write(new TextEncoder().encode("get a.txt\nok"));
    await conn.closeWrite();
    const answer = await new Response(conn.readable).text();
    assertEquals(answer, "6\nhello\nb1946ac92492d2347c6235b4d2611184");
    await server.stop();
  });
});

needs(
  "python3",
  "the client works against the Python original, and its client against our server",
  async () => {
    await withFolders(async (shared, into) => {
      const python = startCommand(["python3", PYTHON, "serve", shared], { interactive: true });
      const [port] = await python.waitFor(/\d+\n/, "out");
      const theirs = await runSluice([
        ...["get", `127.0.0.1:${port.trim()}`, "--into", into],
        ...["a.txt", "nothing", "sub/big.bin"],
      ]);
      assertEquals([theirs.code, theirs.out.split("\n").length], [1, 3]);
      assertMatch(theirs.err, /refused "get nothing": no such file/);
      assertEquals(Deno.statSync(`${into}/big.bin`).size, 3_000_001);
      await python.stop();
      const [server, address] = await serving(shared);
      const args = [PYTHON, "get", address.split(":")[1]!, "a.txt", "nothing", "sub/big.bin"];
      const ours = await run("python3", { args });
      assertEquals(
        ours.out,
        "a.txt 6 True\nrefused: error: No such file\nsub/big.bin 3000001 True\n",
      );
      await server.stop();
    });
  },
);

/** A server that answers each of the client's messages with the next of these. */
async function scripted(answers: string[]): Promise<{ address: string; done: Promise<void> }> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const done = (async () => {
    const conn = await listener.accept();
    listener.close();
    const buffer = new Uint8Array(4096);
    for (const answer of answers) {
      if (await conn.read(buffer) === null) break;
      await conn.write(new TextEncoder().encode(answer)).catch(() => {});
    }
    await conn.closeWrite().catch(() => {});
    while (await conn.read(buffer).catch(() => null) !== null);
    conn.close();
  })();
  await Promise.resolve();
  return { address: `127.0.0.1:${(listener.addr as Deno.NetAddr).port}`, done };
}

for (
  const [what, answers, code] of [
    ["a wrong MD5", ["6", `hello\n${MD5_EMPTY}`], 65],
    ["a file that is cut", ["6", "hel"], 75],
    ["a cut before the MD5", ["6", "hello\n"], 75],
    ["no MD5", ["6", "hello\n" + "?".repeat(32)], 65],
    ["an impossible size", ["9999999999999999"], 65],
    ["a refusal", ["go away\x1b[2J"], 1],
    ["an end instead of an answer", [], 75],
  ] as const
) {
  Deno.test(`${what} leaves no file or part, and ends with ${code}`, async () => {
    const into = await Deno.makeTempDir();
    const { address, done } = await scripted([...answers]);
    const { code: exit, err } = await runSluice(["get", address, "a.txt", "--into", into]);
    await done;
    assertEquals([exit, [...Deno.readDirSync(into)]], [code, []], err);
    assertEquals(err.includes("\x1b"), false);
    await Deno.remove(into, { recursive: true });
  });
}

Deno.test("keeps a file that exists unless --if-exists overwrite is given", async () => {
  await withFolders(async (shared, into) => {
    const [server, address] = await serving(shared);
    Deno.mkdirSync(into);
    Deno.writeTextFileSync(`${into}/a.txt`, "mine");
    assertEquals((await runSluice(["get", address, "a.txt", "--into", into])).code, 73);
    assertEquals(Deno.readTextFileSync(`${into}/a.txt`), "mine");
    assertEquals(
      (await runSluice(["get", address, "a.txt", "--into", into, "--if-exists", "overwrite"])).code,
      0,
    );
    assertEquals(Deno.readTextFileSync(`${into}/a.txt`), "hello\n");
    await server.stop();
  });
});

for (const digest of [[], ["--digest", "sha256"]]) {
  Deno.test(`gets a file whose name exists by every policy ${digest.join(" ")}`, async () => {
    await withFolders(async (shared, into) => {
      const [server, address] = await serving(shared);
      Deno.mkdirSync(into);
      Deno.writeTextFileSync(`${into}/a.txt`, "mine");
      const get = (...flags: string[]) =>
        runSluice(["get", address, "a.txt", "--into", into, ...digest, ...flags]);
      const choices = digest.length === 0
        ? "skip, rename or overwrite"
        : "skip, rename, overwrite or update";
      const refused = await get();
      assertEquals(
        [refused.code, refused.err],
        [73, `sluice: "a.txt" already exists; use --if-exists ${choices}\n`],
      );
      const skipped = await get("--if-exists", "skip");
      assertEquals([skipped.code, skipped.out], [0, ""], skipped.err);
      assertMatch(skipped.err, /^Skipped: "a.txt": already exists$/m);
      const renamed = await get("--if-exists", "rename");
      assertEquals([renamed.code, renamed.out.slice(-12)], [0, "a (1).txt\n".padStart(12)]);
      assertEquals(Deno.readTextFileSync(`${into}/a (1).txt`), "hello\n");
      assertEquals(Deno.readTextFileSync(`${into}/a.txt`), "mine");
      const updated = await get("--if-exists", "update");
      assertEquals(updated.code, digest.length === 0 ? 64 : 0, updated.err);
      assertEquals((await get("--if-exists", "overwrite")).code, 0);
      assertEquals(Deno.readTextFileSync(`${into}/a.txt`), "hello\n");
      await server.stop();
    });
  });

  Deno.test(`keeps a folder of the file's name, and reports it, with --if-exists overwrite ${digest.join(" ")}`, async () => {
    await withFolders(async (shared, into) => {
      const [server, address] = await serving(shared);
      Deno.mkdirSync(`${into}/a.txt`, { recursive: true });
      const words = [
        "get",
        address,
        "a.txt",
        "--into",
        into,
        "--if-exists",
        "overwrite",
        ...digest,
      ];
      const { code, out, err } = await runSluice(words);
      assertEquals([code, out], [73, ""], err);
      assertMatch(err, /a folder of that name already exists/);
      assertEquals([...Deno.readDirSync(`${into}/a.txt`)], []);
      await server.stop();
    });
  });
}

const ONE = { names: ["a.txt"], roots: 1, entries: 1, bytes: 0, digest: 1 };
const LIES: [what: string, code: number, frames: Uint8Array[]][] = [
  ["offers the file, and sends none", 65, [
    offer({ ...ONE, kinds: ["file"], exact: true }),
    fin({ files: 0, bytes: 0 }),
  ]],
  ["does not offer a file, and sends a folder", 1, [
    offer({ ...ONE, exact: true }),
    entry({ id: 0, kind: "dir", path: "a.txt", size: 0, mode: 0o755, mtime: 0 }),
    fin({ files: 0, bytes: 0 }),
  ]],
];
for (const [what, expected, frames] of LIES) {
  Deno.test(`get --digest fails if a server ${what}`, async () => {
    await withFolders(async (_, into) => {
      using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const served = (async () => {
        const conn = await listener.accept();
        await conn.write(new TextEncoder().encode("framed\n"));
        await conn.write(concat(preface(), hello("send"), ...frames));
        // The client may close before it has read everything.
        await new Response(conn.readable).bytes().catch(() => {});
      })();
      const address = `127.0.0.1:${(listener.addr as Deno.NetAddr).port}`;
      const { code, out, err } = await runSluice(
        ["get", address, "a.txt", "--into", into, "--digest", "sha256"],
      );
      assertEquals([code, out], [expected, ""], err);
      assertEquals([...Deno.readDirSync(into)], []);
      await served;
    });
  });
}

Deno.test("--list prints the available names, and --digest fetches one over sluice's protocol", async () => {
  await withFolders(async (shared, into) => {
    const [server, address] = await serving(shared, "--follow");
    const list = await runSluice(["get", address, "--list"]);
    assertEquals(list.out, "6\ta.txt\n0\tempty\n6\tlink\n3000001\tsub/big.bin\n");
    const args = ["get", address, "--digest", "sha256", "--into", into];
    const { code, out, err } = await runSluice([...args, "sub/big.bin", "a.txt"]);
    assertEquals(code, 0, err);
    assertMatch(err, /^Saved "\S*\/big\.bin" \(2\.86 MiB, SHA-256 [0-9a-f]{64}\)$/m);
    assertMatch(out, /^[0-9a-f]{64} {2}big\.bin\n[0-9a-f]{64} {2}a\.txt\n$/);
    const missing = await runSluice([...args, "nothing"]);
    assertEquals([missing.code, /No such file/.test(missing.err)], [1, true]);
    await server.stop();
  });
});

Deno.test("serves hidden files with --hidden only, over either protocol, as they are listed", async () => {
  await withFolders(async (shared, into) => {
    Deno.writeTextFileSync(`${shared}/.env`, "PASSWORD=1\n");
    for (const flags of [[], ["--hidden"]]) {
      const [server, address] = await serving(shared, ...flags);
      const isServed = flags.length > 0;
      const list = await runSluice(["get", address, "--list"]);
      assertEquals(list.out.includes(".env"), isServed);
      for (const digest of [[], ["--digest", "sha256"]]) {
        const { code, err } = await runSluice(
          ["get", address, ".env", "--accept-name", ".env", "--into", into, ...digest],
        );
        assertEquals(code === 0, isServed, err);
        assertEquals(Array.from(Deno.readDirSync(into)).length, isServed ? 1 : 0);
        if (isServed) Deno.removeSync(`${into}/.env`);
      }
      await server.stop();
    }
  });
});

Deno.test("without --follow, links are neither listed nor served", async () => {
  await withFolders(async (shared, into) => {
    const [server, address] = await serving(shared);
    const list = await runSluice(["get", address, "--list"]);
    assertEquals(list.out, "6\ta.txt\n0\tempty\n3000001\tsub/big.bin\n");
    for (const digest of [[], ["--digest", "sha256"]]) {
      const { code, err } = await runSluice(["get", address, "link", ...digest, "--into", into]);
      assertEquals(code, 1, err);
      assertMatch(err, /No such file/);
    }
    await server.stop();
  });
});

Deno.test("the list of a folder with links to itself ends", async () => {
  await withFolders(async (shared) => {
    for (const name of ["x", "y"]) Deno.symlinkSync(".", `${shared}/sub/${name}`);
    const [server, address] = await serving(shared, "--follow");
    try {
      const { code, out, err } = await runSluice(["get", address, "--list", "--timeout", "15"]);
      assertEquals([code, out.match(/big\.bin/g)?.length], [0, 1], err);
    } finally {
      await server.stop("SIGKILL");
    }
  });
});

Deno.test("with --digest, a file that the disk cannot store is an error, not an empty success", async () => {
  await withFolders(async (shared, into) => {
    const name = "n".repeat(200);
    Deno.writeTextFileSync(`${shared}/${name}`, "hello\n");
    const [server, address] = await serving(shared);
    Deno.mkdirSync(into);
    const deep = deepFolder(Deno.realPathSync(into), 100);
    const words = ["get", address, name, "--digest", "sha256", "--into", deep];
    const { code, out, err } = await runSluice(words);
    assertEquals([code, out], [73, ""]);
    assertMatch(err, /the name is too long for this file system/);
    await server.stop();
  });
});
