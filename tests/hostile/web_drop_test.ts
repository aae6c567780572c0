import { assert, assertEquals, assertMatch } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { writeAll } from "../../lib/bytes.ts";
import { Random } from "../chaos/random.ts";
import { temporaryFolder } from "../support/folder.ts";
import { until } from "../support/wait.ts";
import { exchange, latin1, request, status } from "../web/raw.ts";
import { type Serving, serving } from "../web/serving.ts";

/** A destination with contents and a secret next to it. */
async function inDrop(
  run: (server: Serving, port: number, into: string) => Promise<void>,
  args: string[] = [],
): Promise<void> {
  await using folder = await temporaryFolder();
  const into = join(folder.path, "in");
  await Deno.mkdir(into);
  await Deno.writeTextFile(join(folder.path, "secret"), "SECRET");
  await Deno.writeTextFile(join(into, "mine"), "mine");
  await using server = await serving(["drop", into, "--no-token", ...args]);
  await run(server, Number(new URL(server.url).port), into);
  // After every attempt nothing was stored outside the destination.
  assertEquals(names(folder.path), ["in", "secret"]);
  assertEquals(await Deno.readTextFile(join(folder.path, "secret")), "SECRET");
}

function names(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}

/** The names of a destination once the folder for small files, which is kept for a moment, is gone. */
async function settled(folder: string): Promise<string[]> {
  await until(
    () => !names(folder).some((name) => name.startsWith(".sluice-")),
    "nothing is staged",
  );
  return names(folder);
}

/** A raw PUT request. */
function put(port: number, path: string, body: string, headers: string[] = []): Promise<string> {
  const all = [`Content-Length: ${body.length}`, ...headers];
  return exchange(port, request(port, `PUT ${path}`, all, body));
}

const base64 = (content: string) => createHash("sha256").update(content).digest("base64");

