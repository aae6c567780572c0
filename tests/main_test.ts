import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { loadCommands } from "../commands/all.ts";
import config from "../deno.json" with { type: "json" };
import { programHelp } from "../lib/cli/help.ts";
import { configInForce } from "../scripts/closed_network.ts";
import { permissionFlags } from "../scripts/permissions.ts";
import { installed, run, runSluice, SLUICE } from "./commands/run_sluice.ts";
import { needing } from "./support/needs.ts";
import { type Program, startCommand } from "./support/program.ts";

const commands = await loadCommands();

const probeArgs = [
  "run",
  `--config=${await configInForce()}`,
  "--quiet",
  "--no-check",
  ...await permissionFlags("plain"),
  new URL("main_probe.ts", import.meta.url).pathname,
];

const probe = (...args: string[]) => run(Deno.execPath(), { args: [...probeArgs, ...args] });

Deno.test("--version and version print the version in deno.json, and Deno's own", async () => {
  for (const flag of ["--version", "-V", "version"]) {
    const out = `sluice ${config.version} (Deno ${Deno.version.deno})\n`;
    assertEquals(await runSluice([flag]), { code: 0, out, err: "" });
  }
});

Deno.test("without a command prints help to stderr, and ends with 64", async () => {
  assertEquals(await runSluice([]), { code: 64, out: "", err: programHelp(commands) });
});

const MISTAKES: [string[], string][] = [
  [["hlep"], 'sluice: Unknown command "hlep"; did you mean help?\n'],
  [["\x1b[2J"], 'sluice: Unknown command "\\x1b[2J"; see sluice help\n'],
  [["--verison"], "sluice: Unknown flag --verison; did you mean --version?\n"],
  [["man", "--hlep"], "sluice: Unknown flag --hlep; did you mean --help? See sluice help man\n"],
  [["man", "a", "b"], 'sluice: Unexpected argument "b"; see sluice help man\n'],
  [
    ["help", "serve", "ecoh"],
    'sluice: Unknown service "ecoh"; did you mean echo? See sluice help serve\n',
  ],
  [
    ["serve", "ecoh", "--help"],
    'sluice: Unknown service "ecoh"; did you mean echo? See sluice help serve\n',
  ],
  [["help", "send", "x"], 'sluice: Unexpected argument "x"; see sluice help send\n'],
];

for (const [args, err] of MISTAKES) {
  Deno.test(`a usage error is one line on stderr, and exit code 64: ${JSON.stringify(args)}`, async () => {
    assertEquals(await runSluice(args), { code: 64, out: "", err });
  });
}

Deno.test("with --json a usage error is also an event", async () => {
  const { code, out, err } = await runSluice(["hlep", "--json"]);
  assertEquals(code, 64);
  assertEquals(JSON.parse(out), {
    event: "error",
    code: "usage",
    message: 'Unknown command "hlep"; did you mean help?',
    exit: 64,
  });
  assertMatch(err, /^sluice: Unknown command/);
});

Deno.test("an error is one escaped line, without a stack trace", async () => {
  assertEquals(await probe("fail"), {
    code: 74,
    out: "",
    err: "sluice: read \\x1b[2Jx\\x0ay: it broke\n",
  });
});

Deno.test("reports an internal error, awaited or not", async () => {
  const err = "sluice: Internal error (please report it): TypeError: nothing is not a function\n";
  assertEquals(await probe("crash"), { code: 70, out: "", err });
  assertEquals(await probe("stray"), {
    code: 70,
    out: "",
    err: "sluice: Internal error (please report it): TypeError: not awaited\n",
  });
});

Deno.test("a missing permission ends in exit code 77", async () => {
  const { code, out, err } = await probe("deny");
  assertEquals([code, out], [77, ""]);
  assertMatch(err, /^sluice: Requires read access to "\/etc\/hostname"\n$/);
});

Deno.test("the command's own exit code is the program's", async () => {
  assertEquals(await probe("say"), { code: 3, out: "", err: "a note\n" });
  assertEquals(await probe("say", "--quiet"), { code: 3, out: "", err: "" });
  assertEquals(await probe("say", "--json", "-q"), {
    code: 3,
    out: '{"event":"said"}\n{"event":"done","exit":3}\n',
    err: "",
  });
});

