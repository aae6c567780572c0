import { assertEquals } from "@std/assert";
import { COMPLETIONS } from "../../lib/cli/completions.ts";
import { sample } from "./sample_command.ts";
import { needing } from "../support/needs.ts";

const other = { ...sample, name: "other", flags: [], common: [], positionals: [] };
const hidden = { ...sample, name: "hidden", hidden: true };
const commands = [sample, other, hidden];

/** Runs a shell on the text, in a folder with the files that the cases below expect. */
async function shell(program: string, args: string[]): Promise<string[]> {
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${cwd}/a dir`);
    await Deno.writeTextFile(`${cwd}/a file`, "");
    await Deno.writeTextFile(`${cwd}/b'quote`, "");
    const child = new Deno.Command(program, { args, cwd, stdin: "null" });
    const { stdout, stderr, code } = await child.output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    return new TextDecoder().decode(stdout).split("\n").filter(Boolean);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

async function installed(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["-c", "true"] }).output()).success;
  } catch {
    return false;
  }
}

/** Words of a command line, the last one incomplete, and the offered words in any order. */
const CASES: [string[], string[]][] = [
  [["s"], ["sample"]],
  [["o"], ["other"]],
  [["z"], []],
  [["sample", "--in"], ["--into"]],
  [["sample", "--s"], ["--skip"]],
  [["sample", "--digest", "sha"], ["sha256", "sha512"]],
  [["other", "--"], ["--help"]],
  [["sample", "a"], ["a dir", "a file"]],
  [["sample", "b"], ["b'quote"]],
  [["sample", "--into", ""], ["a dir"]],
  [["sample", "-i", "a"], ["a dir"]],
  [["sample", "--key", "a"], ["a dir", "a file"]],
  [["sample", "--depth", ""], []],
];

const bash = await installed("bash");
for (const [words, expected] of CASES) {
  Deno.test({
    ...needing(`bash completes: ${words.join(" ")}`, !bash && "bash"),
    async fn() {
      const script = `${COMPLETIONS.bash!(commands)}
        COMP_WORDS=(sluice "$@"); COMP_CWORD=$#
        _sluice
        ((\${#COMPREPLY[@]} == 0)) || printf '%s\\n' "\${COMPREPLY[@]}"`;
      const offered = await shell("bash", ["--norc", "-c", script, "bash", ...words]);
      assertEquals(offered.sort(), expected);
    },
  });
}

Deno.test({
  ...needing("bash completes a value after an equals sign, which it splits off", !bash && "bash"),
  async fn() {
    const script = `${COMPLETIONS.bash!(commands)}
      for last in = md =; do
        case $last in =) COMP_WORDS=(sluice sample --digest =) ;; *) COMP_WORDS+=("$last") ;; esac
        COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
        _sluice
        echo "\${COMPREPLY[@]}"
      done`;
    const all = "sha256 sha512 md5";
    assertEquals(await shell("bash", ["--norc", "-c", script]), [all, "md5", all]);
  },
});

const fish = await installed("fish");
for (const [words, expected] of CASES) {
  Deno.test({
    ...needing(`fish completes: ${words.join(" ")}`, !fish && "fish"),
    async fn() {
      const line = ["sluice", ...words].join(" ");
      const script = `${COMPLETIONS.fish!(commands)}\ncomplete -C '${line}'`;
      const offered = await shell("fish", ["--no-config", "-c", script]);
      const names = offered.map((each) => each.split("\t")[0]!.replace(/\/$/, ""));
      assertEquals(names.map((name) => name.replaceAll("\\", "")).sort(), expected);
    },
  });
}

const zsh = await installed("zsh");
Deno.test({
  ...needing("zsh reads its script", !zsh && "zsh"),
  async fn() {
    const script = COMPLETIONS.zsh!(commands);
    assertEquals(await shell("zsh", ["-f", "-n", "-c", script]), []);
    const load = `autoload -U compinit && compinit -D -u\n${script}\necho $_comps[sluice]`;
    assertEquals(await shell("zsh", ["-f", "-c", load]), ["_sluice"]);
  },
});
