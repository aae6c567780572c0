/** What `share` and `drop` answer to HEAD, to requests for gzip and for several ranges, and to raw bodies. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { ASSET_FOLDER } from "../../lib/web/page/assets.ts";
import { Random } from "../chaos/random.ts";
import { temporaryFolder } from "../support/folder.ts";
import { needs } from "../support/needs.ts";
import { type Serving, serving, tool } from "../web/serving.ts";

/** Headers that differ between two answers. */
const CHANGING = /^(?:date|content-security-policy|last-modified|HTTP\/1\.1 200).*$/;

/** The headers of an answer, sorted. */
async function headersOf(url: string, ...args: string[]): Promise<string[]> {
  const { out, code, err } = await tool("curl", [
    "-sS",
    "-D",
    "-",
    "-o",
    "/dev/null",
    ...args,
    url,
  ]);
  assertEquals(code, 0, err);
  return out.split("\r\n").filter((line) => line !== "" && !CHANGING.test(line)).sort();
}

/** Shares a folder of a file, a folder and enough names for a page of some size. */
async function inShare(
  run: (server: Serving, content: Uint8Array<ArrayBuffer>, folder: string) => Promise<void>,
  ...args: string[]
): Promise<void> {
  await using folder = await temporaryFolder();
  const tree = join(folder.path, "tree");
  await Deno.mkdir(join(tree, "sub"), { recursive: true });
  const content = new Random(18).bytes(3_000_000);
  await Deno.writeFile(join(tree, "big"), content);
  await Deno.writeTextFile(join(tree, "sub/words.txt"), "word\n".repeat(1000));
  for (let n = 0; n < 50; n++) await Deno.writeTextFile(join(tree, `sub/file ${n}`), `${n}\n`);
  await using server = await serving(["share", tree, ...args]);
  await run(server, content, folder.path);
}

for (const tls of [[], ["--tls"]]) {
  const how = tls.length > 0 ? "over HTTP/2 and TLS" : "over HTTP/1.1";
  needs("curl", `HEAD is answered with the headers of GET ${how}`, async () => {
    await inShare(async ({ url }) => {
      const above = url.replace(/\/tree\/$/, "");
      const paths = ["/", "/SHA256SUMS", "/big", "/big?digest", "/sub", "/missing", "/?archive=tar"]
        .map((path) => url.slice(0, -1) + path);
      // The page shows digests once they are known.
      assertEquals((await tool("curl", ["-sSfk", `${url}SHA256SUMS`])).code, 0);
      const made = ["/tree.zip", "/tree.tar", `/${ASSET_FOLDER}share.js`].map((path) =>
        above + path
      );
      for (const address of [...paths, ...made]) {
        for (const more of [[], ["-H", "Accept-Encoding: gzip"]]) {
          const flags = [...tls.length > 0 ? ["-k"] : [], ...more];
          const head = await headersOf(address, "-I", ...flags);
          // A chunked body is announced where there is one.
          const get = (await headersOf(address, ...flags)).filter((line) =>
            line !== "transfer-encoding: chunked"
          );
          assertEquals(sameLengths(head), sameLengths(get), address);
          assert(!head.includes("content-length: 0"), address);
        }
      }
    }, ...tls);
  });
}

/** A nonce compresses to a few bytes more or less each time. */
function sameLengths(lines: readonly string[]): string[] {
  return lines.includes("content-encoding: gzip")
    ? lines.map((line) => line.replace(/^content-length: .*/, "content-length"))
    : [...lines];
}

needs(
  "curl",
  "pages and scripts are compressed for clients that accept it, and files are not",
  async () => {
    await inShare(async ({ url }) => {
      const page = `${url}sub/`;
      const gzip = ["-H", "Accept-Encoding: gzip;q=0.8, identity;q=0.1"];
      const lengthOf = (headers: string[]) =>
        Number(headers.find((line) => line.startsWith("content-length: "))!.slice(16));
      const [plain, packed] = [await headersOf(page), await headersOf(page, ...gzip)];
      assert(packed.includes("content-encoding: gzip"));
      assert(plain.includes("vary: accept-encoding") && packed.includes("vary: accept-encoding"));
      assert(lengthOf(packed) * 3 < lengthOf(plain));
      const { out } = await tool("curl", ["-sSf", "--compressed", page]);
      assertMatch(out, /file 49/);
      assertMatch(out, /<\/html>/);
      const refused = await headersOf(page, "-H", "Accept-Encoding: gzip;q=0");
      assert(!refused.includes("content-encoding: gzip"));
      for (const path of ["sub/words.txt", "sub/words.txt?digest", "sub/SHA256SUMS"]) {
        const headers = await headersOf(url + path, ...gzip);
        assert(!headers.includes("content-encoding: gzip"), path);
      }
      const words = await headersOf(`${url}sub/words.txt`, ...gzip);
      assertEquals(lengthOf(words), 5000);
    });
  },
);

