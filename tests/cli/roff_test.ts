import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { commandManual, programManual } from "../../lib/cli/manual.ts";
import { roff } from "../../lib/cli/roff.ts";
import { sample } from "./sample_command.ts";
import { needing } from "../support/needs.ts";

const parts = () => Promise.resolve([{ ...sample, name: "a-b" }]);
const page = roff(await commandManual({ ...sample, parts }, "1.2.3"));

Deno.test("escapes hyphens, backslashes and leading dots for roff", () => {
  assertStringIncludes(page, "\\fB\\-\\-into\\fR \\fIDIR\\fR");
  assertStringIncludes(page, "\\e what \\- roff");
  assertStringIncludes(page, "\n\\&.Second paragraph");
  assertStringIncludes(page, "\n.SS a\\-b\n");
});

Deno.test("starts only requests with a dot", () => {
  const requests = page.split("\n").filter((line) => /^[.']/.test(line));
  for (const line of requests) assertMatch(line, /^\.(TH|SH|SS|TP|PP|nf|fi|nh|ad)\b/);
});

Deno.test("starts no line with a space, and leaves none empty", () => {
  // Verbatim lines may start with spaces.
  const lines = page.replaceAll(/^\.nf$.*?^\.fi$/gms, "").trimEnd().split("\n");
  for (const line of lines.slice(1).filter(Boolean)) assert(!line.startsWith(" "), line);
  assert(!page.includes("\n\n"));
});

Deno.test("closes what it opens", () => {
  const count = (pattern: RegExp) => page.match(pattern)?.length;
  assertEquals(count(/^\.nf$/gm), count(/^\.fi$/gm));
  assertEquals(count(/\\f[BI]/g), count(/\\fR/g));
});

const groff = await installed("groff");

Deno.test({
  ...needing(
    "groff formats the pages without a warning, and their text is unchanged",
    !groff && "groff",
  ),
  async fn() {
    const shown = await set(page);
    for (
      const part of [
        "SLUICE-SAMPLE(1)",
        "sluice-sample - Show every kind of flag, and \\ what - roff",
        ".Second paragraph that starts with a dot.",
        "  'line  by line'",
        "-i, --into DIR",
        "--listen [HOST:PORT]",
        "--skip STRING",
        "sluice sample 'a b' --to localhost:7584",
        "EXIT STATUS",
        "sluice 1.2.3",
      ]
    ) assertStringIncludes(shown, part);
    const program = await set(roff(programManual([sample], "1.2.3")));
    assertStringIncludes(program, "sluice-sample(1)");
  },
});

/** Formats as plain text. `-ww` makes groff report all warnings. */
async function set(roff: string): Promise<string> {
  const child = new Deno.Command("groff", {
    args: ["-man", "-Tutf8", "-ww", "-P-c", "-P-b", "-P-u", "-rLL=100n"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(roff));
  await writer.close();
  const { stdout, stderr } = await child.output();
  assertEquals(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout).replaceAll("‐", "-").replaceAll("’", "'");
}

async function installed(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"], stdout: "null" }).output())
      .success;
  } catch {
    return false;
  }
}
