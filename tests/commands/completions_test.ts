import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { dirname } from "node:path";
import { loadCommands } from "../../commands/all.ts";
import { completions } from "../../commands/completions.ts";
import { completionScript, SHELLS } from "../../lib/cli/completions.ts";
import { services } from "../../lib/services/all.ts";
import { complete, missingShell, type Shell } from "../cli/shells.ts";
import { needing } from "../support/needs.ts";
import { installed, run, runSluice, SLUICE } from "./run_sluice.ts";

const commands = await loadCommands();
const NAMES = commands.map(({ name }) => name);
const SERVICES = [...services.map(({ name }) => name), "exec"];

Deno.test("the command offers the shells that are supported", () => {
  assertEquals(completions.positionals?.[0]?.choices, [...SHELLS]);
});

for (const shell of SHELLS) {
  Deno.test(`sluice completions ${shell} prints the script`, async () => {
    const both = await completionScript(shell, commands, ["sluice", "sluice-run"]);
    assertEquals(await runSluice(["completions", shell]), { code: 0, out: both, err: "" });
    const one = await completionScript(shell, commands, ["sluice-run"]);
    const args = ["completions", shell, "--for", "sluice-run"];
    assertEquals(await runSluice(args), { code: 0, out: one, err: "" });
  });
}

Deno.test("rejects the name of a program that a shell would not read as one word", async () => {
  for (const name of ["a b", "a;b", "$(a)", "-a", "a/b"]) {
    const { code, out, err } = await runSluice(["completions", "bash", `--for=${name}`]);
    assertEquals([code, out], [64, ""], name);
    assertStringIncludes(err, "--for needs the name of a program");
  }
});

Deno.test("rejects an unknown or missing shell, and lists the supported ones", async () => {
  for (
    const [args, hint] of [[["bahs"], "did you mean bash?"], [["tcsh"], "bash, zsh, fish"], [
      [],
      "Missing SHELL",
    ]] as const
  ) {
    const { code, out, err } = await runSluice(["completions", ...args]);
    assertEquals([code, out], [64, ""]);
    assertStringIncludes(err, hint);
  }
});

const sorted = (words: readonly string[]) => [...words].sort();
const FILES = ["b.txt", "folder"];

/** Words of a command line, the last one incomplete, and what is offered. */
const CASES: [string, string[]][] = [
  ["", sorted(NAMES)],
  ["serve ", sorted(SERVICES)],
  ["serve ech", ["echo"]],
  ["serve --listen :0 ech", ["echo"]],
  ["serve echo ", []],
  ["serve files ", ["folder"]],
  ["serve echo --ra", ["--raw"]],
  ["serve echo --allo", ["--allow-from"]],
  ["serve echo --poli", []],
  ["serve exec --allo", ["--allow"]],
  ["serve time --format ", ["ctime", "epoch", "iso"]],
  ["serve exec --policy ", FILES],
  ["help ", sorted([...NAMES, "exit-codes"])],
  ["help serve ", sorted(SERVICES)],
  ["help send ", []],
  ["man ser", ["serve"]],
  ["send ", FILES],
  ["send b.txt ", FILES],
  ["send --listen ", FILES],
  ["send --to ada --digest sha", ["sha1", "sha256", "sha512"]],
  ["send --interface lo b", ["b.txt"]],
  ["share ", FILES],
  ["drop ", ["folder"]],
  ["drop folder ", []],
  ["receive --into ", ["folder"]],
  ["receive --if-exists ", ["overwrite", "refuse", "rename", "skip", "update"]],
  ["get ada --if-exists o", ["overwrite"]],
  ["connect --record ", FILES],
  ["connect --record b.txt --if-exists ", ["overwrite", "refuse", "rename"]],
  ["receive --secret-file ", FILES],
  ["lookup ", []],
  ["peers ", []],
  ["peers --comp", []],
  ["exec ada -- b.t", []],
  ["exec ada -- uname b", []],
  ["exec ada -- uname --", []],
  ["completions ", ["bash", "fish", "zsh"]],
];

async function offered(shell: Shell, line: string): Promise<string[]> {
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${cwd}/folder`);
    await Deno.writeTextFile(`${cwd}/b.txt`, "");
    const script = await completionScript(shell, commands, ["sluice"]);
    const env = { PATH: `${dirname(SLUICE)}:${Deno.env.get("PATH")}` };
    return await complete(shell, line.split(" "), { script, cwd, env });
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

for (const shell of SHELLS as readonly Shell[]) {
  for (const [line, expected] of CASES) {
    Deno.test({
      ...needing(`${shell} completes: sluice ${line}`, missingShell(shell)),
      fn: async () => assertEquals(await offered(shell, line), expected),
    });
  }

  Deno.test({
    ...needing(`${shell} offers flags only after a dash`, missingShell(shell)),
    async fn() {
      // receive asks the network for senders.
      for (const name of NAMES.filter((each) => each !== "receive")) {
        const words = await offered(shell, `${name} `);
        assertFalse(words.some((word) => word.startsWith("-")), `${name}: ${words}`);
      }
      const flags = await offered(shell, "receive --");
      for (const flag of ["--from", "--code", "--if-exists", "--help", "--json"]) {
        assert(flags.includes(flag), flag);
      }
      assertFalse(flags.includes("--secret"), "hidden");
    },
  });

  Deno.test({
    ...needing(`${shell} completes the words of a code`, missingShell(shell)),
    async fn() {
      assertEquals(await offered(shell, "receive 7-orb"), ["7-orbit"]);
      assertEquals(await offered(shell, "receive 7-orbit-lem"), ["7-orbit-lemon"]);
      assertEquals(await offered(shell, "exec ada 7-orb"), ["7-orbit"]);
      assertEquals(await offered(shell, "exec ada --code 7-orb"), ["7-orbit"]);
      assertEquals(await offered(shell, "exec ada "), []);
    },
  });
}

const canType = await installed("script") && await installed("bash");

Deno.test({
  name: "Tab completes in a real bash",
  ignore: !canType,
  async fn() {
    const dir = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${dir}/rc`, `PS1=; source <(${SLUICE} completions bash)\n`);
      // The typed line is run: a function prints the words that resulted.
      const typed = "sluice() { printf '<%s>' \"$@\"; echo; }\nsluice compl\tfi\t\nexit\n";
      await Deno.writeTextFile(`${dir}/typed`, typed);
      const line = `script -qec 'bash --rcfile ${dir}/rc -i' /dev/null < ${dir}/typed`;
      const { out } = await run("sh", { args: ["-c", line] });
      assertStringIncludes(out, "<completions><fish>");
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
