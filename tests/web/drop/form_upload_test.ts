import { assertEquals } from "@std/assert";
import { SluiceError } from "../../../lib/errors.ts";
import { type FormOptions, receiveForm } from "../../../lib/web/drop/form_upload.ts";
import { Uploads } from "../../../lib/web/drop/uploads.ts";

const FORM =
  ["a", "日本"].map((name) =>
    `--B\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\nx\r\n`
  ).join("") + "--B--\r\n";

/** Refuses every file before a byte of it is stored: which files there are is what counts here. */
const options: FormOptions = {
  uploads: new Uploads("/nowhere"),
  observer: { event() {}, begin: () => ({ add() {}, end() {} }) },
  ifExists: "refuse",
  judge: () => {
    throw new SluiceError("refusal", "declined", "not stored here");
  },
  stored: () => new Response(),
};

Deno.test("takes a form in whatever pieces it comes", async () => {
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
    const visit = {
      request,
      path: "",
      query: new URLSearchParams(),
      peer: "tcp://[::1]:1",
      completed: Promise.resolve(),
    };
    const results = await Array.fromAsync(receiveForm(visit, options));
    assertEquals(results.map(({ name, text }) => [name, text]), [
      ["a", "not stored here"],
      ["日本", "not stored here"],
    ], `pieces of ${size}`);
  }
});
