import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { Random } from "../chaos/random.ts";
import { describeTree, makeOddTree, temporaryFolder } from "../support/folder.ts";
import { run } from "../support/program.ts";
import { serving, tool } from "../web/serving.ts";
import { needing } from "../support/needs.ts";

async function has(name: string): Promise<boolean> {
  try {
    return (await tool(name, ["--version"])).code === 0;
  } catch {
    console.error(`without ${name}: it is not installed`);
    return false;
  }
}

const curl = await has("curl");
const wget = await has("wget");
const archives = await has("tar") && await has("python3");

/** The part of a file that a browser or a tool has after a lost connection. */
async function halfOf(content: Uint8Array, path: string): Promise<void> {
  await Deno.writeFile(path, content.subarray(0, 1_234_567));
}

Deno.test({
  ...needing("curl -O and curl -C - fetch a file, complete and the rest of it", !curl && "curl"),
  async fn() {
    await using folder = await temporaryFolder();
    const content = new Random(1).bytes(3_000_000);
    await Deno.writeFile(join(folder.path, "a b é.bin"), content);
    await using server = await serving(["share", join(folder.path, "a b é.bin")]);
    const cwd = join(folder.path, "out");
    await Deno.mkdir(cwd);
    const url = `${server.url}a%20b%20%C3%A9.bin`;
    assertEquals((await tool("curl", ["-sSf", "-o", "x", url], { cwd })).code, 0);
    assertEquals(await Deno.readFile(join(cwd, "x")), content);
    await halfOf(content, join(cwd, "y"));
    const { code, err } = await tool("curl", ["-sSf", "-C", "-", "-o", "y", url], { cwd });
    assertEquals(code, 0, err);
    assertEquals(await Deno.readFile(join(cwd, "y")), content);
    // Under the name in the header.
    assertEquals((await tool("curl", ["-sSfOJ", `${server.url}?archive=tar`], { cwd })).code, 0);
    assert(
      (await Deno.stat(join(cwd, "a_b__.bin.tar")).catch(() => null)) !== null ||
        [...Deno.readDirSync(cwd)].some(({ name }) => name.endsWith(".tar")),
    );
    await server.program.waitFor(/downloaded a part of a b é\.bin \(1\.68 MiB\)/);
  },
});

Deno.test({
  ...needing("curl requests only what has changed, and receives the digest", !curl && "curl"),
  async fn() {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "f");
    await Deno.writeTextFile(file, "hello");
    await using server = await serving(["share", file]);
    const head = async (...args: string[]) =>
      (await tool("curl", ["-sS", "-D", "-", "-o", "/dev/null", ...args, `${server.url}f`])).out;
    const first = await head("-H", "Want-Repr-Digest: sha-256=1");
    assertMatch(first, /^repr-digest: sha-256=:LPJNul\+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:\r$/m);
    const etag = /^etag: (.*)\r$/m.exec(first)![1]!;
    const modified = /^last-modified: (.*)\r$/m.exec(first)![1]!;
    assertMatch(await head("-H", `If-None-Match: ${etag}`), /^HTTP\/1\.1 304 /);
    assertMatch(await head("-H", `If-Modified-Since: ${modified}`), /^HTTP\/1\.1 304 /);
    assertMatch(await head("-I"), /^content-length: 5\r$/m);
    await Deno.writeTextFile(file, "hello again");
    assertMatch(await head("-H", `If-None-Match: ${etag}`), /^HTTP\/1\.1 200 /);
    // The file it has a part of has been replaced, so all of it is sent.
    const answer = await head("-H", `If-Range: ${etag}`, "-r", "2-");
    assertMatch(answer, /^HTTP\/1\.1 200 /);
    assertMatch(answer, /^content-length: 11\r$/m);
  },
});

