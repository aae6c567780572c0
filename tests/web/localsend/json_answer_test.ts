import { assertEquals, assertRejects } from "@std/assert";
import { ProtocolError } from "../../../lib/errors.ts";
import {
  jsonAnswer,
  messageAnswer,
  readShortBody,
} from "../../../lib/web/localsend/json_answer.ts";

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request("http://192.0.2.1/", { method: "POST", body, headers });
}

Deno.test("a response is JSON, which is not kept and runs nothing", async () => {
  const answer = jsonAnswer(200, { a: "</script>" }, { "retry-after": "5" });
  assertEquals(answer.headers.get("content-type"), "application/json");
  assertEquals(answer.headers.get("cache-control"), "no-store");
  assertEquals(answer.headers.get("x-content-type-options"), "nosniff");
  assertEquals(answer.headers.get("retry-after"), "5");
  assertEquals(await answer.json(), { a: "</script>" });
  assertEquals(await messageAnswer(403, "Rejected").json(), { message: "Rejected" });
});

Deno.test("reads a body of the greatest length, and an empty one", async () => {
  assertEquals(await readShortBody(post("12345"), 5), new TextEncoder().encode("12345"));
  assertEquals((await readShortBody(post(""), 5)).length, 0);
  const none = new Request("http://192.0.2.1/", { method: "POST" });
  assertEquals((await readShortBody(none, 5)).length, 0);
});

Deno.test("rejects a body that is announced to be longer, before a byte of it is read", async () => {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({ pull() {/* never gives anything */} });
  const error = await assertRejects(
    () => readShortBody(post(body, { "content-length": "6" }), 5),
    ProtocolError,
  );
  assertEquals(error.code, "limit");
});

Deno.test("rejects a body that is longer than it was announced to be, without reading on", async () => {
  let given = 0;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      given += 1000;
      controller.enqueue(new Uint8Array(1000));
    },
  });
  const error = await assertRejects(
    () => readShortBody(post(body, { "content-length": "5" }), 5000),
    ProtocolError,
  );
  assertEquals(error.code, "limit");
  assertEquals(given < 10_000, true);
});
