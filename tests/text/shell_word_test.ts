import { assertEquals } from "@std/assert";
import { shellWord } from "../../lib/text/shell_word.ts";

const WORDS = [
  "plain",
  "/srv/a b",
  "it's",
  "-dash",
  '$HOME `x` \\ "',
  "new\nline",
  "tab\t'quote'\\",
  "\u202e\u200b\u2028",
];

Deno.test({
  name: "quotes words so that a shell reads them as they are",
  ignore: Deno.build.os === "windows",
}, async () => {
  for (const word of WORDS) {
    const { stdout } = await new Deno.Command("bash", {
      args: ["-c", `printf %s ${shellWord(word)}`],
      env: { LC_ALL: "C.UTF-8" },
    }).output();
    assertEquals(new TextDecoder().decode(stdout), word);
  }
});

Deno.test("shows nothing that a terminal obeys or hides", () => {
  for (const word of WORDS) {
    assertEquals(/[\p{Cc}\p{Cf}\p{Zl}]/u.test(shellWord(word)), false, word);
  }
  assertEquals(shellWord("a/b-c.txt"), "a/b-c.txt");
});
