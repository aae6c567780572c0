import { assertEquals } from "@std/assert";
import { filesOf } from "../../../lib/web/page/picked.js";
import { whyKey } from "../../../lib/web/page/why.js";
import { reasonWords } from "../../../lib/web/page/words/reasons.ts";
import type { ErrorCode } from "../../../lib/errors.ts";

type Tree = { [name: string]: Tree | string | Error };

/** An entry of a drop, as browsers give them. */
function entryOf(name: string, content: Tree | string | Error): unknown {
  if (typeof content === "string" || content instanceof Error) {
    return {
      ...{ name, isFile: true },
      file: (resolve: (file: File) => void, reject: (error: Error) => void) =>
        content instanceof Error ? reject(content) : resolve(new File([content], name)),
    };
  }
  const rest = Object.entries(content).map(([name, each]) => entryOf(name, each));
  // At most two at once, as Chrome returns at most 100.
  const readEntries = (resolve: (entries: unknown[]) => void) => resolve(rest.splice(0, 2));
  return { name, isFile: false, createReader: () => ({ readEntries }) };
}

async function found(tree: Tree) {
  const items = Object.entries(tree).map(([name, content]) => ({
    webkitGetAsEntry: () => entryOf(name, content),
  }));
  const all = await filesOf({ items, files: [] }, () => {});
  return all.map(({ path, file, why }: { path: string; file: File; why?: { key: string } }) =>
    why === undefined ? [path, file.size] : [path, why.key]
  );
}

Deno.test("finds the files of dropped folders, folders without content, and what is unreadable", async () => {
  const album = { a: "1", b: "22", c: "333", none: {}, deep: { er: {}, d: "4444" } };
  assertEquals(await found({ album, loose: "5", lost: new Error("gone") }), [
    ["album/a", 1],
    ["album/b", 2],
    ["album/c", 3],
    ["album/none/", 0],
    ["album/deep/er/", 0],
    ["album/deep/d", 4],
    ["loose", 1],
    ["lost", "unreadable"],
  ]);
});

Deno.test("an unreadable file in a folder does not end the others", async () => {
  assertEquals(await found({ box: { a: "1", bad: new Error("denied"), c: "3" } }), [
    ["box/a", 1],
    ["box/bad", "unreadable"],
    ["box/c", 1],
  ]);
});

Deno.test("a pasted picture has no entry, but a file", async () => {
  const file = new File(["png"], "image.png");
  const transfer = { items: [{ webkitGetAsEntry: () => null }], files: [file] };
  assertEquals(await filesOf(transfer, () => {}), [{ file, path: "image.png" }]);
});

Deno.test("every refusal of the server has words", () => {
  const codes: ErrorCode[] = [
    "exists",
    "declined",
    "limit",
    "no_space",
    "unsafe_name",
    "digest_mismatch",
    "timeout",
    "cannot_create",
    "permission",
    "cut",
    "io",
    "protocol",
  ];
  const words: Record<string, unknown> = reasonWords.en;
  for (const code of codes) {
    assertEquals(typeof words[whyKey({ code, status: undefined })!], "string", code);
  }
  for (const status of [401, 403, 404, 408, 409, 413, 422, 507]) {
    assertEquals(typeof words[whyKey({ code: undefined, status })!], "string", String(status));
  }
  assertEquals(typeof words[whyKey({ code: "internal", status: 500 })!], "string");
  assertEquals(whyKey({ code: "of a later version", status: 400 }), undefined);
});
