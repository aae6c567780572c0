import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { temporaryFolder } from "../../support/folder.ts";
import { DropHandler } from "../../../lib/web/drop/drop_handler.ts";
import { LANGUAGES } from "../../../lib/web/page/words/language.ts";
import { reasonWords } from "../../../lib/web/page/words/reasons.ts";

const HTML = { accept: "text/html" };

/** Sends a body of a form to a handler without a server. */
async function posting(
  run: (
    post: (
      body: FormData | URLSearchParams | string,
      headers?: HeadersInit,
      language?: typeof LANGUAGES[number],
    ) => Promise<Response>,
  ) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder();
  const into = join(folder.path, "in");
  await Deno.mkdir(into);
  await Deno.writeTextFile(join(into, "there"), "");
  const handler = new DropHandler({
    into,
    ifExists: "rename",
    maxSize: 1536,
    observer: { event() {}, begin: () => ({ add() {}, end() {} }) },
    onStored() {},
    facts: { machine: "here", prefix: "/", encrypted: false },
  });
  try {
    await run(async (body, headers = HTML, language = "de") =>
      await handler.handle({
        request: new Request("http://[::1]/", { method: "POST", body, headers }),
        path: "",
        query: new URLSearchParams("more"),
        peer: "tcp://[::1]:1",
        language,
        completed: Promise.resolve(),
      })
    );
  } finally {
    await handler.close();
  }
}

function formOf(files: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, content] of Object.entries(files)) form.append("f", new File([content], name));
  return form;
}

/** The texts of a page's rows, without markup. */
async function rowsOf(answer: Response): Promise<string[]> {
  const page = await answer.text();
  return Array.from(
    page.matchAll(/<li class="(?:done|failed)">(.*?)<\/li>/gs),
    ([, row]) => row!.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ").trim(),
  );
}

Deno.test("tells the results of a form in the language of the page", async () => {
  await posting(async (post) => {
    const form = formOf({ "a.txt": "", there: "new", large: "x".repeat(2000), ".bashrc": "" });
    const answer = await post(form);
    assertEquals(answer.status, 413);
    assertEquals(await rowsOf(answer), [
      "a.txt geprüft und gespeichert 0 B SHA-256 " +
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "there geprüft und gespeichert als there (1) 3 B SHA-256 " +
      "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437",
      `large ${reasonWords.de.whyLimit}`,
      `.bashrc ${reasonWords.de.whyDeclined}`,
    ]);
  });
});

Deno.test("tells of a malformed form in the language of the page", async () => {
  await posting(async (post) => {
    const type = { "content-type": "multipart/form-data; boundary=B", ...HTML };
    for (const language of LANGUAGES) {
      const [row, ...rest] = await rowsOf(await post("no form", type, language));
      assertEquals(rest, []);
      assert(row!.endsWith(String(reasonWords[language].whyProtocol)), row);
      assertEquals(/rest of the form/.test(row!), language === "en");
    }
  });
});

Deno.test("tells programs the results of a form in lines of English", async () => {
  await posting(async (post) => {
    const answer = await post(formOf({ there: "new", large: "x".repeat(2000) }), {});
    assertMatch(
      await answer.text(),
      /^"there": Stored as "there \(1\)": 3 bytes, SHA-256 .*\n"large": The file is too large/,
    );
  });
});

Deno.test("tells why a text of a form is not shown in the language of the page", async () => {
  await posting(async (post) => {
    const empty = await post(new URLSearchParams({ text: "" }));
    assertEquals(empty.status, 400);
    assertMatch(await empty.text(), /<h1>Es gibt keinen Text zu senden\.<\/h1>/);
    const long = await post(new URLSearchParams({ text: "x".repeat(70_000) }));
    assertEquals(long.status, 413);
    assertMatch(await long.text(), /<h1>Dieser Text ist länger als 64 KiB: /);
    const program = await post(new URLSearchParams({ text: "" }), {});
    assertEquals(await program.text(), "The text is empty\n");
  });
});