Deno.test({
  ...needing("wget -c resumes, and wget -r fetches a folder by its page", !wget && "wget"),
  async fn() {
    await using folder = await temporaryFolder();
    const tree = join(folder.path, "tree");
    await Deno.mkdir(join(tree, "sub"), { recursive: true });
    const content = new Random(2).bytes(3_000_000);
    await Deno.writeFile(join(tree, "big"), content);
    await Deno.writeTextFile(join(tree, "sub/deep one"), "deep\n");
    await using server = await serving(["share", tree]);
    const cwd = join(folder.path, "out");
    await Deno.mkdir(cwd);
    await halfOf(content, join(cwd, "big"));
    assertEquals((await tool("wget", ["-q", "-c", `${server.url}big`], { cwd })).code, 0);
    assertEquals(await Deno.readFile(join(cwd, "big")), content);
    const quiet = ["-q", "-r", "-np", "-nH", "--cut-dirs=1", "-e", "robots=off"];
    const { code, err } = await tool("wget", [...quiet, server.url], { cwd });
    assertEquals(code, 0, err);
    assertEquals(await Deno.readTextFile(join(cwd, "tree/sub/deep one")), "deep\n");
    const sums = await tool("sha256sum", ["-c", "--quiet", "SHA256SUMS"], {
      cwd: join(cwd, "tree"),
    });
    assertEquals(sums.code, 0, sums.err);
  },
});

Deno.test({
  ...needing(
    "a tree of odd names is unchanged in tar and zip, and SHA256SUMS verifies it",
    (!curl || !archives) && "curl, tar or Python",
  ),
  async fn() {
    await using folder = await temporaryFolder();
    const tree = join(folder.path, "tree");
    await Deno.mkdir(tree);
    await makeOddTree(tree);
    await using server = await serving(["share", tree]);
    const url = server.url.slice(0, -1);
    const cwd = join(folder.path, "out");
    await Deno.mkdir(cwd);
    assertEquals((await tool("curl", ["-sSf", "-o", "t.tar", `${url}.tar`], { cwd })).code, 0);
    assertEquals((await tool("tar", ["xf", "t.tar"], { cwd })).code, 0);
    const plain = (path: string) =>
      [...describeTree(path)].map(([name, about]) =>
        about.startsWith("dir") ? name : `${name} ${about.split(" ")[1]} ${about.split(" ").at(-1)}`
      );
    assertEquals(plain(join(cwd, "tree")), plain(tree));
    const sums = await tool("curl", ["-sSf", `${url}/SHA256SUMS`]);
    await Deno.writeFile(join(cwd, "SUMS"), sums.bytes);
    const checked = await tool("sha256sum", ["-c", "--quiet", "../SUMS"], {
      cwd: join(cwd, "tree"),
    });
    assertEquals(checked.code, 0, checked.err);

    assertEquals((await tool("curl", ["-sSf", "-o", "t.zip", `${url}.zip`], { cwd })).code, 0);
    const script = "import sys,zipfile\nz=zipfile.ZipFile('t.zip')\nassert z.testzip() is None\n" +
      "print(sorted(i.file_size for i in z.infolist() if not i.is_dir()))";
    const listed = await tool("python3", ["-c", script], { cwd });
    assertEquals(listed.code, 0, listed.err);
    const sizes = [...Deno.readDirSync(cwd)].length > 0 &&
      (await tool("find", [tree, "-type", "f", "-printf", "%s\n"])).out.trim().split("\n").map(
        Number,
      )
        .sort((a, b) => a - b);
    assertEquals(JSON.parse(listed.out), sizes);
  },
});

