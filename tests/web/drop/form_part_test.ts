import { assertEquals, assertMatch } from "@std/assert";
import { formPart } from "../../../lib/web/drop/form_part.ts";

Deno.test("reads file names as browsers write them", () => {
  const table: Record<string, string> = {
    [`form-data; name="f"; filename="plain.txt"`]: "plain.txt",
    [`form-data; name="f"; filename="日本.txt"`]: "日本.txt",
    [`form-data; name="日本"; filename="🦆.txt"`]: "🦆.txt",
    [`form-data; name="f"; filename="a%22b%22.txt"`]: `a"b".txt`,
    [`form-data; name="f"; filename="a%0D%0Ab"`]: "a\r\nb",
    [`form-data; name="f"; filename="100%.txt"`]: "100%.txt",
    [`form-data; name="f"; filename="a%41%2e%2F"`]: "a%41%2e%2F",
    [`form-data; name="f"; filename="back\\"`]: "back\\",
    [`form-data; name="f"; filename="a; filename=b"`]: "a; filename=b",
    [`Form-Data;name=f;filename=token.txt`]: "token.txt",
    [`form-data; name="f"; filename=""`]: "",
    [`form-data; name="f"; filename*=UTF-8''%E6%97%A5%22.txt`]: `日".txt`,
    [`form-data; name="f"; filename="x"; filename*=utf-8'en'100%25`]: "100%",
  };
  for (const [header, name] of Object.entries(table)) {
    assertEquals(formPart(header), { name }, header);
  }
});

Deno.test("reports what is wrong with a part that is no file", () => {
  const table: [string | string[] | undefined, string, RegExp][] = [
    [`form-data; name="comment"`, "comment", /a field of the form/],
    [`form-data; name="日本%22"`, `日本"`, /a field of the form/],
    [`form-data; name="f"; filename="caf\ufffd"`, "caf\ufffd", /not UTF-8/],
    [`form-data; name="f"; filename*=iso-8859-1''caf%e9`, "iso-8859-1''caf%e9", /as UTF-8/],
    [`form-data; name="f"; filename*=utf-8''%ff`, "utf-8''%ff", /as UTF-8/],
    [`form-data; name="f"; filename="a"b"`, `form-data; name="f"; filename="a"b"`, /understood/],
    [
      `form-data; filename="a"; filename="b"`,
      `form-data; filename="a"; filename="b"`,
      /understood/,
    ],
    [`attachment; filename="a"`, `attachment; filename="a"`, /understood/],
    [
      [`form-data; name="a"`, `form-data; name="b"`],
      `form-data; name="a", form-data; name="b"`,
      /u/,
    ],
    [undefined, "a part without a name", /understood/],
  ];
  for (const [header, name, fault] of table) {
    const part = formPart(header);
    assertEquals(part.name, name);
    assertMatch(part.fault ?? "", fault);
  }
});
