import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { needs, programPath } from "../support/needs.ts";
import { startCommand, startWithInput, text } from "../support/program.ts";
import { textToBytes as bytesOf } from "../../lib/services/byte_text.ts";
import { run, runSluice, SLUICE } from "./run_sluice.ts";

const POEM = "one\n.two\n..three\n.\nfour\n";
const PICTURE = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7) % 256);

async function withServer(use: (place: string, folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  Deno.mkdirSync(join(folder, "shared", "sub"), { recursive: true });
  Deno.writeTextFileSync(join(folder, "shared", "poem.txt"), POEM);
  Deno.writeFileSync(join(folder, "shared", "sub", "cat.png"), PICTURE);
  const server = await startWithInput(
    "serve",
    "gopher",
    join(folder, "shared"),
    "--listen=127.0.0.1:0",
  );
  try {
    await use(`127.0.0.1:${await server.port()}`, folder);
  } finally {
    await server.stop();
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("fetches menus, texts, files and searches from our own server", async () => {
  await withServer(async (place, folder) => {
    const menu = await runSluice(["gopher", place]);
    assertEquals([menu.code, menu.err], [0, ""]);
    assertEquals(
      menu.out,
      `[text] poem.txt\tgopher://${place}/0/poem.txt\n[menu] sub/\tgopher://${place}/1/sub\n` +
        `[search] Search for a name\tgopher://${place}/7/\n`,
    );
    const poem = await runSluice(["gopher", `gopher://${place}/0/poem.txt`]);
    assertEquals([poem.code, poem.out], [0, POEM]);
    const found = await runSluice(["gopher", `gopher://${place}/7/`, "CAT"]);
    assertEquals(found.out, `[image] sub/cat.png\tgopher://${place}/I/sub/cat.png\n`);
    const target = join(folder, "cat.png");
    const url = `gopher://${place}/I/sub/cat.png`;
    const stored = await runSluice(["gopher", url, "--output", target]);
    assertEquals([stored.code, stored.out], [0, ""]);
    assertEquals(Deno.readFileSync(target), PICTURE);
    const again = (...flags: string[]) => runSluice(["gopher", url, "-o", target, ...flags]);
    const refused = await again();
    assertEquals(refused.code, 73);
    assertMatch(
      refused.err,
      /cat.png" already exists; use --if-exists skip, rename or overwrite\n$/,
    );
    Deno.writeTextFileSync(target, "mine");
    const skipped = await again("--if-exists", "skip");
    assertMatch(skipped.err, /^Skipped: ".*cat.png": already exists\n$/);
    const renamed = await again("--if-exists", "rename");
    assertMatch(renamed.err, /^Saved ".*\/cat \(1\).png" \(97.7 KiB\)\n$/);
    assertEquals(Deno.readFileSync(join(folder, "cat (1).png")), PICTURE);
    assertEquals(Deno.readTextFileSync(target), "mine");
    assertEquals((await again("--if-exists", "overwrite")).code, 0);
    assertEquals(Deno.readFileSync(target), PICTURE);
    assertEquals((await again("--if-exists", "overwrite", "--max-size", "90KiB")).code, 65);
    const json = await runSluice(["gopher", place, "--json"]);
    assertEquals(JSON.parse(json.out.split("\n")[0]!), {
      event: "item",
      type: "0",
      display: "poem.txt",
      url: `gopher://${place}/0/poem.txt`,
    });
  });
});

Deno.test("a missing item ends with 1, and stores nothing", async () => {
  await withServer(async (place, folder) => {
    for (const [type, selector] of [["1", "nothing"], ["0", "nothing"], ["9", "../poem.txt"]]) {
      const target = join(folder, "stored");
      const args = ["gopher", `${place}/${type}/${selector}`, "--output", target];
      const { code, err } = await runSluice(args);
      assertEquals([code, [...Deno.readDirSync(folder)].length], [1, 1], err);
    }
  });
});

Deno.test("fetches what a selector after the host names, by its content", async () => {
  await withServer(async (place, folder) => {
    const shared = (name: string) => join(folder, "shared", name);
    Deno.writeTextFileSync(shared("README"), POEM);
    Deno.writeFileSync(shared("tool"), PICTURE);
    Deno.writeTextFileSync(shared("page.html"), "<p>\r\n.\n");
    for (
      const [selector, content] of [
        ["poem.txt", POEM],
        ["/README", POEM],
        ["tool", PICTURE],
        ["sub/cat.png", PICTURE],
        ["page.html", "<p>\r\n.\n"],
      ] as const
    ) {
      const target = join(folder, "stored");
      const flags = ["-o", target, "--if-exists", "overwrite"];
      const { code, err } = await runSluice(["gopher", place, selector, ...flags]);
      const expected = typeof content === "string" ? new TextEncoder().encode(content) : content;
      assertEquals([code, Deno.readFileSync(target)], [0, expected], `${selector}: ${err}`);
    }
    const menu = await runSluice(["gopher", place, "sub"]);
    assertEquals(menu.out, `[image] cat.png\tgopher://${place}/I/sub/cat.png\n`);
    const missing = await runSluice(["gopher", place, "nothing"]);
    assertEquals([missing.code, missing.out], [1, ""]);
    const found = await runSluice(["gopher", place, "/", "cat"]);
    assertEquals(found.out, `[image] sub/cat.png\tgopher://${place}/I/sub/cat.png\n`);
  });
});

Deno.test("names the port of our own server where no server listens on port 70", async () => {
  // No test listens on a privileged port.
  const { code, err } = await runSluice(["gopher", "127.0.0.1", "x"]);
  assertEquals(code, 69);
  assertMatch(err, /127\.0\.0\.1:70: [^;]*; sluice serve gopher listens on port 7070\n$/);
});

/** A server that answers every request with these bytes. */
async function answering(
  answer: string | Uint8Array,
  use: (place: string) => Promise<void>,
): Promise<string[]> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const requests: string[] = [];
  const serving = (async () => {
    for await (const conn of listener) {
      const buffer = new Uint8Array(4096);
      const count = await conn.read(buffer) ?? 0;
      requests.push(text(buffer.subarray(0, count)));
      await conn.write(typeof answer === "string" ? new TextEncoder().encode(answer) : answer);
      conn.close();
    }
  })();
  try {
    await use(`127.0.0.1:${(listener.addr as Deno.NetAddr).port}`);
  } finally {
    listener.close();
    await serving;
  }
  return requests;
}

Deno.test("an empty answer for a text or a menu ends with 1", async () => {
  await answering("", async (place) => {
    for (const words of [[`${place}/0x`], [`${place}/1x`], [place, "x"]]) {
      const { code, out, err } = await runSluice(["gopher", ...words]);
      assertEquals([code, out], [1, ""], err);
    }
  });
});

Deno.test("stores an empty file", async () => {
  await withServer(async (place, folder) => {
    Deno.writeTextFileSync(join(folder, "shared", "empty.bin"), "");
    const target = join(folder, "stored");
    const { code, err } = await runSluice(["gopher", `${place}/9/empty.bin`, "-o", target]);
    assertEquals([code, Deno.readFileSync(target).length], [0, 0], err);
  });
});

Deno.test("an error ends with 1", async () => {
  for (const answer of ["3gone\t\terror.host\t1\r\n.\r\n", "3no\tx\ty\t0\n"]) {
    await answering(answer, async (place) => {
      for (const type of ["0", "1", "9"]) {
        const { code, out, err } = await runSluice(["gopher", `${place}/${type}x`]);
        assertEquals([code, out], [1, ""], `${JSON.stringify(answer)} ${type}: ${err}`);
      }
    });
  }
});

const GBK = Uint8Array.of(0xce, 0xd2, 0xc3, 0xc7);

Deno.test("leaves text in another charset unchanged in a pipe, and decodes it if requested", async () => {
  await answering(new Uint8Array([...GBK, ...bytesOf("\r\n.\r\n")]), async (place) => {
    for (const words of [[`${place}/0x`], [place, "x"]]) {
      const args = ["gopher", ...words];
      const { stdout } = await new Deno.Command(SLUICE, { args, stdin: "null" }).output();
      assertEquals(stdout, new Uint8Array([...GBK, 0x0a]));
      assertEquals((await runSluice([...args, "--charset", "GBK"])).out, "我们\n");
      const json = await runSluice([...args, "--charset=gbk", "--json"]);
      assertEquals(JSON.parse(json.out.split("\n")[0]!), { event: "answer", text: "我们\n" });
    }
  });
});

Deno.test("decodes the texts of a menu in the charset requested, and no selector", async () => {
  const menu = [...bytesOf("0"), ...GBK, ...bytesOf("\t/\xce\th\t70\r\n.\r\n")];
  await answering(new Uint8Array(menu), async (place) => {
    const { out } = await runSluice(["gopher", place, "--charset=gbk"]);
    assertEquals(out, "[text] 我们\tgopher://h/0/%CE\n");
  });
});

Deno.test("adds no line end to a text in a pipe", async () => {
  await answering("no line end", async (place) => {
    assertEquals((await runSluice(["gopher", `${place}/0x`])).out, "no line end");
  });
});

Deno.test("shows no address of an item without a host, or with an impossible port", async () => {
  const menu = "0a\t/a\th\t0\r\n0b\t/b\th\r\n0c\t/c\t\t70\r\n0d\t/d\th\t65536\r\n.\r\n";
  await answering(menu, async (place) => {
    const { out } = await runSluice(["gopher", place]);
    assertEquals(out, "[text] a\n[text] b\n[text] c\n[text] d\n");
  });
});

Deno.test("escapes a server's text on the terminal", async () => {
  const evil = "i\x1b]0;owned\x07\tx\ty\t70\r\n1name\u202egnp.exe\t/\x1b[2J\th\t70\r\n.\r\n";
  await answering(evil, async (place) => {
    const { code, out } = await runSluice(["gopher", place]);
    assertEquals(code, 0);
    assertEquals(
      out,
      "\\x1b]0;owned\\x07\n[menu] name\\u{202e}gnp.exe\tgopher://h/1/%1B%5B2J\n",
    );
  });
});

Deno.test("an answer larger than --max-size is a protocol error, and stores nothing", async () => {
  await answering(new Uint8Array(100_000), async (place) => {
    const folder = Deno.makeTempDirSync();
    const args = ["gopher", `${place}/9x`, "--max-size=99999", "--output", join(folder, "f")];
    assertEquals((await runSluice(args)).code, 65);
    assertEquals([...Deno.readDirSync(folder)], []);
    Deno.removeSync(folder);
  });
});

Deno.test("sends the selector and one line end; a search has its tab", async () => {
  const requests = await answering("iok\tx\ty\t70\r\n", async (place) => {
    await runSluice(["gopher", place]);
    await runSluice(["gopher", `${place}/1/ends%20/`]);
    await runSluice(["gopher", `${place}/7/find`, "two", "words"]);
    await runSluice(["gopher", `${place}/7/find%09from%20url`]);
    await runSluice(["gopher", place, "0/a file"]);
    await runSluice(["gopher", `gopher://${place}`, "/é.txt"]);
    await runSluice(["gopher", place, "/find", "two", "words"]);
    await runSluice(["gopher", place, ""]);
    await runSluice(["gopher", `${place}/`, "word"]);
  });
  assertEquals(requests, [
    "\r\n",
    "/ends /\r\n",
    "/find\ttwo words\r\n",
    "/find\tfrom url\r\n",
    "0/a file\r\n",
    "/é.txt\r\n",
    "/find\ttwo words\r\n",
    "\r\n",
    "\tword\r\n",
  ]);
});

Deno.test("rejects what cannot be fetched before anything is sent", async () => {
  const requests = await answering("", async (place) => {
    for (
      const words of [
        [`${place}/0a%0d%0aQUIT`],
        [`${place}/8telnet`],
        [`${place}/2phone`],
        [`${place}/7/find`],
        [`${place}/7/find`, "a\nb"],
        [`gopher://me@${place}/`],
        [place.replace(/:.*/, ":0/0/x")],
        [place, "a\nb"],
        [place, "a\tb"],
        [place, "x".repeat(4097)],
        [`${place}/0x`, "--charset=klingon"],
        [`${place}/0x`, "--charset=gbk", "--output=nowhere"],
      ]
    ) assertEquals((await runSluice(["gopher", ...words])).code, 64, words.join(" "));
  });
  assertEquals(requests, []);
});

Deno.test("shows a link to another protocol, and does not open it", async () => {
  const { code, out } = await runSluice(["gopher", "127.0.0.1:1/hURL:https://example.org/"]);
  assertEquals([code, out], [0, "https://example.org/\n"]);
});

needs("curl", "curl reads our server's menu, text, file and search", async () => {
  await withServer(async (place) => {
    const curl = async (path: string) => {
      const { success, stdout } = await new Deno.Command("curl", {
        args: ["-s", "--max-time", "10", `gopher://${place}${path}`],
        stdin: "null",
      }).output();
      assertEquals(success, true, path);
      return stdout;
    };
    const [host, port] = place.split(":");
    for (const path of ["/", "/1", "/1/"]) {
      const menu = new RegExp(`^0poem.txt\t/poem.txt\t${host}\t${port}\r\n`);
      assertMatch(text(await curl(path)), menu, path);
    }
    assertMatch(
      text(await curl("/hURL:https://example.org/")),
      /<a href="https:\/\/example\.org\/">/,
    );
    assertEquals(
      text(await curl("/0/poem.txt")),
      "one\r\n..two\r\n...three\r\n..\r\nfour\r\n.\r\n",
    );
    assertEquals(await curl("/I/sub/cat.png"), PICTURE);
    assertMatch(text(await curl("/7/%09cat")), /^Isub\/cat\.png\t/);
  });
});

needs("lynx", "lynx shows our server's menu and text", async () => {
  await withServer(async (place) => {
    const lynx = (path: string) =>
      run("lynx", { args: ["-nopause", "-dump", `gopher://${place}${path}`] });
    assertMatch((await lynx("/")).out, /poem\.txt/);
    assertMatch((await lynx("/0/poem.txt")).out, /one\s/);
  });
});

needs("gophernicus python3", "our client reads a Gopher server that others wrote", async () => {
  const folder = Deno.makeTempDirSync();
  Deno.chmodSync(folder, 0o755);
  Deno.writeTextFileSync(join(folder, "poem.txt"), POEM);
  Deno.writeFileSync(join(folder, "cat.png"), PICTURE);
  // It uses its standard streams, refuses root, and needs its port.
  const inetd = `
import os, pwd, socket, subprocess, sys
server = socket.create_server(("127.0.0.1", 0))
port = server.getsockname()[1]
print(port, flush=True)
unprivileged = pwd.getpwnam("nobody").pw_uid
while True:
    conn, _ = server.accept()
    subprocess.run(["${
    programPath("gophernicus")
  }", "-r", sys.argv[1], "-h", "127.0.0.1", "-p", str(port), "-nv", "-nm"],
                   stdin=conn, stdout=conn, user=unprivileged if os.getuid() == 0 else None)
    conn.close()
`;
  const server = startCommand(["python3", "-c", inetd, folder], { interactive: true });
  const place = `127.0.0.1:${(await server.waitFor(/\d+\n/, "out"))[0].trim()}`;
  const menu = await runSluice(["gopher", place]);
  assertEquals(menu.code, 0, menu.err);
  assertMatch(menu.out, new RegExp(`\\[text\\] .*poem.txt.*\tgopher://${place}/0/poem.txt\n`));
  assertEquals((await runSluice(["gopher", `${place}/0/poem.txt`])).out, POEM);
  const target = join(folder, "copy");
  assertEquals((await runSluice(["gopher", `${place}/I/cat.png`, "-o", target])).code, 0);
  assertEquals(Deno.readFileSync(target), PICTURE);
  await server.stop();
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("quotes the address of an item without content in the command to connect to it", async () => {
  for (const [place, word] of [["[::1]", "'[::1]:70'"], ["a;reboot", "'a;reboot:70'"]]) {
    const { code, err } = await runSluice(["gopher", `gopher://${place}/i`]);
    assertEquals([code, err.split("; try ")[1]], [64, `sluice connect ${word}\n`]);
  }
});

Deno.test("fetches a menu of thousands of items", async () => {
  await withServer(async (place, folder) => {
    for (let at = 0; at < 2000; at++) {
      Deno.writeTextFileSync(join(folder, "shared", "sub", `file ${at}`), "x\n");
    }
    const { code, out } = await runSluice(["gopher", place, "sub"]);
    assertEquals([code, out.match(/^\[text\] file \d+\t/gm)?.length], [0, 2000]);
  });
});
