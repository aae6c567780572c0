import { assert, assertEquals, assertThrows } from "@std/assert";
import { CallerError } from "../../../lib/errors.ts";
import { allowRule } from "../../../lib/remote/gate/allow.ts";
import { decide } from "../../../lib/remote/gate/decide.ts";
import { ruleWarnings } from "../../../lib/remote/gate/rule_warnings.ts";
import { isHarmlessVariable } from "../../../lib/remote/gate/harmless_variable.ts";
import { mayBeAccepted, type Policy, type Rule } from "../../../lib/remote/gate/policy.ts";
import { readPolicy } from "../../../lib/remote/gate/read_policy.ts";

const limits = { time: 1000, idle: 1000, output: 1000, running: 1 };
const find = (name: string) => name.startsWith("/") ? name : `/usr/bin/${name}`;
const allow = (text: string) => allowRule(text, { limits, folder: "/", stdin: false, find });
const policyOf = (rules: readonly Rule[]): Policy => ({ rules, running: 1, perPeer: 1 });
const read = (commands: unknown) =>
  policyOf(readPolicy(JSON.stringify({ commands }), { limits, find }).rules);

const QUICK = policyOf(
  ["uname", "git log *", "git show * --stat", "ls -l *", "/opt/x/tool"].map(allow),
);

const TABLE: [argv: string[], args: string[] | string][] = [
  [["uname"], []],
  [["uname", "-a"], '"-a" is one word too many'],
  [["git", "log"], ["log"]],
  [["git", "log", "a", "b c", ""], ["log", "a", "b c", ""]],
  [["git", "log", "-p"], '"-p" begins with a dash'],
  [["git", "log", "a", "--output=/etc/x"], "begins with a dash"],
  [["git", "show", "a", "--stat"], ["show", "a", "--stat"]],
  [["git", "show", "a"], "too few words"],
  [["git", "show", "-a", "--stat"], "begins with a dash"],
  [["git", "show", "a", "--stat", "b"], "one word too many"],
  [["git", "push"], "is not what may stand there"],
  [["git"], "too few words"],
  [["ls", "-l"], ["-l"]],
  [["ls", "-la"], "is not what may stand there"],
  [["tool"], []],
  [["/opt/x/tool"], "no command is called"],
  [["UNAME"], "no command is called"],
  [["uname "], "no command is called"],
  [["*"], "no command is called"],
  [["constructor"], "no command is called"],
  [[""], "no command is named"],
  [[], "no command is named"],
  [["git", "log", "a\nb"], "line end"],
  [["git", "log", "a\0"], "NUL"],
  [["git", "log", "\udc00"], "half a character"],
  [["git", "log", "x".repeat(4097)], "4097 bytes"],
  [["git", "log", ...Array(255).fill("x")], "257 words"],
  [["git", "log", ...Array(9).fill("x".repeat(1000))], "9006 bytes"],
];

for (const [argv, expected] of TABLE) {
  const shown = JSON.stringify(argv).slice(0, 60);
  Deno.test(`--allow decides about ${shown}: ${JSON.stringify(expected)}`, () => {
    const decision = decide(QUICK, { argv });
    if (typeof expected !== "string") {
      return assertEquals(decision.allowed ? decision.args : decision.why, expected);
    }
    assert(!decision.allowed && decision.why.includes(expected));
  });
}

Deno.test("checks the type, whole length and count of parameters", () => {
  const policy = read({
    log: {
      run: ["/usr/bin/git", "log", "--oneline", "-n"],
      parameters: [{ number: { min: 1, max: 50 } }, { pattern: "[a-z]+|v\\d", count: { max: 2 } }],
    },
    level: { run: ["x"], parameters: [{ number: { min: -3, max: 3 }, dash: true }] },
    pick: { run: ["x"], parameters: [{ values: ["on", "off", "-x"], dash: true }] },
    some: { run: ["x"], parameters: [{ any: true, count: { min: 2, max: 3 } }] },
  });
  const no = (...argv: string[]) => assert(!decide(policy, { argv }).allowed, argv.join(" "));
  const yes = (...argv: string[]) => {
    const decision = decide(policy, { argv });
    assert(decision.allowed, decision.allowed ? "" : decision.why);
    return decision.args;
  };
  assertEquals(yes("log", "7"), ["log", "--oneline", "-n", "7"]);
  assertEquals(yes("log", "50", "main", "v1").slice(3), ["50", "main", "v1"]);
  for (const word of ["0", "51", "1.5", "07", "1e1", "-1", "", " 1", "1 ", "0x1", "١"]) {
    no("log", word);
  }
  for (const word of ["v1x", "xv1", "v10", "main\u2028", "MAIN", ""]) no("log", "1", word);
  no("log", "1", "a", "b", "c");
  no("log");
  yes("level", "-3");
  no("level", "--3");
  yes("pick", "-x");
  no("pick", "o");
  no("some", "a");
  yes("some", "a", "b", "c");
  no("some", "a", "b", "c", "d");
});

