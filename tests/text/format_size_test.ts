import { assertEquals } from "@std/assert";
import { formatSize } from "../../lib/text/format_size.ts";

Deno.test("writes the units of IEC 80000-13", () => {
  const sizes = [0, 1023, 1024, 1536, 2 ** 20, 5 * 2 ** 30];
  assertEquals(sizes.map(formatSize), ["0 B", "1020 B", "1 KiB", "1.5 KiB", "1 MiB", "5 GiB"]);
});
