import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { checkSecurity } from "../../scripts/check_security.ts";

/** Writes a project with this page and one test file, and returns what the check finds. */
async function check(page: string, test = 'Deno.test("holds", () => {});'): Promise<string[]> {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(root, "tests"));
    await Deno.writeTextFile(join(root, "SECURITY.md"), page);
    await Deno.writeTextFile(join(root, "tests/a_test.ts"), test);
    return await checkSecurity(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const page = (promise: string) =>
  `# Security\n\n## Promises\n\n### Files\n\n${promise}\n\n## Not promised\n\n- the rest\n`;

Deno.test("accepts promises that name tests which exist", async () => {
  assertEquals(await check(page("- Nothing is lost.\n  `tests/a_test.ts`")), []);
});

Deno.test("rejects a promise that names no test", async () => {
  assertEquals(await check(page("- Nothing is lost.\n  `tests/a_test.ts`\n- All is well.")), [
    "names no test: All is well.",
  ]);
});

Deno.test("rejects a test that does not exist, wherever the page names it", async () => {
  const text = page("- Nothing is lost.\n  `tests/a_test.ts`") + "- see `tests/b_test.ts`\n";
  assertEquals(await check(text), ["tests/b_test.ts: does not exist"]);
});

Deno.test("rejects a test file without tests", async () => {
  assertEquals(await check(page("- Nothing is lost.\n  `tests/a_test.ts`"), "export {};"), [
    "tests/a_test.ts: has no tests",
  ]);
});

Deno.test("rejects a page without promises", async () => {
  assertEquals(await check("# Security\n"), ["SECURITY.md has no promises"]);
});
