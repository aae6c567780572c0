/** Faults in the command line: exit codes, arguments, permissions, questions. @module */

import type { Mutation } from "./mutation.ts";

const EXIT = ["tests/cli/exit_codes_test.ts"];
const PARSE = ["tests/cli/parse_test.ts"];
const MAN = ["tests/commands/man_test.ts"];
const CONSENT = ["tests/commands/views/consent_test.ts"];
const AGREE = ["tests/commands/views/confirm_offer_test.ts"];

/** The faults. */
export const CLI: readonly Mutation[] = [
  {
    name: "a refusal by the peer ends with its own code",
    file: "lib/cli/exit_codes.ts",
    find: "isRemote && !SAME_WHEN_REMOTE.has(error.code) ? 1",
    replace: 'isRemote && error.code === "usage" ? 1',
    tests: EXIT,
  },
  {
    name: "a digest mismatch ends with exit code 1",
    file: "lib/cli/exit_codes.ts",
    find: "digest_mismatch: 65,",
    replace: "digest_mismatch: 1,",
    tests: EXIT,
  },
  {
    name: "a cut connection ends with exit code 1",
    file: "lib/cli/exit_codes.ts",
    find: "cut: 75,",
    replace: "cut: 1,",
    tests: EXIT,
  },
  {
    name: "SIGTERM ends with exit code 130",
    file: "lib/cli/exit_codes.ts",
    find: 'error.cause === "SIGTERM" ? 143 : 130',
    replace: "130",
    tests: EXIT,
  },
  {
    name: "a full disk ends with exit code 1",
    file: "lib/cli/exit_codes.ts",
    find: "no_space: 74,",
    replace: "no_space: 1,",
    tests: EXIT,
  },
  {
    name: "a missing permission is reported as an internal error",
    file: "lib/cli/exit_codes.ts",
    find: `case "NotCapable":
      return 77;`,
    replace: `case "NotCapable":
      return 70;`,
    tests: EXIT,
  },
  {
    name: "an unknown host name ends as unavailable",
    file: "lib/cli/exit_codes.ts",
    find: "return NOT_MADE[error.reason] ?? LOCAL.unavailable;",
    replace: "return LOCAL.unavailable;",
    tests: EXIT,
  },
  {
    name: "an unknown error ends with exit code 0",
    file: "lib/cli/exit_codes.ts",
    find: "if (!(error instanceof Error)) return 70;",
    replace: "if (!(error instanceof Error)) return 0;",
    tests: EXIT,
  },
  {
    name: "surplus arguments are ignored",
    file: "lib/cli/parse.ts",
    find: "if (extra !== undefined) {",
    replace: 'if (extra === "") {',
    tests: PARSE,
  },
  {
    name: "missing arguments are ignored",
    file: "lib/cli/parse.ts",
    find: "if (words.length < least) throw",
    replace: "if (words.length < 0) throw",
    tests: PARSE,
  },
  {
    name: "a repeated flag counts once",
    file: "lib/cli/parse.ts",
    find: "given.length > 1 && !flag.repeatable",
    replace: "given.length > 9 && !flag.repeatable",
    tests: PARSE,
  },
  {
    name: "any value of a choice is accepted",
    file: "lib/cli/check_value.ts",
    find: "if (choices.includes(value)) return;",
    replace: "return;",
    tests: ["tests/cli/check_value_test.ts", "tests/cli/parse_test.ts"],
  },
  {
    name: "a number may be negative",
    file: "lib/cli/check_value.ts",
    find: "/^\\d+$/.test(value)",
    replace: "/^-?\\d+$/.test(value)",
    tests: ["tests/cli/check_value_test.ts", "tests/cli/parse_test.ts"],
  },
  {
    name: "giving up permissions keeps one class",
    file: "lib/cli/give_up_permissions.ts",
    find: `"import", "ffi", "run", "net", "sys", "env", "write", "read"]`,
    replace: `"import", "ffi", "run", "net", "sys", "env", "write"]`,
    tests: ["tests/cli/give_up_permissions_test.ts"],
  },
  {
    name: "giving up permissions gives up needed ones",
    file: "lib/cli/give_up_permissions.ts",
    find: "if (!wanted.includes(name))",
    replace: "if (wanted.includes(name))",
    tests: ["tests/cli/give_up_permissions_test.ts"],
  },
  {
    name: "a larger offer is covered by an earlier acceptance",
    file: "commands/views/consent.ts",
    find: "offer.exact && offer.entries <= agreed.entries && offer.bytes <= agreed.bytes",
    replace: "offer.exact",
    tests: CONSENT,
  },
  {
    name: "an offer from another host is covered by an earlier acceptance",
    file: "commands/views/consent.ts",
    find: 'this.#sameHost && from.replace(/:\\d+$/, "")',
    replace: '""',
    tests: CONSENT,
  },
  {
    name: "an accepted name counts for the next offer as well",
    file: "commands/views/consent.ts",
    find: "this.#names.clear();",
    replace: "",
    tests: CONSENT,
  },
  {
    name: "man --install replaces a file that is no page of sluice",
    file: "commands/man/install_pages.ts",
    find: "Deno.readTextFileSync(path).startsWith(START)",
    replace: "true",
    tests: MAN,
  },
  {
    name: "man --install replaces a symbolic link",
    file: "commands/man/install_pages.ts",
    find: "Deno.lstatSync(path)",
    replace: "Deno.statSync(path)",
    tests: MAN,
  },
  {
    name: "a command does not list an exit code that it can end with",
    file: "commands/get/command.ts",
    find: "exitCodes: [1, 65, 66, 68,",
    replace: "exitCodes: [1, 65, 68,",
    tests: ["tests/commands/exit_codes_test.ts"],
  },
  {
    name: "a command lists an exit code that it cannot end with",
    file: "commands/peers.ts",
    find: "exitCodes: [69, 77]",
    replace: "exitCodes: [66, 69, 77]",
    tests: ["tests/commands/exit_codes_test.ts"],
  },
  {
    name: "an accepted name counts in one spelling only",
    file: "commands/views/consent.ts",
    find: "return foldName(path.slice",
    replace: "return String(path.slice",
    tests: CONSENT,
  },
  {
    name: "an offer is accepted without a terminal",
    file: "commands/views/confirm_offer.ts",
    find: "if (!yes && !terminal.interactive) {",
    replace: "if (!yes && terminal.json && !terminal.interactive) {",
    tests: AGREE,
  },
  {
    name: "any answer counts as yes",
    file: "commands/views/question.ts",
    find: 'if (answer !== "yes") throw',
    replace: 'if (answer === "never") throw',
    tests: AGREE,
  },
  {
    name: "--yes covers sensitive names",
    file: "commands/views/confirm_offer.ts",
    find: `if (consent.hasName(path)) return;
`,
    replace: `return;
`,
    tests: AGREE,
  },
  {
    name: "share accepts a home folder",
    file: "commands/share/options.ts",
    find: "real === undefined || !isTooMuch(real, home, true)",
    replace: "true",
    tests: ["tests/hostile/web_share_test.ts"],
  },
  {
    name: "drop accepts a folder above home folders",
    file: "commands/drop/options.ts",
    find: 'realPath(context.env("HOME")), false)',
    replace: 'realPath(context.env("HOME")), false) && false',
    tests: ["tests/hostile/web_drop_test.ts", "tests/hostile/web_share_test.ts"],
    filter: "38",
  },
  {
    name: "--listen takes any word for a path",
    file: "commands/flags/listen.ts",
    find: "return !(error instanceof Deno.errors.NotFound);",
    replace: "return true;",
    tests: ["tests/commands/flags/listen_test.ts"],
  },
  {
    name: "a code that is given twice is accepted",
    file: "commands/flags/code.ts",
    find: "if (given === undefined) return words.join",
    replace: "return words.join",
    tests: ["tests/commands/flags/code_test.ts"],
  },
  {
    name: "a pattern with an open bracket is accepted",
    file: "lib/file/source/pattern_fault.ts",
    find: "return index < pattern.length ? index :",
    replace: "return index > 0 ? index :",
    tests: ["tests/file/source/pattern_fault_test.ts"],
  },
  {
    name: "--if-exists overwrite writes into the file behind a link",
    file: "commands/views/trace.ts",
    find: 'if (ifExists === "overwrite") removeFile(name);',
    replace: 'if (ifExists === "overwrite") return Deno.openSync(name, { write: true });',
    tests: ["tests/commands/connect_test.ts"],
    filter: "link of the record",
  },
  {
    name: "an output file is replaced without --if-exists",
    file: "lib/file/existing_name.ts",
    find: 'if (ifExists === "refuse") throw existsError(shown, policies);',
    replace: "",
    tests: ["tests/commands/get_test.ts"],
    filter: "by every policy",
  },
];