Deno.test({
  ...needing(
    "curl -T and curl -F store files; sha256sum verifies the printed list",
    !curl && "curl",
  ),
  async fn() {
    await using folder = await temporaryFolder();
    const cwd = folder.path;
    await Deno.writeFile(join(cwd, "a b.bin"), new Random(3).bytes(2_000_000));
    await Deno.writeTextFile(join(cwd, "c"), "c\n");
    await Deno.mkdir(join(cwd, "in"));
    await using server = await serving(["drop", join(cwd, "in")]);
    const said = await tool("curl", ["-sSf", "-T", "a b.bin", server.url], { cwd });
    assertMatch(said.out, /^Stored: 2000000 bytes, SHA-256 [0-9a-f]{64}\n$/);
    const piped = new TextEncoder().encode("piped\n");
    await tool("curl", ["-sSf", "-T", "-", `${server.url}sub/piped`], { cwd, input: piped });
    assertEquals((await tool("curl", ["-sSf", "-F", "f=@c", server.url], { cwd })).code, 0);
    const again = await tool("curl", ["-sS", "-w", "%{http_code}", "-T", "c", server.url], { cwd });
    assertMatch(again.out, /^Stored as "c \(1\)": .*\n201$/);
    const slashless = await tool("curl", ["-sS", "-T", "c", server.url.slice(0, -1)], { cwd });
    assertMatch(slashless.out, /must end with the name of the file/);
    server.program.kill("SIGTERM");
    const { code, out } = await server.program.ended;
    assertEquals(code, 143);
    await Deno.writeTextFile(join(cwd, "SUMS"), out);
    assertEquals(out.trim().split("\n").length, 4);
    const checked = await tool("sha256sum", ["-c", "--quiet", "../SUMS"], { cwd: join(cwd, "in") });
    assertEquals(checked.code, 0, checked.err);
  },
});

Deno.test({
  ...needing(
    "with --tls a client that trusts the certificate can connect, with the printed fingerprint",
    !curl && "curl",
  ),
  async fn() {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(join(folder.path, "f"), "hello");
    await using server = await serving(["share", join(folder.path, "f"), "--tls"]);
    assertMatch(server.url, /^https:/);
    const [, fingerprint] = await server.program.waitFor(
      /^ {2}((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/m,
    );
    const port = new URL(server.url).port;
    const chain = await tool("openssl", [
      "s_client",
      "-connect",
      `127.0.0.1:${port}`,
      "-showcerts",
    ]);
    const [cert] = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----\n/.exec(chain.out)!;
    const file = join(folder.path, "cert.pem");
    await Deno.writeTextFile(file, cert);
    const shown = await tool("openssl", ["x509", "-in", file, "-noout", "-fingerprint", "-sha256"]);
    assertMatch(shown.out, new RegExp(fingerprint!));
    const fetched = await tool("curl", ["-sSf", "--cacert", file, `${server.url}f`]);
    assertEquals(fetched.out, "hello", fetched.err);
    const page = await tool("curl", ["-sSf", "--cacert", file, server.url]);
    assert(page.out.includes(fingerprint!));
    assert((await tool("curl", ["-sS", `${server.url}f`])).code !== 0);
  },
});

Deno.test({
  ...needing(
    "--once ends after one file, --expire after its time, both without an error",
    !curl && "curl",
  ),
  async fn() {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "f");
    await Deno.writeTextFile(file, "hello");
    await using share = await serving(["share", file, "--once"]);
    // Neither a page nor a HEAD request is a transfer.
    await tool("curl", ["-sSf", share.url]);
    await tool("curl", ["-sSf", "-I", `${share.url}f`]);
    assertEquals((await tool("curl", ["-sSf", `${share.url}f`])).out, "hello");
    assertEquals((await share.program.ended).code, 0);
    await using drop = await serving(["drop", join(folder.path, "in"), "--once"]);
    assertEquals((await tool("curl", ["-sSf", "-T", file, drop.url])).code, 0);
    assertEquals((await drop.program.ended).code, 0);
    const expired = await run(["share", file, "--listen", "127.0.0.1:0", "--expire", "50ms"]);
    assertEquals(expired.code, 0, expired.err);
    assertMatch(expired.err, /Time is up: /);
  },
});

Deno.test({
  ...needing("curl -u sends the generated password", !curl && "curl"),
  async fn() {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(join(folder.path, "f"), "hello");
    await using server = await serving(["share", join(folder.path, "f"), "--password"]);
    const [, password] = await server.program.waitFor(/Password: (\S+)/);
    const get = (user: string) => tool("curl", ["-sS", "-u", user, `${server.url}f`]);
    assertEquals((await get(`x:${password}`)).out, "hello");
    assertEquals((await get("x:wrong")).out, "Wrong password\n");
  },
});
