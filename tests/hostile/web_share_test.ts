import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/program.ts";
import { exchange, request, status } from "../web/raw.ts";
import { serving } from "../web/serving.ts";
import { until } from "../support/wait.ts";

/** A shared folder with a secret next to it and links that lead there; the server's port. */
async function inShare(
  run: (port: number, folder: string, program: { err: string }) => Promise<void>,
  args: string[] = ["--no-token"],
): Promise<void> {
  await using folder = await temporaryFolder();
  const tree = join(folder.path, "tree");
  await Deno.mkdir(join(tree, "sub"), { recursive: true });
  await Deno.writeTextFile(join(folder.path, "secret"), "SECRET\n");
  await Deno.writeTextFile(join(tree, "file"), "0123456789");
  await Deno.writeTextFile(join(tree, `<script>alert("x")\r\nX-Evil: 1`), "odd");
  await Deno.symlink("../secret", join(tree, "link"));
  await Deno.symlink("..", join(tree, "up"));
  await Deno.symlink(".", join(tree, "sub/loop"));
  await using server = await serving(["share", tree, ...args]);
  await run(Number(new URL(server.url).port), tree, server.program);
}

Deno.test("31: no form of a path leads out of the shared folder", async () => {
  await inShare(async (port) => {
    for (
      const path of [
        "/../secret",
        "/tree/../../secret",
        "/tree/%2e%2e/secret",
        "/tree/..%2fsecret",
        "/tree/%2e%2e%2fsecret",
        "/tree/%252e%252e%252fsecret",
        "/tree/..%5csecret",
        "/tree/..\\secret",
        "/tree/%c0%ae%c0%ae/secret",
        "/tree//secret",
        "//tree/../secret",
        "/tree/sub/%00",
        "/tree/sub/..%00/secret",
        "/./../secret",
        "/etc/passwd",
        "/tree/%2fetc%2fpasswd",
        "/?archive=tar&name=..",
        "/tree/?archive=tar&name=../secret",
        "/tree/?archive=tar&item=..%2fsecret",
        "/tree/?archive=tar&item=%2e%2e",
        "/tree/..tar",
        "/tree/...tar",
        "/tree/....zip",
        "/...tar",
        "/tree/../.tar",
        "/tree/../secret?digest",
      ]
    ) {
      const answer = await exchange(port, request(port, `GET ${path}`));
      assert(!answer.includes("SECRET"), `${path}: ${answer}`);
      assert([400, 404].includes(status(answer)), `${path}: ${answer.slice(0, 80)}`);
    }
  });
});

Deno.test("32: a link and its target are neither served nor listed, packed or digested", async () => {
  await inShare(async (port) => {
    for (const path of ["/tree/link", "/tree/up", "/tree/up/secret", "/tree/sub/loop/loop/"]) {
      assertEquals(status(await exchange(port, request(port, `GET ${path}`))), 404, path);
    }
    for (const path of ["/tree/", "/tree/SHA256SUMS", "/tree.tar", "/tree.zip"]) {
      const answer = await exchange(port, request(port, `GET ${path}`));
      assertEquals(status(answer), 200, path);
      for (const word of ["link", "loop", "SECRET"]) {
        assert(!answer.includes(`>${word}`) && !answer.includes(`/${word}`), `${path}: ${word}`);
      }
    }
  });
});

Deno.test("32: a file that becomes a link while the server runs is not served", async () => {
  await inShare(async (port, tree) => {
    await Deno.remove(join(tree, "file"));
    await Deno.symlink("../secret", join(tree, "file"));
    assertEquals(status(await exchange(port, request(port, "GET /tree/file"))), 404);
    await Deno.remove(join(tree, "sub"), { recursive: true });
    await Deno.symlink("..", join(tree, "sub"));
    assertEquals(status(await exchange(port, request(port, "GET /tree/sub/secret"))), 404);
  });
});

Deno.test("33: invalid ranges use no resources", async () => {
  const huge = "9".repeat(40);
  /** Header, status, body. */
  const cases: [string, number, string][] = [
    ["bytes=2-4", 206, "234"],
    ["bytes=-3", 206, "789"],
    ["bytes=8-99", 206, "89"],
    [`bytes=8-${huge}`, 206, "89"],
    ["bytes=5-4", 200, "0123456789"],
    ["bytes=10-", 416, "The range is outside the file\n"],
    [`bytes=${huge}-`, 416, "The range is outside the file\n"],
    ["bytes=-0", 416, "The range is outside the file\n"],
    [`bytes=${"0-,".repeat(1000)}0-`, 200, "0123456789"],
    ["bytes=18446744073709551615-18446744073709551616", 416, "The range is outside the file\n"],
    ["bytes=-18446744073709551617", 206, "0123456789"],
  ];
  await inShare(async (port) => {
    for (const [range, code, body] of cases) {
      const answer = await exchange(port, request(port, "GET /tree/file", [`Range: ${range}`]));
      assertEquals(status(answer), code, range.slice(0, 50));
      assertEquals(answer.slice(answer.indexOf("\r\n\r\n") + 4), body, range.slice(0, 50));
    }
  });
});