Deno.test("--timeout ends the program with exit code 75 after the command has cleaned up", async () => {
  assertEquals(await probe("wait", "--timeout", "50ms"), {
    code: 75,
    out: "",
    err: "ready\ncleaned up\nsluice: Timed out after 50 ms\n",
  });
});

/** Starts the probe and resolves once it says that it is ready. */
async function startProbe(name: string): Promise<Program> {
  const program = startCommand([Deno.execPath(), ...probeArgs, name]);
  await program.waitFor(/ready\n/);
  return program;
}

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${signal} lets the command clean up and ends in exit code ${code}`, async () => {
    await using program = await startProbe("wait");
    program.kill(signal);
    const { err } = await program.ended;
    assertEquals(err, `ready\ncleaned up\nsluice: Interrupted (${signal})\n`);
    assertEquals([program.code, program.signal], [code, null]);
  });

  Deno.test(`a second ${signal} ends a command that ignores the first`, async () => {
    await using program = await startProbe("stubborn");
    program.kill(signal);
    await program.waitFor(/heard\n/);
    program.kill(signal);
    assertEquals((await program.ended).code, code);
  });
}

Deno.test("a closed standard output ends the program without a message", async () => {
  const words = [Deno.execPath(), ...probeArgs, "flood"].map((word) => `'${word}'`).join(" ");
  const script = `{ ${words}; echo "code $?" >&2; } | head -c1`;
  const { out, err } = await run("sh", { args: ["-c", script] });
  assertEquals([out, err], ["a", "code 141\n"]);
});

// The version and help are first written without a terminal.
for (const words of ["help", "--version", "send --help"]) {
  Deno.test(`reports a full disk with exit code 74: ${words}`, async () => {
    const { code, err } = await run("sh", { args: ["-c", `${SLUICE} ${words} > /dev/full`] });
    assertEquals(code, 74);
    assertStringIncludes(err, "sluice: Cannot write to standard output: No space left on device");
  });

  Deno.test(`ends silently where nothing reads standard output: ${words}`, async () => {
    const script =
      `{ until [ -e closed ]; do :; done; ${SLUICE} ${words}; echo "code $?" >&2; } |` +
      " { exec <&-; : > closed; }; rm closed";
    const cwd = await Deno.makeTempDir();
    try {
      const { err } = await run("sh", { args: ["-c", script], cwd });
      assertEquals(err, "code 141\n");
    } finally {
      await Deno.remove(cwd, { recursive: true });
    }
  });
}

const script = await installed("script");

/** Runs a command line on a terminal of its own, where `input` is typed. */
function onTerminal(line: string, { env = {} }: { env?: Record<string, string> } = {}) {
  const args = ["-c", `printf '' | script -qec "$LINE" /dev/null`];
  // Without the caller's own NO_COLOR.
  const { NO_COLOR: _, ...inherited } = Deno.env.toObject();
  const clean = { ...inherited, TERM: "xterm", ...env, LINE: line };
  return run("sh", { args, env: clean, clearEnv: true });
}

Deno.test({
  ...needing(
    "colours errors on a terminal unless NO_COLOR, TERM=dumb or --no-color is set",
    !script && "script of util-linux",
  ),
  async fn() {
    const { out } = await onTerminal(`${SLUICE} hlep`);
    assertStringIncludes(out, "\x1b[31msluice:\x1b[39m Unknown command");
    const refusals: Record<string, string>[] = [{ NO_COLOR: "1" }, { TERM: "dumb" }];
    for (const env of refusals) {
      const plain = await onTerminal(`${SLUICE} hlep`, { env });
      assert(!plain.out.includes("\x1b"), plain.out);
    }
    const flag = await onTerminal(`${SLUICE} hlep --no-color`);
    assert(!flag.out.includes("\x1b"), flag.out);
  },
});

Deno.test({
  ...needing("asks a question on a terminal only", !script && "script of util-linux"),
  async fn() {
    const line = [Deno.execPath(), ...probeArgs, "ask"].join(" ");
    await using program = startCommand(["script", "-qec", line, "/dev/null"], {
      env: { TERM: "xterm" },
      interactive: true,
    });
    await program.waitFor(/sure\? \[y\/N\] /, "out");
    await program.write("yes\n");
    const { out, code } = await program.ended;
    assertStringIncludes(out, "answer: yes\r\n");
    assertEquals(code, 0);
    assertEquals(await probe("ask"), { code: 0, out: "answer: undefined\n", err: "" });
  },
});
