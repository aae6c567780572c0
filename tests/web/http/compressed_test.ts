import { assertEquals } from "@std/assert";
import { pageAnswer, textAnswer } from "../../../lib/web/http/answer.ts";
import { compressed } from "../../../lib/web/http/compressed.ts";

const PAGE = "<p>many words</p>".repeat(200);
const ask = (encoding?: string, method = "GET") =>
  new Request("http://127.0.0.1/", {
    method,
    headers: encoding === undefined ? {} : { "accept-encoding": encoding },
  });

async function unpacked(answer: Response): Promise<string> {
  return await new Response(answer.body!.pipeThrough(new DecompressionStream("gzip"))).text();
}

Deno.test("compresses a page for clients that accept it, and says on what that depends", async () => {
  const packed = await compressed(ask("gzip"), pageAnswer(200, PAGE, "n"));
  assertEquals(packed.headers.get("content-encoding"), "gzip");
  assertEquals(packed.headers.get("vary"), "accept-encoding");
  assertEquals(packed.headers.get("content-type"), "text/html; charset=utf-8");
  assertEquals(await unpacked(packed), PAGE);
  for (const encoding of [undefined, "br", "gzip;q=0"]) {
    const plain = await compressed(ask(encoding), pageAnswer(404, PAGE, "n"));
    assertEquals([plain.status, plain.headers.get("content-encoding")], [404, null]);
    assertEquals(plain.headers.get("vary"), "accept-encoding");
    assertEquals(await plain.text(), PAGE);
  }
});

Deno.test("adds to the header Vary", async () => {
  const page = pageAnswer(200, PAGE, "n");
  page.headers.set("vary", "accept-language");
  const packed = await compressed(ask("gzip"), page);
  assertEquals(packed.headers.get("vary"), "accept-language, accept-encoding");
});

Deno.test("leaves small answers alone", async () => {
  const answer = await compressed(ask("gzip"), textAnswer(404, "Not found"));
  assertEquals(answer.status, 404);
  assertEquals([answer.headers.get("content-encoding"), answer.headers.get("vary")], [null, null]);
  assertEquals(await answer.text(), "Not found\n");
});

const DOWNLOADS: Record<string, Record<string, string>> = {
  "a download": { "content-type": "text/plain", "content-disposition": "attachment" },
  "a file": { "content-type": "text/plain", "content-length": String(PAGE.length) },
  "a range": { "content-type": "text/plain", "content-range": "bytes 0-9/10" },
  "what must not be transformed": { "content-type": "text/html", "cache-control": "no-transform" },
  "what is compressed": { "content-type": "text/html", "content-encoding": "gzip" },
  "an image": { "content-type": "image/png" },
};

for (const [what, headers] of Object.entries(DOWNLOADS)) {
  Deno.test(`leaves ${what} alone`, async () => {
    const answer = new Response(PAGE, { headers });
    assertEquals(await compressed(ask("gzip"), answer), answer);
    assertEquals(await answer.text(), PAGE);
  });
}
