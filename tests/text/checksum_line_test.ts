import { assertEquals } from "@std/assert";
import { checksumLine } from "../../lib/text/checksum_line.ts";
import { needing } from "../support/needs.ts";

Deno.test("formats the digest, two spaces and the path", () => {
  assertEquals(checksumLine("ab12", "dir/a b"), "ab12  dir/a b");
});

Deno.test("marks an escaped path by a backslash before the line", () => {
  assertEquals(checksumLine("ab", "a\\b\nc\rd"), "\\ab  a\\\\b\\nc\\rd");
});

const NAMES = [
  "plain",
  "with blank",
  " leading",
  "trailing ",
  "-dash",
  "new\nline",
  "\nfirst",
  "carriage\rreturn",
  "back\\slash",
  "\\n",
  "quote'\"",
  "größe 😀",
  "*star",
  "\x1b[31mred",
];

const hasSha256sum = await installed("sha256sum");

Deno.test({
  ...needing(
    "sha256sum -c finds every file again by its line, and sha256sum writes the same lines",
    !hasSha256sum && "sha256sum",
  ),
  async fn() {
    const dir = await Deno.makeTempDir();
    try {
      const lines = [];
      for (const name of NAMES) {
        const content = new TextEncoder().encode(`content of ${name}`);
        await Deno.writeFile(`${dir}/${name}`, content);
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
        lines.push(checksumLine(digest.toHex(), name));
      }
      const list = lines.join("\n") + "\n";
      await Deno.writeTextFile(`${dir}/.list`, list);
      const check = await sha256sum(dir, "--strict", "--quiet", "-c", ".list");
      assertEquals(check, { code: 0, out: "" });
      assertEquals(await sha256sum(dir, "--", ...NAMES), { code: 0, out: list });
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

async function sha256sum(cwd: string, ...args: string[]): Promise<{ code: number; out: string }> {
  const child = await new Deno.Command("sha256sum", { args, cwd, stderr: "inherit" }).output();
  return { code: child.code, out: new TextDecoder().decode(child.stdout) };
}

async function installed(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}