Deno.test("34: a name with markup and line ends is escaped in the page and in headers", async () => {
  await inShare(async (port) => {
    const page = await exchange(port, request(port, "GET /tree/"));
    assert(!page.includes("<script>alert"));
    assert(page.includes("&lt;script&gt;alert(&quot;x&quot;)"));
    const [, policy = ""] = /content-security-policy: (.*)\r\n/.exec(page) ?? [];
    assert(!policy.includes("unsafe") && policy.includes("default-src 'none'"), policy);
    const path = encodeURIComponent(`<script>alert("x")\r\nX-Evil: 1`);
    const file = await exchange(port, request(port, `GET /tree/${path}`));
    assertEquals(status(file), 200);
    assert(!/^x-evil/im.test(file), file);
  });
});

Deno.test("34: line ends in a name do not end a header", async () => {
  await using folder = await temporaryFolder();
  const name = `a"\r\nX-Evil: 1`;
  await Deno.writeTextFile(join(folder.path, name), "odd");
  await using server = await serving(["share", join(folder.path, name), "--no-token"]);
  const port = Number(new URL(server.url).port);
  for (const path of [encodeURIComponent(name), `?archive=tar`]) {
    const answer = await exchange(port, request(port, `GET /${path}`));
    assertEquals(status(answer), 200);
    const head = answer.slice(0, answer.indexOf("\r\n\r\n"));
    assert(!/^x-evil/im.test(head), head);
    assert(head.includes("%0D%0AX-Evil"), head);
  }
});