needs("curl python3", "several ranges arrive as parts, which a MIME parser reads", async () => {
  await inShare(async ({ url, program }, content, folder) => {
    const ranges = "0-9,1000000-1999999,-5,500-509";
    const path = join(folder, "parts");
    const head = ["-D", join(folder, "head"), "-o", path, "-r", ranges];
    assertEquals((await tool("curl", ["-sSf", ...head, `${url}big`])).code, 0);
    const headers = await Deno.readTextFile(join(folder, "head"));
    assertMatch(headers, /^HTTP\/1\.1 206 /);
    const length = /^content-length: (\d+)\r$/m.exec(headers)![1];
    assertEquals((await Deno.stat(path)).size, Number(length));
    assert(!/^content-range:/m.test(headers), headers);
    const type = /^content-type: (multipart\/byteranges; boundary=\w+)\r$/m.exec(headers)![1]!;
    const parser = `
import email, email.policy, json, sys
data = b"Content-Type: " + sys.argv[1].encode() + b"\\r\\n\\r\\n" + open(sys.argv[2], "rb").read()
message = email.message_from_bytes(data, policy=email.policy.HTTP)
assert message.is_multipart() and not message.defects, message.defects
print(json.dumps([[part["content-range"], part["content-type"]] for part in message.get_payload()]))
`;
    const { out, err } = await tool("python3", ["-c", parser, type, path]);
    const binary = "application/octet-stream";
    assertEquals(JSON.parse(out || `"${err}"`), [
      ["bytes 0-9/3000000", binary],
      ["bytes 1000000-1999999/3000000", binary],
      ["bytes 2999995-2999999/3000000", binary],
      ["bytes 500-509/3000000", binary],
    ]);
    const bytes = await Deno.readFile(path);
    // After the heads, whose ends an empty line marks, the bytes of the file.
    const starts = headsIn(bytes);
    const expected = [[0, 10], [1_000_000, 2_000_000], [2_999_995, 3_000_000], [500, 510]] as const;
    for (const [i, [first, end]] of expected.entries()) {
      const at = starts[i]!;
      assertEquals(bytes.subarray(at, at + end - first), content.subarray(first, end), `${first}`);
    }
    // Only the bytes of the file count.
    await program.waitFor(/downloaded a part of tree\/big \(977 KiB\)/);
  });
});

/** The offsets at which the parts of a body begin. */
function headsIn(bytes: Uint8Array): number[] {
  const text = new TextDecoder("latin1").decode(bytes);
  return Array.from(
    text.matchAll(/--\w{24}\r\ncontent-type: [^\r]*\r\ncontent-range: [^\r]*\r\n\r\n/g),
    ({ index, 0: head }) => index + head.length,
  );
}

needs(
  "curl",
  "ranges that overlap are joined, and too many are answered with the file once",
  async () => {
    await inShare(async ({ url }, content) => {
      const get = async (range: string) =>
        (await tool("curl", ["-sSf", "-H", `Range: bytes=${range}`, `${url}big`])).bytes;
      assertEquals(await get("100-199,150-299,300-399"), content.slice(100, 400));
      assertEquals(await get("0-,0-,0-,0-,0-,0-"), content);
      assertEquals(
        await get(Array.from({ length: 33 }, (_, n) => `${n * 1000}-${n * 1000}`).join()),
        content,
      );
    });
  },
);

needs("curl", "--once ends when several ranges in one answer are the whole file", async () => {
  await inShare(async ({ url, program }, content) => {
    const get = (range: string) => tool("curl", ["-sSf", "-r", range, `${url}big`]);
    // Not the bytes from 1,000,000 to 1,000,999.
    assertEquals((await get("0-999999,1001000-")).code, 0);
    await program.waitFor(/downloaded a part of tree\/big/);
    assertEquals((await get("1000000-1000999,5-9")).code, 0);
    assertEquals((await program.ended).code, 0);
    assert(content.length > 0);
  }, "--once");
});

needs("curl", "a body that is no form is answered with the command that sends a file", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "f");
  await Deno.writeTextFile(file, "hello");
  await using server = await serving(["drop", join(folder.path, "inbox")]);
  const hint =
    `POST takes texts, and forms with files; to send a file use: curl -fT FILE ${server.url}\n`;
  for (
    const type of [[], ["-H", "Content-Type: application/octet-stream"], ["-H", "Content-Type:"]]
  ) {
    const args = ["-sS", "-w", "%{http_code}", ...type, "--data-binary", `@${file}`, server.url];
    const { out } = await tool("curl", args);
    assertEquals(out, `${hint}415`);
  }
  await server.program.waitFor(/request rejected: POST takes texts, and forms with files/);
  const named = ["-sS", "--data-binary", `@${file}`, `${server.url}f`];
  assertEquals((await tool("curl", named)).out, "Send a file with PUT, as curl -T does\n");
  // The command that the answer names works, and so does a form.
  const sent = await tool("curl", ["-sSfT", file, server.url]);
  assertEquals(sent.code, 0, sent.err);
  const form = await tool("curl", ["-sSf", "-F", `file=@${file};filename=g`, server.url]);
  assertEquals(form.code, 0, form.err);
  const names = Array.from(Deno.readDirSync(join(folder.path, "inbox")), ({ name }) => name);
  assertEquals(names.filter((name) => !name.startsWith(".")).sort(), ["f", "g"]);
});
