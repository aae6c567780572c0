import { assert, assertEquals } from "@std/assert";
import { entityTag, namesTag } from "../../../lib/web/http/entity_tag.ts";

Deno.test("gives another size, time or file another tag", () => {
  const file = { size: 1, mtime: 2, ino: 3 };
  const others = [file, { ...file, size: 2 }, { ...file, mtime: 3 }, { ...file, ino: 4 }, {
    ...file,
    ino: null,
  }];
  assertEquals(new Set(others.map(entityTag)).size, others.length);
  for (const each of others) assert(/^"[!-~]+"$/.test(entityTag(each)));
});

Deno.test("finds tags in lists, and weak ones in a weak comparison only", () => {
  assert(namesTag(`"a", "b"`, `"b"`, "strong"));
  assert(namesTag(`W/"b"`, `"b"`, "weak"));
  assert(!namesTag(`W/"b"`, `"b"`, "strong"));
  assert(namesTag(" * ", `"b"`, "strong"));
  for (const list of ["", `"c"`, "b", `"ab"`, `"`, `"b`]) {
    assert(!namesTag(list, `"b"`, "weak"), list);
  }
  // A tag may contain a comma.
  assert(!namesTag(`"a,b"`, `"b"`, "weak"));
});
