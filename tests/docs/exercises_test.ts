/** Tests docs/exercises.md: each program runs with the permissions of its line, and with none less. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { ownProject, page, type PrintedProgram, programs } from "./own_project.ts";

/** What a program that lacks a permission, or the flag of an unstable part, prints. */
const LACKS = /NotCapable|AssertionError|permission|listenDatagram is not a function/i;

Deno.test("every program on the page has its line of permissions", () => {
  assertEquals(programs.length, page.match(/^```ts/gm)!.length);
  assert(programs.filter(({ isWhole }) => isWhole).length >= 12);
});

Deno.test("no program on the page needs a TextDecoder", () => {
  assert(!page.includes("TextDecoder"));
});

Deno.test("every program on the page is short", () => {
  for (const { isWhole, file, code } of programs) {
    const lines = code.split("\n").filter((line) =>
      line.trim() !== "" && !/^(import |\} from )|^ {2}\w+,$/.test(line)
    );
    assert(lines.length < (isWhole ? 15 : 18), `${file} has ${lines.length} lines`);
  }
});

for (const { heading, ...program } of programs.filter(({ isWhole }) => isWhole)) {
  const needsUnix = /unix:|uname/.test(program.code);
  Deno.test({
    name: `${heading}: ${program.file} runs with its permissions, and not without one of them`,
    ignore: needsUnix && Deno.build.os === "windows",
    async fn() {
      await using project = await ownProject();
      // Not where a concurrent run has its socket.
      const here = (text: string) => text.replaceAll("/tmp/", `${project.path}/`);
      const flags = program.flags.map(here);
      const moved: PrintedProgram = { ...program, heading, flags, code: here(program.code) };
      const whole = await project.start(moved).ended;
      assertEquals([whole.code, whole.err], [0, ""]);
      for (const flag of flags) {
        const less = { ...moved, flags: flags.filter((each) => each !== flag) };
        const { code, err } = await project.start(less).ended;
        assert(code !== 0, `${flag} is not needed`);
        assertMatch(err, LACKS, flag);
      }
    },
  });
}
