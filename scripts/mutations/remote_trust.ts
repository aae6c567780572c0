/** Faults in what `serve exec` trusts, and in its limits. @module */

import type { Mutation } from "./mutation.ts";

const POLICY = ["tests/remote/gate/decide_test.ts", "tests/remote/gate/policy_file_test.ts"];
const TRUSTED = ["tests/remote/trusted_words_test.ts", "tests/remote/gate/policy_file_test.ts"];
const EXEC = ["tests/remote/exec_test.ts"];
const UNPROVEN = ["tests/secure/unproven_test.ts"];

/** The faults. */
export const REMOTE_TRUST: readonly Mutation[] = [
  {
    name: "a policy may accept any variable",
    file: "lib/remote/gate/read_policy.ts",
    find: "if (!isHarmlessVariable(each)) {",
    replace: 'if (each === "") {',
    tests: POLICY,
  },
  {
    name: "a policy may let clients set what loads other code",
    file: "lib/remote/gate/read_policy.ts",
    find: "if (!mayBeAccepted(each)) {",
    replace: 'if (each === "") {',
    tests: POLICY,
  },
  {
    name: "a policy may set variables of the loader",
    file: "lib/remote/gate/read_policy.ts",
    find: 'if (/^(LD|DYLD)_/i.test(name)) reader!.invalid(name, "no variable of the loader");',
    replace: "",
    tests: POLICY,
  },
  {
    name: "a policy may name a relative folder",
    file: "lib/remote/gate/read_policy.ts",
    find: 'if (!folder.startsWith("/") && !/^[A-Za-z]:[\\\\/]/.test(folder)) {',
    replace: 'if (folder === "") {',
    tests: POLICY,
  },
  {
    name: "a policy that others may write is read",
    file: "lib/file/policy_file.ts",
    find: "const real = assertTrusted(path, what);",
    replace: "const real = path;",
    tests: ["tests/remote/gate/policy_file_test.ts"],
  },
  {
    name: "a program in a folder that others may write is run",
    file: "lib/file/trusted_path.ts",
    find: "if ((mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0) this.#no",
    replace: "if ((mode & OTHERS_WRITE) !== 0 && mode === 0) this.#no",
    tests: TRUSTED,
  },
  {
    name: "a program that others may write is run",
    file: "lib/file/trusted_path.ts",
    find: "if (((info.mode ?? 0) & OTHERS_WRITE) !== 0 && !info.isCharDevice) {",
    replace: "if (((info.mode ?? 0) & OTHERS_WRITE) !== 0 && info.isCharDevice) {",
    tests: TRUSTED,
  },
  {
    name: "links on the path to a program are not checked",
    file: "lib/file/trusted_path.ts",
    find: `judge.owner(next, found);
      const target`,
    replace: "const target",
    tests: TRUSTED,
  },
  {
    name: "a script is run by an interpreter that others may write",
    file: "lib/file/trusted_program.ts",
    find: "script = assertTrusted(interpreter, itself, { mayBeMissing: true });",
    replace: "return real;",
    tests: TRUSTED,
  },
  {
    name: "any number of commands runs for one peer",
    file: "lib/remote/runner/supervise.ts",
    find: "runs.filter((run) => run.source === source).length >= perPeer",
    replace: "runs.length < 0",
    tests: EXEC,
    filter: "refuses commands above the limits",
  },
  {
    name: "any number of commands runs",
    file: "lib/remote/runner/supervise.ts",
    find: "if (runs.length >= running) {",
    replace: "if (runs.length >= Infinity) {",
    tests: EXEC,
    filter: "refuses commands above the limits",
  },
  {
    name: "any number of one command runs",
    file: "lib/remote/runner/supervise.ts",
    find: ">= rule.limits.running",
    replace: ">= Infinity",
    tests: EXEC,
    filter: "refuses commands above the limits",
  },
  {
    name: "more stdin than was granted is accepted",
    file: "lib/remote/request/answer.ts",
    find: "if (credit.left < 0) {",
    replace: "if (credit.left < -Infinity) {",
    tests: ["tests/remote/request/hostile_frames_test.ts"],
  },
  {
    name: "stdin is accepted without credit",
    file: "lib/remote/request/answer.ts",
    find: "if (!open) throw",
    replace: "if (type < 0) throw",
    tests: ["tests/remote/request/hostile_frames_test.ts"],
  },
  {
    name: "lost output is not noticed",
    file: "lib/remote/request/ask.ts",
    find: "if (exit.stdout === counts.stdout && exit.stderr === counts.stderr) return exit;",
    replace: "return exit;",
    tests: ["tests/remote/request/ask_test.ts"],
  },
  {
    name: "a command may write without a limit",
    file: "lib/remote/runner/output.ts",
    find: "if (this.count + value.length > limit) this.truncated = true;",
    replace: "",
    tests: EXEC,
    filter: "endless output",
  },
  {
    name: "a peer of the same role is greeted",
    file: "lib/channel/session.ts",
    find: "if (hello.role !== role) return hello;",
    replace: "return hello;",
    tests: ["tests/remote/request/hostile_frames_test.ts"],
  },
  {
    name: "a silent connection is never evicted",
    file: "lib/secure/unproven.ts",
    find: `if (of(this.#silent, source).length >= MAX_SILENT_PER_SOURCE) this.#endOldest(source);
    else `,
    replace: "",
    tests: UNPROVEN,
  },
  {
    name: "silent connections of all sources are not limited",
    file: "lib/secure/unproven.ts",
    find: "else if (this.#silent.size >= MAX_SILENT) this.#endOldest(largest(this.#silent));",
    replace: "",
    tests: UNPROVEN,
  },
  {
    name: "waiting guesses are not limited",
    file: "lib/secure/unproven.ts",
    find: "if (this.#waiting.size < MAX_WAITING_GUESSES) return;",
    replace: "return;",
    tests: UNPROVEN,
  },
  {
    name: "the audit is written where others can create a link",
    file: "commands/serve/exec/options.ts",
    find: ': assertTrusted(auditFile, "Cannot write the audit", { mayBeMissing: true });',
    replace: ": auditFile;",
    tests: ["tests/remote/trusted_words_test.ts"],
  },
  {
    name: "a folder of others in an argument is not checked",
    file: "commands/serve/exec/rule_words.ts",
    find: "judge(word, full, false);",
    replace: "judge(word, full, true);",
    tests: ["tests/remote/trusted_words_test.ts"],
  },
  {
    name: "a path that climbs is checked as the system resolves it only",
    file: "commands/serve/exec/rule_words.ts",
    find: "new Set([path, normalize(path)])",
    replace: "new Set([path])",
    tests: ["tests/remote/trusted_words_test.ts"],
  },
  {
    name: "paths in the environment are not checked",
    file: "commands/serve/exec/rule_words.ts",
    find: "of value.split(/[\\s\"']+/).flatMap(pathsIn)) {",
    replace: 'of [""].flatMap(pathsIn)) {',
    tests: ["tests/remote/trusted_words_test.ts"],
  },
  {
    name: "arguments of an interpreter in a first line are not checked",
    file: "lib/file/trusted_program.ts",
    find: "of rest.matchAll(",
    replace: 'of "".matchAll(',
    tests: ["tests/remote/trusted_words_test.ts"],
  },
  {
    name: "the path of a file URL is not checked",
    file: "commands/serve/exec/rule_words.ts",
    find: "...whole, ...parts, ...ends, ...urls",
    replace: "...whole, ...parts, ...ends",
    tests: ["tests/remote/trusted_words_test.ts"],
  },
  {
    name: "a command that is being ended receives input without end",
    file: "lib/remote/runner/run.ts",
    find: "if (this.#reason !== undefined) return;\n      }",
    replace: "}",
    tests: ["tests/remote/exec_test.ts"],
    filter: "closes its stdin",
  },
];
