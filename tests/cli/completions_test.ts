import { assertEquals, assertStringIncludes } from "@std/assert";
import { completionScript } from "../../lib/cli/completions.ts";
import { needing } from "../support/needs.ts";
import { sample } from "./sample_command.ts";
import { complete, missingShell, type Shell, SHELLS } from "./shells.ts";

const other = { ...sample, name: "other", flags: [], common: [], positionals: [] };
const hidden = { ...sample, name: "hidden", hidden: true };
const part = (name: string, file: boolean) => ({
  ...other,
  name: `parted ${name}`,
  flags: [{ name: `${name}-only`, summary: "of this part" }],
  positionals: file ? [{ name: "FILE", summary: "a file", value: "path" as const }] : [],
});
const parted = {
  ...sample,
  name: "parted",
  positionals: [{ name: "NAME", summary: "a part", choices: ["one", "two"] }],
  parts: () => Promise.resolve([part("one", true), part("two", false)]),
};
const runner = {
  ...other,
  name: "runner",
  passthrough: true,
  positionals: [
    { name: "MODE", summary: "how", choices: ["fast", "slow"] },
    { name: "CMD", summary: "what", max: 9, value: "program" as const },
  ],
};
const guide = {
  ...other,
  name: "guide",
  positionals: [
    { name: "COMMAND", summary: "which", value: "command" as const, choices: ["topic"] },
    { name: "PART", summary: "of it", value: "part" as const },
  ],
};
const commands = [sample, other, hidden, parted, runner, guide];