Deno.test("35: rejects a host name that is not this machine's, and another site's page", async () => {
  await inShare(async (port) => {
    for (
      const host of [
        "evil.example",
        `evil.example:${port}`,
        "127.0.0.1.evil.example",
        "localhost.evil",
      ]
    ) {
      const line = `GET /tree/file HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      assertEquals(status(await exchange(port, line)), 421, host);
    }
    const absolute = request(port, "GET http://evil.example/tree/file");
    assert(!(await exchange(port, absolute)).includes("0123456789"));
    const form = ["Content-Type: application/x-www-form-urlencoded", "Content-Length: 11"];
    for (
      const origin of ["Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"]
    ) {
      const post = request(port, "POST /tree/", [...form, origin], "archive=tar");
      assertEquals(status(await exchange(port, post)), 403, origin);
    }
    const answer = await exchange(
      port,
      request(port, "GET /tree/file", ["Origin: http://evil.example"]),
    );
    assert(!/access-control-/i.test(answer));
  });
});

Deno.test("29: ignores the headers of a proxy", async () => {
  await inShare(async (port, _, program) => {
    const claims = [
      "X-Forwarded-For: 192.0.2.1",
      "X-Forwarded-Host: evil.example",
      "Forwarded: for=192.0.2.1;host=evil.example",
      "X-Original-URL: /tree/file",
      "X-HTTP-Method-Override: PUT",
    ];
    const answer = await exchange(port, request(port, "GET /tree/sub", claims));
    assertEquals(status(answer), 308);
    assert(answer.includes("\r\nlocation: sub/\r\n"), answer);
    await exchange(port, request(port, "GET /tree/file", claims));
    await until(() => program.err.includes("downloaded"), "the fetch is told of");
    assert(!program.err.includes("192.0.2.1"));
  });
});

Deno.test("36: rejects ambiguous requests", async () => {
  await inShare(async (port) => {
    const chunk = "5\r\nhello\r\n0\r\n\r\n";
    /** Headers and a body. */
    const cases: [string[], string][] = [
      [["Content-Length: 3", "Content-Length: 5"], "hello"],
      [["Content-Length: 5", "Transfer-Encoding: chunked"], chunk],
      [["Transfer-Encoding: xchunked"], chunk],
      [["Transfer-Encoding: chunked, identity"], chunk],
      [["Content-Length: -5"], "hello"],
      [["Content-Length: +5"], "hello"],
      [["Content-Length: 5,6"], "hello"],
      [["Content-Length: 99999999999999999999"], "hello"],
      [["Host: other"], ""],
      [["X-Folded: a\r\n b"], ""],
      [["X Y: 1"], ""],
    ];
    for (const [headers, body] of cases) {
      const answer = await exchange(port, request(port, "POST /tree/", headers, body), {
        end: true,
      });
      assertEquals(status(answer), 400, headers.join("; "));
      assertEquals(answer.split("HTTP/1.1 ").length, 2, "one answer");
    }
  });
});

Deno.test("38: listens at the given address, by default on loopback", async () => {
  await inShare(async (port) => {
    assertEquals(status(await exchange(port, request(port, "GET /"))), 200);
    // Another address of this machine does not have the port.
    const other = await Deno.connect({ hostname: "127.0.0.2", port }).catch((error) => error);
    assert(other instanceof Deno.errors.ConnectionRefused, String(other));
  });
});

Deno.test("38: does not share a whole home folder by accident", async () => {
  await using folder = await temporaryFolder();
  const home = join(folder.path, "home/ada");
  await Deno.mkdir(join(home, "public"), { recursive: true });
  const { run } = await import("../support/program.ts");
  for (const path of ["/", home, join(folder.path, "home"), join(home, "public/..")]) {
    const { code, err } = await run(["share", path], { env: { HOME: home } });
    assertEquals(code, 64, err);
    assert(err.includes("contains all your files"), err);
  }
  for (const path of ["/", join(folder.path, "home"), join(home, "../new/..")]) {
    const { code, err } = await run(["drop", path], { env: { HOME: home } });
    assertEquals(code, 64, err);
    assert(err.includes("contains the files of all users"), err);
  }
  assertEquals([...Deno.readDirSync(join(folder.path, "home"))].length, 1);
});

Deno.test("40: requires the password, and counts wrong ones by time, not by connection", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "file"), "0123456789");
  const secret = { SLUICE_SECRET: "the right password" };
  await using server = await serving(["drop", folder.path, "--password"], secret);
  const port = Number(new URL(server.url).port);
  const basic = (password: string) => `Authorization: Basic ${btoa(`x:${password}`)}`;
  // The answer comes before any byte of the body: only the head is ever sent.
  const put = request(port, "PUT /new", ["Content-Length: 1000000000"]);
  const answer = await firstBytes(port, put);
  assertEquals(status(answer), 401);
  assert(answer.includes('www-authenticate: Basic realm="sluice"'));
  const codes: number[] = [];
  for (let n = 0; n < 14; n++) {
    codes.push(status(await firstBytes(port, request(port, "GET /", [basic(`wrong ${n}`)]))));
  }
  assertEquals(codes.slice(0, 10), Array(10).fill(401));
  assertEquals(codes.at(-1), 429);
  // The right one is rejected as well now, because it could be a guess.
  assertEquals(
    status(await firstBytes(port, request(port, "GET /", [basic("the right password")]))),
    429,
  );
  assertEquals([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["file"]);
});

for (const flags of [[], ["--once"]]) {
  const name = ["40: wrong passwords from another address do not keep the right one out", ...flags];
  Deno.test(name.join(" "), async () => {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(join(folder.path, "file"), "0123456789");
    const password = "the right password";
    const args = ["share", folder.path, "--password", "--listen", "[::]:0", ...flags];
    await using server = await serving(args, { SLUICE_SECRET: password });
    const port = Number(new URL(server.url).port);
    const ask = async (hostname: string, password: string) => {
      const authorization = `Authorization: Basic ${btoa(`x:${password}`)}`;
      return status(await firstBytes(port, request(port, "GET /", [authorization]), hostname));
    };
    for (let code = 401; code === 401;) code = await ask("127.0.0.1", "wrong");
    assertEquals(await ask("127.0.0.1", password), 429);
    assertEquals(await ask("::1", password), 200);
  });
}

Deno.test("40: rejects a password that is easy to guess", async () => {
  for (const command of ["share", "drop"]) {
    await using folder = await temporaryFolder();
    const args = [command, folder.path, "--listen", "127.0.0.1:0", "--password"];
    const { code, err } = await run(args, { env: { SLUICE_SECRET: "fifteen letters" } });
    assertEquals(code, 64, err);
    assert(err.includes("SLUICE_SECRET needs at least 16 visible characters"), err);
  }
});

/** Sends a text and reads once. */
async function firstBytes(port: number, say: string, hostname = "127.0.0.1"): Promise<string> {
  using connection = await Deno.connect({ hostname, port });
  await connection.write(new TextEncoder().encode(say));
  const buffer = new Uint8Array(4096);
  const count = await connection.read(buffer) ?? 0;
  return new TextDecoder().decode(buffer.subarray(0, count));
}

Deno.test("40: without the secret in the address every path is missing", async () => {
  await inShare(async (port) => {
    for (const path of ["/", "/tree/file", "/~sluice/share.js", `/${"a".repeat(20)}/tree/file`]) {
      assertEquals(status(await exchange(port, request(port, `GET ${path}`))), 404, path);
    }
  }, []);
});

Deno.test("a Host that is no host is the client's mistake", async () => {
  await inShare(async (port) => {
    for (const host of ["a b", '"><script>', "[::1", "x:y"]) {
      const answer = await exchange(
        port,
        `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
      assertEquals(status(answer), 400, host);
    }
  });
});
