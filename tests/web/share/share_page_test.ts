/** The page of a shared folder, without a browser. @module */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import decodeQR from "qr/decode.js";
import { temporaryFolder } from "../../support/folder.ts";
import { needing } from "../../support/needs.ts";
import { serving } from "../serving.ts";

/** Shares a folder with files of these names and contents; names that end in a slash are folders. */
async function withShare(
  files: Record<string, string | Uint8Array>,
  use: (
    get: (path?: string, headers?: HeadersInit) => Promise<Response>,
    url: string,
    tree: string,
  ) => Promise<void>,
  args: string[] = [],
): Promise<void> {
  await using folder = await temporaryFolder();
  const tree = join(folder.path, "tree");
  await Deno.mkdir(tree);
  for (const [name, content] of Object.entries(files)) {
    const path = join(tree, name);
    if (name.endsWith("/")) await Deno.mkdir(path, { recursive: true });
    else if (typeof content === "string") await Deno.writeTextFile(path, content);
    else await Deno.writeFile(path, content);
  }
  await using server = await serving(["share", tree, ...args]);
  const get = (path = "", headers: HeadersInit = { accept: "text/html" }) =>
    fetch(server.url + path, { headers });
  await use(get, server.url, tree);
}

/** A page without its line ends. */
const flat = async (answer: Response) => (await answer.text()).replace(/\s+/g, " ");

const links = (page: string) =>
  Array.from(page.matchAll(/<a class="\w+" href="\.\/([^"]+)"/g), ([, name]) => name!);

Deno.test("sorts by the links of its headings, which say the order", async () => {
  await withShare(
    { "b/": "", "b/1": "", "b/2": "", a: "123", c: "1", d10: "12", d9: "" },
    async (get) => {
      const page = await flat(await get());
      assertEquals(links(page), ["b/", "a", "c", "d9", "d10"]);
      assertMatch(
        page,
        /<th scope="col" class="name" aria-sort="ascending"><a href="\?order=desc">/,
      );
      assertMatch(page, />2 items </);
      assertMatch(page, /4 files, 6 B; 1 folder</);
      const sorted = await flat(await get("?sort=size&order=desc"));
      assertEquals(links(sorted), ["b/", "a", "d10", "c", "d9"]);
      assertMatch(sorted, /class="size" aria-sort="descending"><a href="\?sort=size">/);
      assertEquals((sorted.match(/<th [^>]*aria-sort/g) ?? []).length, 1);
      const found = await flat(await get("?filter=D"));
      assertEquals(links(found), ["d9", "d10"]);
      assertMatch(found, /2 matches <a href=".\/">Show all</);
      assertMatch(await (await get("?filter=%3Cb%3E")).text(), /No name contains “&lt;b&gt;”/);
    },
  );
});

Deno.test("a folder of 2,500 files has three small pages with true numbers", async () => {
  const names = Array.from({ length: 2500 }, (_, i) => `photo ${i}.jpg`);
  await withShare(Object.fromEntries(names.map((name) => [name, "1234"])), async (get) => {
    const seen: string[] = [];
    for (const page of [1, 2, 3]) {
      const text = await (await get(`?page=${page}`)).text();
      seen.push(...links(text).map(decodeURIComponent));
      assertMatch(text, /2,500 files, 9\.77 KiB</);
      assert(text.length < 560_000, `${text.length}`);
      assertEquals(/rel="prev"/.test(text), page > 1);
      assertEquals(/rel="next"/.test(text), page < 3);
    }
    assertEquals(seen, names);
    assertMatch(await (await get("?page=3")).text(), /2,001–2,500 of 2,500/);
    assertMatch(await (await get("?page=2&sort=size")).text(), /href="\?sort=size&amp;page=3"/);
    const german = await (await get("?sort=size&order=desc&filter=Photo&page=2&lang=de")).text();
    assertMatch(
      german,
      /href="\?sort=size&amp;order=desc&amp;filter=Photo&amp;page=2&amp;lang=fr" lang="fr"/,
    );
  });
});

Deno.test({
  ...needing("lists names that are not UTF-8, without links", Deno.build.os !== "linux" && "Linux"),
  async fn() {
    await withShare({ fine: "" }, async (get, _, tree) => {
      const made = await new Deno.Command("sh", {
        args: ["-c", `: > "$1/$(printf 'caf\\351')"`, "sh", tree],
      })
        .output();
      assert(made.success);
      const page = await (await get()).text();
      assertMatch(page, /<tr class="lost">.*<bdi>caf\ufffd<\/bdi>.*not UTF-8/);
      assertMatch(page, /1 name is not valid UTF-8 and cannot be downloaded/);
      assertMatch(page, /1 file, 0 B</);
      assertEquals(links(page), ["fine"]);
    });
  },
});