/** Runs a test in a folder with the files that the cases below expect. */
async function offered(shell: Shell, words: string[], programs = ["sluice"]): Promise<string[]> {
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${cwd}/a dir`);
    await Deno.writeTextFile(`${cwd}/a file`, "");
    await Deno.writeTextFile(`${cwd}/b'quote`, "");
    const script = await completionScript(shell, commands, programs);
    return await complete(shell, words, { script, cwd, program: programs.at(-1)! });
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

const FILES = ["a dir", "a file", "b'quote"];

/** Words of a command line, the last one incomplete, and what is offered. */
const CASES: [string[], string[]][] = [
  [["s"], ["sample"]],
  [["o"], ["other"]],
  [["z"], []],
  [["hid"], []],
  [[""], ["guide", "other", "parted", "runner", "sample"]],
  [["--v"], ["--version"]],
  [["sample", "--in"], ["--into"]],
  [["sample", "--sk"], ["--skip"]],
  [["sample", ""], FILES],
  [["sample", "a"], ["a dir", "a file"]],
  [["sample", "b"], ["b'quote"]],
  [["sample", "x", ""], FILES],
  [["sample", "--digest", "sha"], ["sha256", "sha512"]],
  [["sample", "--digest", ""], ["md5", "sha256", "sha512"]],
  [["sample", "--digest", "md5", "b"], ["b'quote"]],
  [["sample", "--digest=md5", "b"], ["b'quote"]],
  [["sample", "--into", ""], ["a dir"]],
  [["sample", "-i", "a"], ["a dir"]],
  [["sample", "--key", "a"], ["a dir", "a file"]],
  [["sample", "--depth", ""], []],
  [["sample", "--listen", "127.0.0.1:80", "b"], ["b'quote"]],
  [["sample", "--", "--"], []],
  [["sample", "--", "b"], ["b'quote"]],
  [["other", "--"], ["--help"]],
  [["other", ""], []],
  [["unknown", ""], []],
  [["parted", ""], ["one", "two"]],
  [["parted", "t"], ["two"]],
  [["parted", "one", "--o"], ["--one-only"]],
  [["parted", "two", "--o"], []],
  [["parted", "one", "b"], ["b'quote"]],
  [["parted", "two", ""], []],
  [["parted", "one", "x", ""], []],
  [["parted", "--digest", "md5", "t"], ["two"]],
  [["runner", ""], ["fast", "slow"]],
  [["runner", "fast", "--", "zsluic"], []],
  [["runner", "fast", "--", "uname", ""], []],
  [["runner", "fast", "--", "uname", "--"], []],
  [["guide", "s"], ["sample"]],
  [["guide", "t"], ["topic"]],
  [["guide", "parted", ""], ["one", "two"]],
  [["guide", "sample", ""], []],
];

for (const shell of SHELLS) {
  for (const [words, expected] of CASES) {
    Deno.test({
      ...needing(`${shell} completes: ${words.join(" ")}`, missingShell(shell)),
      fn: async () => assertEquals(await offered(shell, words), expected),
    });
  }

  Deno.test({
    ...needing(`${shell} offers programs after --, and no files`, missingShell(shell)),
    async fn() {
      const programs = await offered(shell, ["runner", "fast", "--", "unam"]);
      assertEquals(programs.includes("uname"), true, programs.join(" "));
      const all = await offered(shell, ["runner", "fast", "--", ""]);
      assertEquals([all.includes("uname"), all.includes("a file")], [true, false]);
      assertEquals((await offered(shell, ["runner", "fast", "--", "a"])).includes("a dir"), false);
    },
  });

  Deno.test({
    ...needing(`${shell} completes a value after an equals sign`, missingShell(shell)),
    async fn() {
      const values = async (word: string) =>
        (await offered(shell, ["sample", word])).map((each) => each.replace("--digest=", ""));
      assertEquals(await values("--digest="), ["md5", "sha256", "sha512"]);
      assertEquals(await values("--digest=sha"), ["sha256", "sha512"]);
    },
  });

  Deno.test({
    ...needing(`${shell} completes every program that the script is for`, missingShell(shell)),
    async fn() {
      for (const programs of [["sluice", "sluice-run"], ["sluice-run"], ["slu"]]) {
        assertEquals(await offered(shell, ["oth"], programs), ["other"], programs.join(" "));
      }
    },
  });

  Deno.test({
    ...needing(`${shell} completes the interfaces of this machine`, missingShell(shell)),
    async fn() {
      const flag = { name: "interface", summary: "where", value: "interface" as const };
      const optional = { ...flag, name: "lan", optionalValue: true };
      const command = { ...sample, flags: [flag, optional] };
      const script = await completionScript(shell, [command], ["sluice"]);
      const cwd = await Deno.makeTempDir();
      const names = Array.from(Deno.readDirSync("/sys/class/net"), ({ name }) => name).sort();
      const of = (...words: string[]) => complete(shell, ["sample", ...words], { script, cwd });
      assertEquals(await of("--interface", ""), names);
      assertEquals(await of("--lan", ""), names);
      await Deno.writeTextFile(`${cwd}/lofile`, "");
      assertEquals(await of("--lan", "lo"), ["lo", "lofile"]);
      assertEquals(await of("--lan", "lo", ""), ["lofile"]);
      await Deno.remove(cwd, { recursive: true });
    },
  });
}

Deno.test({
  ...needing("bash offers no more than readline replaces, after a colon", missingShell("bash")),
  async fn() {
    const cwd = await Deno.makeTempDir();
    await Deno.writeTextFile(`${cwd}/a:bc`, "");
    const script = await completionScript("bash", commands, ["sluice"]);
    assertEquals(await complete("bash", ["sample", "a:b"], { script, cwd }), ["bc"]);
    await Deno.remove(cwd, { recursive: true });
  },
});

Deno.test({
  ...needing("zsh loads its script from a folder of $fpath", missingShell("zsh")),
  async fn() {
    const folder = await Deno.makeTempDir();
    for (const name of ["sluice", "sluice-run"]) {
      const text = await completionScript("zsh", commands, [name]);
      await Deno.writeTextFile(`${folder}/_${name}`, text);
    }
    const script = `fpath=(${folder} $fpath); autoload -U compinit && compinit -D -u`;
    for (const program of ["sluice", "sluice-run"]) {
      const words = await complete("zsh", ["oth"], { script, cwd: folder, program });
      assertEquals(words, ["other"], program);
    }
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  ...needing("a fresh fish loads the script by the name of the program", missingShell("fish")),
  async fn() {
    const home = await Deno.makeTempDir();
    const folder = `${home}/.config/fish/completions`;
    await Deno.mkdir(folder, { recursive: true });
    for (const name of ["sluice", "sluice-run"]) {
      const text = await completionScript("fish", commands, [name]);
      await Deno.writeTextFile(`${folder}/${name}.fish`, text);
    }
    for (const program of ["sluice", "sluice-run"]) {
      // Fish completes only programs that are there.
      await Deno.writeTextFile(`${home}/${program}`, "#!/bin/sh\n", { mode: 0o755 });
      const { stdout } = await new Deno.Command("fish", {
        args: ["-c", `complete -C '${program} oth'`],
        env: {
          HOME: home,
          XDG_CONFIG_HOME: `${home}/.config`,
          PATH: `${home}:${Deno.env.get("PATH")}`,
        },
        stdin: "null",
      }).output();
      assertStringIncludes(new TextDecoder().decode(stdout), "other\t", program);
    }
    await Deno.remove(home, { recursive: true });
  },
});
