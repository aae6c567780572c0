import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { temporaryFolder } from "../../support/folder.ts";
import { serving } from "../serving.ts";

const BROWSER = { accept: "text/html,application/xhtml+xml" };

async function ask(url: string, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { headers, redirect: "manual" });
  return { answer, text: await answer.text() };
}

Deno.test("a browser is shown an error as a page with a way back, in its language", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "a"), "a");
  await using server = await serving(["share", join(folder.path, "a")]);
  const missing = `${server.url}${encodeURIComponent('<b>"x"')}`;
  const { answer, text } = await ask(missing, { ...BROWSER, "accept-language": "de-DE" });
  assertEquals(answer.status, 404);
  assert(text.includes('<html lang="de">'), text);
  assert(text.includes("Unter dieser Adresse ist nichts"));
  assert(text.includes(`href="${new URL(server.url).pathname}"`));
  assert(answer.headers.get("content-security-policy")!.includes("script-src 'nonce-"));
  // Other programs get one line.
  const plain = await ask(missing);
  assertEquals([plain.answer.status, plain.text], [404, "Not found\n"]);
  assertEquals(plain.answer.headers.get("content-type"), "text/plain; charset=utf-8");
});

Deno.test("a stranger's error page tells neither the machine's name nor the token", async () => {
  await using folder = await temporaryFolder();
  await using server = await serving(["drop", folder.path]);
  const { origin, pathname } = new URL(server.url);
  const token = pathname.split("/")[1]!;
  for (const path of ["/", "/wrong/", "/?lang=de"]) {
    const { answer, text } = await ask(origin + path, BROWSER);
    assertEquals(answer.status, 404);
    assert(!text.includes(token));
    // A short name may be part of a random nonce.
    assert(!text.replaceAll(/nonce="[^"]*"/g, "").includes(Deno.hostname()));
    assert(!text.includes("~sluice"));
  }
});

Deno.test("the page for a missing password still asks for it", async () => {
  await using folder = await temporaryFolder();
  await using server = await serving(["drop", folder.path, "--password"], {
    SLUICE_SECRET: "sixteen characters",
  });
  const { answer, text } = await ask(server.url, BROWSER);
  assertEquals(answer.status, 401);
  assert(answer.headers.get("www-authenticate")!.startsWith("Basic"));
  assert(text.includes("A password is needed"));
});

Deno.test("a language that was chosen by its link stays", async () => {
  await using folder = await temporaryFolder();
  await using server = await serving(["drop", folder.path]);
  const { answer, text } = await ask(`${server.url}?lang=ja`, BROWSER);
  assert(text.includes('<html lang="ja">'));
  const cookie = answer.headers.get("set-cookie")!;
  assertEquals(cookie, "sluice-lang=ja; Path=/; Max-Age=31536000; SameSite=Strict; HttpOnly");
  const later = await ask(server.url, {
    ...BROWSER,
    "accept-language": "fr",
    cookie: "sluice-lang=ja",
  });
  assert(later.text.includes('<html lang="ja">'));
  assertEquals(later.answer.headers.get("set-cookie"), null);
  const unknown = await ask(`${server.url}?lang=%0d%0ax: y`, BROWSER);
  assertEquals(unknown.answer.headers.get("set-cookie"), null);
});

Deno.test("no text of a page can end the element that holds its words", async () => {
  const { layout } = await import("../../../lib/web/page/layout.ts");
  const { html } = await import("../../../lib/web/page/html.ts");
  const page = layout({
    title: "t",
    body: html``,
    facts: { machine: "m", prefix: "/", encrypted: false },
    language: "en",
    nonce: "n",
    script: { name: "share.js", texts: { key: "</script><script>alert(1)</script>" } },
  });
  assertEquals(page.match(/<\/script/g)?.length, 2);
  assertEquals(page.match(/alert/g)?.length, 1);
  const data = JSON.parse(/id="words"[^>]*>([^<]*)</.exec(page)![1]!);
  assertEquals(data.words.key, "</script><script>alert(1)</script>");
});