Deno.test("?total counts a folder's content", async () => {
  await withShare({ "a/b/": "", "a/b/1": "123", "a/2": "4" }, async (get) => {
    const json = await get("a/?total", {});
    assertEquals(json.headers.get("content-type"), "application/json");
    assertEquals(await json.json(), { files: 2, folders: 1, bytes: 4, complete: true });
    assertEquals(await (await get("a/?total=")).text(), "2 files, 4 B; 1 folder\n");
  });
});

Deno.test("?qr is the code of the page's address", async () => {
  await withShare({ "a/": "" }, async (get, url) => {
    const picture = await get("a/?qr=&sort=size");
    assertEquals(picture.headers.get("content-type"), "image/svg+xml");
    assertMatch(picture.headers.get("content-security-policy")!, /^default-src 'none'; sandbox/);
    const text = await picture.text();
    const size = Number(/viewBox="0 0 (\d+) /.exec(text)![1]);
    // Eight pixels a module.
    const data = new Uint8Array(size * size * 64 * 4).fill(255);
    for (const [, x, y, n] of text.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
      for (let row = 0; row < 8; row++) {
        for (let at = 0; at < Number(n) * 8; at++) {
          const pixel = ((Number(y) * 8 + row) * size + Number(x)) * 8 + at;
          data.fill(0, pixel * 4, pixel * 4 + 3);
        }
      }
    }
    assertEquals(decodeQR({ width: size * 8, height: size * 8, data }), `${url}a/`);
  });
});

Deno.test("?view shows a file with a type of a fixed list, confined", async () => {
  const html = "<script>alert(1)</script>";
  const files = {
    "a.svg": html,
    "a.html": html,
    "a.png": html,
    "a.pdf": html,
    "a.bin": html,
    "a.mp3": html,
  };
  await withShare(files, async (get) => {
    const seen: Record<string, (string | null)[]> = {};
    for (const name of Object.keys(files)) {
      const { headers, body } = await get(`${name}?view`);
      await body?.cancel();
      const policy = headers.get("content-security-policy")!;
      assert(policy.startsWith("default-src 'none'; ") && !policy.includes("script-src"), policy);
      assert(policy.includes("sandbox") || name === "a.pdf", policy);
      assertEquals(headers.get("x-content-type-options"), "nosniff");
      seen[name] = [
        headers.get("content-type"),
        headers.get("content-disposition")!.split(";")[0]!,
      ];
    }
    assertEquals(seen, {
      "a.svg": ["text/plain; charset=utf-8", "inline"],
      "a.html": ["text/plain; charset=utf-8", "inline"],
      "a.png": ["image/png", "inline"],
      "a.pdf": ["application/pdf", "inline"],
      "a.bin": ["application/octet-stream", "attachment"],
      "a.mp3": ["audio/mpeg", "inline"],
    });
    const plain = await get("a.svg");
    assertEquals(plain.headers.get("content-disposition")?.split(";")[0], "attachment");
    const part = await get("a.png?view", { range: "bytes=1-3" });
    assertEquals([part.status, await part.text(), part.headers.get("content-type")], [
      206,
      "scr",
      "image/png",
    ]);
  });
});

Deno.test("what is shown is no download; with --once nothing is shown", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "a.txt"), "text");
  await using server = await serving(["share", folder.path, "--json"]);
  assertEquals(await (await fetch(`${server.url}a.txt?view`)).text(), "text");
  assertEquals(await (await fetch(`${server.url}a.txt`)).text(), "text");
  await server.program.waitFor(/ downloaded /);
  assertEquals(server.program.out.match(/"download_started"/g)?.length, 1);

  await using once = await serving(["share", folder.path, "--once"]);
  const page = await (await fetch(once.url, { headers: { accept: "text/html" } })).text();
  assert(page.includes('class="f" href="./a.txt"') && !page.includes('name="view"'), page);
  const answer = await fetch(`${once.url}a.txt?view`);
  assertEquals(answer.headers.get("content-disposition")?.split(";")[0], "attachment");
  assertEquals(await answer.text(), "text");
  assertEquals((await once.program.ended).code, 0);
});

Deno.test("the address without its last slash leads to the page", async () => {
  await withShare({ a: "" }, async (_get, url) => {
    const [, token] = new URL(url).pathname.split("/");
    const address = new URL(`/${token}?lang=de`, url);
    const answer = await fetch(address, { redirect: "manual" });
    await answer.body?.cancel();
    assertEquals(answer.status, 308);
    const target = new URL(answer.headers.get("location")!, address);
    assertEquals(target.href, new URL(`/${token}/?lang=de`, url).href);
  });
});