Deno.test("passes variables only if the rule accepts them, and never those that run other code", () => {
  const policy = read({ x: { run: ["x"], accept: ["TZ"] } });
  const decision = decide(policy, { argv: ["x"], env: { TZ: "UTC" } });
  assert(decision.allowed && decision.env.TZ === "UTC" && decision.env.PATH !== undefined);
  for (const name of ["PATH", "LANG", "tz", "LD_PRELOAD"]) {
    assert(!decide(policy, { argv: ["x"], env: { [name]: "1" } }).allowed, name);
  }
  assert(!decide(policy, { argv: ["x"], env: { TZ: "a\nb" } }).allowed);
  const dangerous = ["LD_PRELOAD", "DYLD_X", "NODE_OPTIONS", "DENO_DIR", "BASH_ENV", "IFS", "PATH"];
  for (const name of [...dangerous, "ENV", "PYTHONPATH", "ld_preload", "A B", "", "1A", "É"]) {
    assert(!mayBeAccepted(name), name);
  }
});

Deno.test("rejects variables that are not known to be harmless, unless acceptUnsafe names them", () => {
  const harmful =
    "TAR_OPTIONS MAKEFLAGS LESS OPENSSL_CONF RSYNC_RSH SSH_ASKPASS JDK_JAVA_OPTIONS ZDOTDIR VIMINIT " +
    "XDG_CONFIG_HOME LANGUAGE TZDIR TERMINFO LOCPATH MANPAGER CDPATH TMPDIR lang LC_ LANG_X";
  for (const name of harmful.split(" ")) {
    const rule = (member: string) => ({ x: { run: ["x"], [member]: [name] } });
    assertThrows(() => read(rule("accept")), CallerError, "acceptUnsafe", name);
    const decision = decide(read(rule("acceptUnsafe")), {
      argv: ["x"],
      env: { [name]: "/a ../b" },
    });
    assert(decision.allowed && decision.env[name] === "/a ../b", name);
  }
  for (const name of ["LANG", "LC_ALL", "TZ", "TERM", "NO_COLOR", "COLUMNS", "LINES"]) {
    assert(isHarmlessVariable(name), name);
  }
});

Deno.test("rejects values of harmless variables that name a file", () => {
  const policy = read({
    x: { run: ["x"], accept: ["LANG", "LC_ALL", "TZ", "TERM", "NO_COLOR", "COLUMNS", "LINES"] },
  });
  const allowed = (env: Record<string, string>) => decide(policy, { argv: ["x"], env }).allowed;
  const good = ["LANG=de_DE.UTF-8@euro", "LC_ALL=C", "TZ=Europe/Berlin", "TZ=:Etc/GMT+3"];
  const rules = ["TZ=CET-1CEST,M3.5.0,M10.5.0/3", "TZ=<+03>-3", "TERM=xterm-256color", "LANG="];
  for (const pair of [...good, ...rules, "NO_COLOR=1", "COLUMNS=80"]) {
    const [name = "", value = ""] = pair.split("=");
    assert(allowed({ [name]: value }), pair);
  }
  const bad = ["LANG=/tmp/x", "LC_ALL=../x", "TZ=/etc/shadow", "TZ=:/etc/shadow", "TZ=a/../../x"];
  for (const pair of [...bad, "TERM=../x", "TERM=..", "NO_COLOR=/x", "COLUMNS=x", "LANG=a b"]) {
    const [name = "", value = ""] = pair.split("=");
    assert(!allowed({ [name]: value }), pair);
  }
});

