import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../../lib/errors.ts";
import { planFiles } from "../../../../lib/web/localsend/receive/planned_file.ts";

const planned = (...names: string[]) =>
  planFiles(names.map((fileName, at) => ({ id: `${at}`, fileName, size: 0, fileType: "" })))
    .map(({ path }) => path as string);

Deno.test("keeps names that differ", () => {
  const names = ["a", "A", "b/a", "b/c/a", "b c", "b.txt", "b-"];
  assertEquals(planned(...names), names);
});

Deno.test("numbers names that are the same, past those that are offered", () => {
  assertEquals(planned("a.jpg", "a.jpg", "a (1).jpg"), ["a.jpg", "a (2).jpg", "a (1).jpg"]);
  assertEquals(planned("d/a", "d/a"), ["d/a", "d/a (1)"]);
});

Deno.test("numbers a file that is a folder of another one, before or after it", () => {
  assertEquals(planned("a", "a/b"), ["a (1)", "a/b"]);
  assertEquals(planned("a/b", "a"), ["a/b", "a (1)"]);
  assertEquals(planned("a/b/c", "a", "a (1)/x", "a/b"), ["a/b/c", "a (2)", "a (1)/x", "a/b (1)"]);
  // "a-" sorts before "a/", and is no folder of it.
  assertEquals(planned("a", "a-/b", "a.b"), ["a", "a-/b", "a.b"]);
});

Deno.test("rejects names that an honest sender does not send", () => {
  const names = ["", "/etc/passwd", "../x", "a/../x", "a//b", "a/", ".", "a\0b", ".sluice-0/tree"];
  for (const name of names) {
    const error = assertThrows(() => planned("good", name), ProtocolError);
    assertEquals(error.code, "unsafe_name", name);
  }
});

Deno.test("plans 50,000 files of one name without trying every number again", () => {
  const paths = planned(...Array<string>(50_000).fill("a.jpg"));
  assertEquals(new Set(paths).size, 50_000);
  assertEquals(paths.at(-1), "a (49999).jpg");
});
