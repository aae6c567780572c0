import { assertEquals } from "@std/assert";
import { SluiceError } from "../../../lib/errors.ts";
import type { FormOptions } from "../../../lib/web/drop/form_file.ts";
import { receiveForm } from "../../../lib/web/drop/receive_form.ts";
import { Uploads } from "../../../lib/web/drop/uploads.ts";

const FORM =
  ["a", "日本"].map((name) =>
    `--B\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\nx\r\n`
  ).join("") + "--B--\r\n";

const observer = { event() {}, begin: () => ({ add() {}, end() {} }) };

/** Rejects every file before it is stored: this test is about which files the parser finds. */
const options: FormOptions = {
  uploads: new Uploads("/nowhere", observer),
  observer,
  ifExists: "refuse",
  admit: () => {
    throw new SluiceError("refusal", "declined", "not stored here");
  },
  stored: () => new Response(),
};

Deno.test("finds the same files, however the body is split into pieces", async () => {
  const bytes = new TextEncoder().encode(FORM);
  for (let size = 1; size <= bytes.length; size++) {
    const pieces = function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
    };
    const request = new Request("http://[::1]/", {
      method: "POST",
      headers: { "content-type": "multipart/form-data; boundary=B" },
      body: ReadableStream.from(pieces()),
    });
    const context = {
      request,
      path: "",
      query: new URLSearchParams(),
      peer: "tcp://[::1]:1",
      language: "en" as const,
      completed: Promise.resolve(),
    };
    const results = await Array.fromAsync(receiveForm(context, options));
    assertEquals(results.map(({ name, text }) => [name, text]), [
      ["a", "not stored here"],
      ["日本", "not stored here"],
    ], `pieces of ${size}`);
  }
});
