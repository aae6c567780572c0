import { assert, assertEquals } from "@std/assert";
import { Spool } from "../../../lib/file/staging/spool.ts";
import { MAX_SPOOLED_BYTES } from "../../../lib/limits.ts";
import { Temporary } from "../temporary.ts";

Deno.test("needs no file for a short list", async () => {
  using temporary = new Temporary();
  const spool = new Spool<[string, number]>(temporary.at("list"));
  spool.add(["a\nb", 1]);
  spool.add(["\ud83d\ude42", 2]);
  assertEquals(temporary.names(), []);
  assertEquals(await Array.fromAsync(spool.all()), [["a\nb", 1], ["\ud83d\ude42", 2]]);
  spool.close();
});

Deno.test("keeps no more than its limit in memory, and returns all values in order", async () => {
  using temporary = new Temporary();
  const spool = new Spool<string>(temporary.at("list"));
  const value = (n: number) => `${n} ` + "x".repeat(4000);
  const count = Math.ceil(5 * MAX_SPOOLED_BYTES / 8000);
  for (let n = 0; n < count; n++) spool.add(value(n));
  const { size } = Deno.lstatSync(temporary.at("list"));
  // What is not on the disk is in memory.
  assert(count * 4007 - size < MAX_SPOOLED_BYTES, `${size} of ${count * 4007} bytes on the disk`);
  let n = 0;
  for await (const found of spool.all()) assertEquals(found, value(n++));
  assertEquals(n, count);
  spool.close();
});