Deno.test("31: no form of a path stores anything outside the destination", async () => {
  await inDrop(async (_, port, into) => {
    const paths = [
      "/../x",
      "/%2e%2e/x",
      "/%2e%2e%2fx",
      "/..%2fx",
      "/a/../../x",
      "/a//b",
      "/",
      "/a/",
    ];
    paths.push("/%00", "/a%00b", "/%ff", "/.sluice-x/tree/y", "/%2fetc%2fx", `/${"a".repeat(300)}`);
    for (const path of paths) {
      const code = status(await put(port, path, "x"));
      // The URL parser may remove dot-dots, which leaves a plain name.
      assert(code === 400 || (code === 201 && /\/\.\.\/|%2e%2e\//.test(path)), `${path}: ${code}`);
    }
    assertEquals((await settled(into)).filter((name) => name !== "mine"), ["x"]);
  }, ["--if-exists", "overwrite"]);
});

Deno.test("32: stores nothing through a link, or in its place", async () => {
  await inDrop(async (_, port, into) => {
    await Deno.symlink("..", join(into, "up"));
    await Deno.symlink("../secret", join(into, "link"));
    assertEquals(status(await put(port, "/up/secret", "overwritten")), 409);
    assertEquals(status(await put(port, "/up/new", "new")), 409);
    const code = status(await put(port, "/link", "overwritten"));
    // With "overwrite" the link itself is replaced, as rename(2) does; its target is unchanged.
    assertEquals(code, 201);
    assert((await Deno.lstat(join(into, "link"))).isFile);
  }, ["--if-exists", "overwrite"]);
});

Deno.test("11: rejects names that other programs run", async () => {
  await inDrop(async (_, port, into) => {
    const paths = ["/.bashrc", "/.ssh/authorized_keys", "/.BASHRC", "/autorun.inf"];
    paths.push("/.%C5%BFsh/authorized_keys", "/bin/ls", "/proj/.git/hooks/post-checkout");
    for (const path of [...paths, "/proj/.G%E2%80%8CIT/config", "/.next-year"]) {
      assertEquals(status(await put(port, path, "evil")), 403, path);
    }
    assertEquals(await settled(into), ["mine"]);
  });
});

Deno.test("11: accepts a name that --accept-name names, but not similar ones", async () => {
  await inDrop(async (_, port, into) => {
    assertEquals(status(await put(port, "/proj/.git/config", "x")), 201);
    assertEquals(status(await put(port, "/proj/.hg/hgrc", "x")), 403);
    assertEquals(names(join(into, "proj")), [".git"]);
  }, ["--accept-name", ".git"]);
});

Deno.test("35: another site's page can send nothing with any method", async () => {
  await inDrop(async (_, port, into) => {
    for (
      const origin of ["Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: same-site"]
    ) {
      assertEquals(status(await put(port, "/a", "x", [origin])), 403);
    }
    const options = await exchange(
      port,
      request(port, "OPTIONS /a", ["Origin: http://evil.example"]),
    );
    assert(!/access-control/i.test(options));
    const own = `Origin: http://127.0.0.1:${port}`;
    assertEquals(status(await put(port, "/a", "x", [own, "Sec-Fetch-Site: same-origin"])), 201);
    assertEquals(await settled(into), ["a", "mine"]);
  });
});

Deno.test("36: checks sizes before the body, and while it arrives", async () => {
  await inDrop(async (_, port, into) => {
    const tooMuch = request(port, "PUT /big", ["Content-Length: 101", "Expect: 100-continue"]);
    assertEquals(status(await exchange(port, tooMuch, { end: true })), 413);
    const ranged = ["Content-Range: bytes 0-9/101"];
    assertEquals(status(await put(port, "/big", "0123456789", ranged)), 413);
    const chunk = `65\r\n${"x".repeat(101)}\r\n0\r\n\r\n`;
    const chunked = request(port, "PUT /big", ["Transfer-Encoding: chunked"], chunk);
    assertEquals(status(await exchange(port, chunked)), 413);
    const form = formOf("big", "x".repeat(101));
    assertEquals(
      status(await exchange(port, request(port, "POST /", form.headers, form.body))),
      413,
    );
    const whole = `64\r\n${"x".repeat(100)}\r\n0\r\n\r\n`;
    const fits = request(port, "PUT /fits", ["Transfer-Encoding: chunked"], whole);
    assertEquals(status(await exchange(port, fits)), 201);
    assertEquals(await settled(into), ["fits", "mine"]);
  }, ["--max-size", "100"]);
});

Deno.test("36: rejects ambiguous requests, and stores no file of a truncated body", async () => {
  await inDrop(async (_, port, into) => {
    /** Headers and body; each is one request that must store nothing. */
    const cases: [string[], string][] = [
      [["Content-Length: 3", "Content-Length: 5"], "hello"],
      [["Content-Length: 5", "Transfer-Encoding: chunked"], "5\r\nhello\r\n0\r\n\r\n"],
      [["Transfer-Encoding: gzip, chunked"], "5\r\nhello\r\n0\r\n\r\n"],
      [["Transfer-Encoding: chunked"], "5\r\nhel"],
      [["Transfer-Encoding: chunked"], "5\r\nhello\r\n"],
      [["Transfer-Encoding: chunked"], "-5\r\nhello\r\n0\r\n\r\n"],
      [["Transfer-Encoding: chunked"], "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"],
      [["Content-Length: 10"], "hello"],
      [["Content-Length: 5", "Content-Encoding: gzip"], "hello"],
      [["Content-Length: 5", "Content-Range: bytes 0-9/10"], "hello"],
      [["Content-Length: 5", "Content-Range: bytes 5-1/10"], "hello"],
      [["Content-Length: 5", "Content-Range: bytes 3-7/10"], "hello"],
      [["Content-Length: 5", "Repr-Digest: sha-256=nonsense"], "hello"],
      [["Content-Length: 5", `Repr-Digest: sha-256=:${base64("other")}:`], "hello"],
    ];
    for (const [headers, body] of cases) {
      const answer = await exchange(port, request(port, "PUT /x", headers, body), { end: true });
      assert(![200, 201].includes(status(answer)), `${headers}: ${answer}`);
    }
    assertEquals(names(into).filter((name) => !name.startsWith(".sluice-")), ["mine"]);
    assertEquals(status(await put(port, "/x", "hello")), 201);
  });
});

Deno.test("37: of two concurrent uploads of one name, one is rejected", async () => {
  await inDrop(async (_, port, into) => {
    const contents = Array.from({ length: 8 }, (_, n) => String(n).repeat(50_000));
    const codes = await Promise.all(contents.map((content) => put(port, "/same", content)));
    const answers = codes.map(status).sort();
    assertEquals(answers, [201, ...Array(7).fill(409)]);
    assert(contents.includes(await Deno.readTextFile(join(into, "same"))));
    assertEquals(await settled(into), ["mine", "same"]);
  }, ["--if-exists", "refuse"]);
});

Deno.test("37: an interrupted upload leaves nothing under its name; an upload in parts resumes", async () => {
  await inDrop(async (_, port, into) => {
    const content = "0123456789".repeat(100_000);
    const digest = `Repr-Digest: sha-256=:${base64(content)}:`;
    for (const range of [[], [`Content-Range: bytes 0-${content.length - 1}/${content.length}`]]) {
      using connection = await Deno.connect({ hostname: "127.0.0.1", port });
      const head = request(port, "PUT /part", [`Content-Length: ${content.length}`, ...range]);
      await writeAll(connection, latin1(head + content.slice(0, 600_000)));
      await connection.closeWrite();
      await connection.read(new Uint8Array(1000)).catch(() => null);
      assert(!names(into).includes("part"));
    }
    const asked = await put(port, "/part", "", [`Content-Range: bytes */${content.length}`]);
    assertEquals(status(asked), 202);
    const offset = Number(/^upload-offset: (\d+)\r$/m.exec(asked)![1]);
    assert(offset > 0 && offset <= 600_000, `${offset}`);
    // A wrong offset is rejected, with the right one in the answer.
    const wrong = await put(port, "/part", "x", [`Content-Range: bytes 5-5/${content.length}`]);
    assertEquals(status(wrong), 409);
    assertMatch(wrong, new RegExp(`upload-offset: ${offset}\\r`));
    const rest = `Content-Range: bytes ${offset}-${content.length - 1}/${content.length}`;
    assertEquals(status(await put(port, "/part", content.slice(offset), [rest, digest])), 201);
    assertEquals(await Deno.readTextFile(join(into, "part")), content);
    assertEquals(await settled(into), ["mine", "part"]);
  });
});

Deno.test("16: a part of another run is resumed, but not trusted", async () => {
  await using folder = await temporaryFolder();
  const content = new Random(3).bytes(50_000);
  const text = Array.from(content, (byte) => String.fromCharCode(byte)).join("");
  const range = (first: number, last: number) => `Content-Range: bytes ${first}-${last}/50000`;
  const digest = `Repr-Digest: sha-256=:${createHash("sha256").update(content).digest("base64")}:`;
  const args = ["drop", folder.path, "--no-token"];
  {
    await using server = await serving(args);
    const port = Number(new URL(server.url).port);
    assertEquals(status(await put(port, "/f", text.slice(0, 30_000), [range(0, 29_999)])), 202);
    server.program.kill("SIGINT");
    assertEquals((await server.program.ended).code, 130);
  }
  const staged = names(folder.path);
  assertEquals(staged.length, 1);
  assert(staged[0]!.startsWith(".sluice-"));
  await using server = await serving(args);
  const port = Number(new URL(server.url).port);
  // Other bytes in the part: detected at the end, and discarded.
  const path = join(folder.path, staged[0]!, "tree/f");
  await Deno.writeFile(path, new Uint8Array(30_000));
  const asked = await put(port, "/f", "", ["Content-Range: bytes */50000"]);
  assertMatch(asked, /upload-offset: 30000\r/);
  const rest = text.slice(30_000);
  assertEquals(status(await put(port, "/f", rest, [range(30_000, 49_999), digest])), 422);
  assertEquals(await settled(folder.path), []);
  assertEquals(status(await put(port, "/f", text, [range(0, 49_999), digest])), 201);
  assertEquals(await Deno.readFile(join(folder.path, "f")), content);
});

Deno.test("the contents of the folder cannot be read", async () => {
  await inDrop(async (_, port) => {
    for (const path of ["/mine", "/mine?digest", "/SHA256SUMS", "/?archive=tar", "/in.tar"]) {
      const answer = await exchange(port, request(port, `GET ${path}`));
      assert(!answer.includes("mine\n") && !answer.includes('name="mine'), path);
      assert(path === "/?archive=tar" || status(answer) === 404, path);
    }
    for (const method of ["DELETE", "MOVE", "PROPFIND", "PATCH", "MKCOL"]) {
      assertEquals(status(await exchange(port, request(port, `${method} /mine`))), 405, method);
    }
  });
});

Deno.test("17, 36: rejects malformed forms, and invalid names in them", async () => {
  await inDrop(async (_, port, into) => {
    const good = formOf("a", "content");
    const cut = good.body.slice(0, -12);
    for (
      const [headers, body] of [
        [["Content-Type: multipart/form-data"], good.body],
        [[`Content-Type: multipart/form-data; boundary="B"`], cut],
        [[`Content-Type: multipart/form-data; boundary="B"`], "nonsense"],
      ] as [string[], string][]
    ) {
      const all = [...headers, `Content-Length: ${body.length}`];
      assertEquals(
        status(await exchange(port, request(port, "POST /", all, body))),
        headers.includes("Content-Type: application/json") ? 415 : 400,
        `${headers}`,
      );
    }
    for (const name of ["../x", "/etc/x", "..", ".ssh/x", "mine", "a/../../x"]) {
      const form = formOf(name, "evil");
      const code = status(await exchange(port, request(port, "POST /", form.headers, form.body)));
      assert([400, 403, 409].includes(code), `${name}: ${code}`);
    }
    assertEquals(await settled(into), ["mine"]);
    assertEquals(await Deno.readTextFile(join(into, "mine")), "mine");
  }, ["--if-exists", "refuse"]);
});

Deno.test("stores every file of a form under the name it was given, or says by name why not", async () => {
  await inDrop(async (_, port, into) => {
    const part = (parameters: string, content = "x") =>
      `--B\r\nContent-Disposition: form-data; ${parameters}\r\n\r\n${content}\r\n`;
    const form = part(`name="f"; filename="日本.txt"`) + part(`name="f"; filename="a%22b.txt"`) +
      part(`name="f"; filename=""`, "") + part(`name="f"; filename="пример/ё.txt"`);
    const send = async (form: string, type = "boundary=B") => {
      // One byte a character, as the wire has it.
      const body = String.fromCharCode(...new TextEncoder().encode(form));
      const headers = [
        `Content-Type: multipart/form-data; ${type}`,
        `Content-Length: ${body.length}`,
      ];
      const answer = await exchange(port, request(port, "POST /", headers, body));
      return new TextDecoder().decode(latin1(answer));
    };
    assertEquals(status(await send(`${form}--B--\r\n`)), 201);
    assertEquals(await settled(into), [`a"b.txt`, "mine", "пример", "日本.txt"]);
    const strange: Record<string, RegExp> = {
      [part(`name="comment"`)]: /"comment": .*a field/,
      [part(`name="f"; filename="c\\"d"`)]: /filename=.*cannot be understood/,
      [part(`name="f"; filename=""`)]: /"": .*no name/,
      [`--B\r\n\r\nx\r\n`]: /the rest of the form/,
      [`--B\r\nX-Odd: \u0001\r\n\r\nx\r\n`]: /the rest of the form/,
      "": /the rest of the form/,
    };
    let count = 0;
    for (const [form, said] of Object.entries(strange)) {
      // Stored files are reported next to rejected ones.
      const name = `beside ${count++}`;
      const end = form === "" ? "--B\r\nContent-Dis" : `${form}--B--\r\n`;
      const answer = await send(part(`name="f"; filename="${name}"`) + end);
      assertEquals(status(answer), 400, answer);
      assertMatch(answer, said);
      assertMatch(answer, new RegExp(`"${name}": Stored`));
      assert(names(into).includes(name));
    }
  });
});

function formOf(name: string, content: string): { headers: string[]; body: string } {
  const body = `--B\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n` +
    `Content-Type: text/plain\r\n\r\n${content}\r\n--B--\r\n`;
  return {
    headers: [`Content-Type: multipart/form-data; boundary="B"`, `Content-Length: ${body.length}`],
    body,
  };
}

Deno.test("31: shortens a name that rename makes too long, without an error that reveals the folder", async () => {
  const long = `${"n".repeat(251)}.txt`;
  await inDrop(async (_, port, into) => {
    await Deno.writeTextFile(join(into, long), "mine");
    const stored = await put(port, `/${long}`, "x");
    assertEquals(status(stored), 201, stored);
    const shorter = `${"n".repeat(247)} (1).txt`;
    assertEquals(await settled(into), [`${"n".repeat(247)} (1).txt`, long, "mine"].sort());
    assertEquals(await Deno.readTextFile(join(into, shorter)), "x");
    for (const path of [`/${"n".repeat(300)}`, `/a/${"n".repeat(300)}`]) {
      const answer = await put(port, path, "x");
      assertEquals(status(answer), 400, answer);
      assert(answer.includes("the name is too long for this file system"), answer);
      assert(!answer.includes(into), answer);
    }
    await Deno.remove(into, { recursive: true });
    const gone = await put(port, "/b", "x");
    assertEquals(status(gone), 500);
    assert(!gone.includes(into.split("/").at(-2)!), gone);
    await Deno.mkdir(into);
  }, ["--if-exists", "rename"]);
});

Deno.test("12: an upload below an existing file is rejected with the reason, and the file is kept", async () => {
  for (const policy of ["refuse", "overwrite", "skip"]) {
    await inDrop(async (_, port, into) => {
      const answer = await put(port, "/mine/x", "x");
      assertEquals(status(answer), 409, answer);
      assertMatch(answer, /"mine\/x": a file of that name already exists/);
      assertEquals(await Deno.readTextFile(join(into, "mine")), "mine");
    }, ["--if-exists", policy]);
  }
});