/** A seeded generator (xorshift32). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const PIECES = [
  "uname",
  "git",
  "log",
  "show",
  "ls",
  "-l",
  "--stat",
  "*",
  "-",
  "--",
  "-p",
  "a",
  "",
  "b",
];
const ODD = [
  ";",
  "$(id)",
  "a b",
  "\n",
  "\0",
  "é",
  "\ud800",
  "../x",
  "git log",
  "log *",
  "toString",
];

Deno.test("allows no arguments that the policy does not list, of a hundred thousand random requests", () => {
  // The same rules as expressions over the words, joined with a separator.
  const word = "[^-\\0\\r\\n\\x01][^\\0\\r\\n\\x01]*|";
  const listed = [
    "uname",
    `git\\x01log(\\x01(${word}))*`,
    `git\\x01show\\x01(${word})\\x01--stat`,
    `ls\\x01-l(\\x01(${word}))*`,
    "tool",
  ].map((source) => new RegExp(`^(?:${source})$`));
  const next = random(20261121);
  const pool = [...PIECES, ...PIECES, "tool", ...ODD];
  let allowed = 0;
  for (let n = 0; n < 100_000; n++) {
    const argv = Array.from({ length: next(6) }, () => {
      const piece = pool[next(pool.length)]!;
      return next(12) === 0 ? piece + pool[next(pool.length)]! : piece;
    });
    // Half of the requests begin like an allowed one: nearly all would be refused otherwise.
    if (next(2) === 0) argv.unshift(...[["git", "log"], ["git", "show"], ["ls", "-l"]][next(3)]!);
    const text = argv.join("\x01");
    const isListed = argv.every((each) => each.isWellFormed()) &&
      listed.some((expression) => expression.test(text));
    const decision = decide(QUICK, { argv });
    assertEquals(decision.allowed, isListed, JSON.stringify(argv));
    if (!decision.allowed) continue;
    allowed++;
    // The process gets the requested words and nothing else.
    assertEquals(decision.args, argv.slice(1));
    assert(decision.rule.executable.endsWith(`/${argv[0]}`));
  }
  assert(allowed > 5_000 && allowed < 95_000, `${allowed} were allowed`);
});

Deno.test("--allow rejects quotes, shell syntax and a missing command", () => {
  for (
    const text of ["", " ", "*", "* x", "echo 'a b'", 'x "y"', "a;b", "a|b", "a $x", "a>b", "a`b`"]
  ) {
    assertThrows(() => allow(text), CallerError, "--allow");
  }
});

Deno.test("warns of rules that allow more than they seem to", () => {
  const tooFree = [
    "bash *",
    "sh",
    "python3 *",
    "env *",
    "find *",
    "git *",
    "xargs * *",
    "ssh *",
    "awk *",
  ];
  for (const text of tooFree) assert(ruleWarnings(allow(text)).length > 0, text);
  for (const text of ["uname", "git log", "ls *", "cat *", "git status --short"]) {
    assertEquals(ruleWarnings(allow(text)), [], text);
  }
  const link = (name: string, target: string) => ({ ...allow(`${name} *`), target });
  for (const target of ["bash", "dash", "mawk", "python3.13", "env"]) {
    assert(ruleWarnings(link("/srv/x", `/usr/bin/${target}`)).length > 0, target);
  }
  assert(ruleWarnings(link("sh", "/bin/busybox")).length > 0);
  assertEquals(ruleWarnings(link("ls", "/bin/busybox")), []);
  const [script] = read({ x: { run: ["/bin/sh", "/srv/x.sh"] } }).rules;
  assertEquals(ruleWarnings(script!), []);
  const [fed] = read({ x: { run: ["/bin/sh", "-s"], stdin: true } }).rules;
  assert(ruleWarnings(fed!).length > 0);
});

Deno.test("gives standard input to a command only if its rule says so", () => {
  const policy = read({ quiet: { run: ["x"] }, fed: { run: ["x"], stdin: true } });
  const allowed = (name: string, stdin: boolean) => decide(policy, { argv: [name], stdin }).allowed;
  assertEquals([allowed("quiet", false), allowed("quiet", true)], [true, false]);
  assertEquals([allowed("fed", false), allowed("fed", true)], [true, true]);
});

Deno.test("sets no variable that makes a program run other code, whatever the rule says", () => {
  const [rule] = read({ x: { run: ["x"], acceptUnsafe: ["EDITOR_OPTIONS"] } }).rules;
  const names = ["LD_PRELOAD", "NODE_OPTIONS", "BASH_ENV", "PATH", "EDITOR_OPTIONS"];
  const policy = policyOf([{ ...rule!, acceptUnsafe: names }]);
  const allowed = names.filter((name) =>
    decide(policy, { argv: ["x"], env: { [name]: "y" } }).allowed
  );
  assertEquals(allowed, ["EDITOR_OPTIONS"]);
});
