import { assertEquals } from "@std/assert";
import { httpDate, parseHttpDate } from "../../../lib/web/http/http_date.ts";

Deno.test("reads the three forms of a date, and nothing else", () => {
  const time = Date.UTC(1994, 10, 6, 8, 49, 37);
  assertEquals(httpDate(time + 999), "Sun, 06 Nov 1994 08:49:37 GMT");
  for (
    const text of [
      "Sun, 06 Nov 1994 08:49:37 GMT",
      "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994",
    ]
  ) assertEquals(parseHttpDate(text), time, text);
  for (
    const text of [
      "",
      "1994-11-06",
      "0",
      "Sun, 06 Nov 1994 08:49:37 CET",
      "Sun, 99 Nov 1994 08:49:37 GMT",
    ]
  ) {
    assertEquals(parseHttpDate(text), undefined, text);
  }
});
