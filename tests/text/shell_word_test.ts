import { assert, assertEquals } from "@std/assert";
import { shellWord } from "../../lib/text/shell_word.ts";
import { temporaryFolder } from "../support/folder.ts";
import { needs } from "../support/needs.ts";
import { run } from "../commands/run_sluice.ts";

const WORDS = [
  "plain",
  "",
  "/srv/a b",
  "it's",
  "'",
  "''",
  "\\",
  "\\\\",
  "\\'",
  "'\\",
  "a\\",
  "a\\\\b",
  "a\\\\\\'\\b\\",
  "C:\\Users\\name",
  "\\n\\t\\x41\\c",
  "x\\';touch FISHED;'",
  "x';touch FISHED;'",
  "[ab]",
  "[fe80::1%v1]:41321",
  "fe80::1%v1",
  "*",
  "?",
  "{a,b}",
  "a{1..3}",
  "~",
  "~root",
  "a:~",
  "a=~",
  "=ls",
  "a==ls",
  "%self",
  "%1",
  "$(touch FISHED)",
  "(touch FISHED)",
  "`touch FISHED`",
  "$HOME",
  '$HOME `x` \\ "',
  "!!",
  "a'!!",
  "\\'!!",
  "^a^b",
  "#",
  "a#b",
  "a&b|c;d<e>f",
  "-dash",
  "café 東京",
  "\u00a0",
];

/** Characters that end a line, or that a terminal obeys or hides. */
const UNSAFE = ["new\nline", "tab\t", "\x1b[2J", "nul\0", "\u202e\u200b", "\u2028", "\ud800"];

/** Settings of an interactive shell that change how a line is read. */
const SHELLS = {
  sh: "",
  dash: "",
  bash: "set -o history -o histexpand\n: earlier\n",
  zsh: "setopt extended_glob\n",
  fish: "",
};

for (const [shell, setup] of Object.entries(SHELLS)) {
  needs(shell, `${shell} reads a quoted word as it is`, async () => {
    await using folder = await temporaryFolder();
    const lines = WORDS.map((word) => `printf '<%s>\\n' ${shellWord(word)}\n`);
    // Names that a pattern matches.
    for (const name of ["a", "b", "1"]) await Deno.writeTextFile(`${folder.path}/${name}`, "");
    await Deno.writeTextFile(`${folder.path}/script`, setup + lines.join(""));
    const env = { LC_ALL: "C.UTF-8", HOME: folder.path };
    // As standard input, because bash expands its history only in lines that it reads.
    const args = ["-c", `exec ${shell} < script`];
    const { out, err } = await run("sh", { args, env, cwd: folder.path });
    assertEquals([out, err], [WORDS.map((word) => `<${word}>\n`).join(""), ""]);
    const left = await Array.fromAsync(Deno.readDir(folder.path), ({ name }) => name);
    assert(!left.includes("FISHED"), "a word ran a command");
  });
}

Deno.test("returns no word that a terminal obeys, hides or breaks into lines", () => {
  for (const word of UNSAFE) assertEquals(shellWord(`/srv/${word}`), undefined);
});

Deno.test("leaves ordinary paths and addresses unquoted", () => {
  for (const word of ["a/b-c.txt", "192.0.2.1:7584", "user@host", "fe80::1%eth0"]) {
    assertEquals(shellWord(word), word);
  }
});
