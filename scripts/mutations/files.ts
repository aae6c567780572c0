/** Faults in the names of files. @module */

import type { Mutation } from "./mutation.ts";

const SAFE_PATH = ["tests/file/safe_path_test.ts"];
const SENSITIVE = ["tests/file/sensitive_name_test.ts"];
const BITS = ["tests/file/permission_bits_test.ts"];

/** The faults. */
export const FILES: readonly Mutation[] = [
  {
    name: "a path that climbs is accepted",
    file: "lib/file/safe_path.ts",
    find: `if (name === "." || name === "..")`,
    replace: 'if (name === ".")',
    tests: SAFE_PATH,
  },
  {
    name: "an absolute path is accepted",
    file: "lib/file/safe_path.ts",
    find: `if (name === "") refuse("it is an absolute path, or contains an empty name");`,
    replace: "",
    tests: SAFE_PATH,
  },
  {
    name: "a name with a NUL byte is accepted",
    file: "lib/file/safe_path.ts",
    find: 'if (name.includes("\\0")) refuse("it contains a NUL character");',
    replace: "",
    tests: SAFE_PATH,
  },
  {
    name: "an empty path is accepted",
    file: "lib/file/safe_path.ts",
    find: `if (path === "") refuse("it is empty");`,
    replace: 'if (path === "") return path as SafePath;',
    tests: SAFE_PATH,
  },
  {
    name: "a name with a lone surrogate is accepted",
    file: "lib/file/safe_path.ts",
    find: 'if (!path.isWellFormed()) refuse("it is not Unicode text");',
    replace: "",
    tests: SAFE_PATH,
  },
  {
    name: "a path of any length is accepted",
    file: "lib/file/safe_path.ts",
    find: "path.length * 3 > MAX_PATH_BYTES && utf8",
    replace: "path.length < 0 && utf8",
    tests: SAFE_PATH,
  },
  {
    name: "a path of any depth is accepted",
    file: "lib/file/safe_path.ts",
    find: "if (names.length > MAX_DEPTH)",
    replace: "if (names.length > Infinity)",
    tests: SAFE_PATH,
  },
  {
    name: "a device name of Windows is accepted there",
    file: "lib/file/safe_path.ts",
    find: "if (WINDOWS_DEVICE.test(name))",
    replace: 'if (WINDOWS_DEVICE.test("x"))',
    tests: SAFE_PATH,
  },
  {
    name: "a character that Windows forbids is accepted there",
    file: "lib/file/safe_path.ts",
    find: "if (WINDOWS_FORBIDDEN.test(name))",
    replace: 'if (WINDOWS_FORBIDDEN.test("x"))',
    tests: SAFE_PATH,
  },
  {
    name: "a dot at the end of a name is accepted on Windows",
    file: "lib/file/safe_path.ts",
    find: "/[. ]$/.test(name)",
    replace: "/[ ]$/.test(name)",
    tests: SAFE_PATH,
  },
  {
    name: "the name of a staging folder is accepted",
    file: "lib/file/safe_path.ts",
    find: "if (isReservedName(name, os))",
    replace: 'if (isReservedName("x", os))',
    tests: SAFE_PATH,
  },
  {
    name: "the name of a staging folder in capitals is accepted",
    file: "lib/file/reserved_name.ts",
    find: "return /^\\.sluice-/i.test(name);",
    replace: "return /^\\.sluice-/.test(name);",
    tests: SAFE_PATH,
  },
  {
    name: "the name of a staging folder in full-width letters is accepted",
    file: "lib/file/reserved_name.ts",
    find: 'name.normalize("NFKC").replace',
    replace: "name.replace",
    tests: SAFE_PATH,
  },
  {
    name: "a hidden name at the top is not sensitive",
    file: "lib/file/sensitive_name.ts",
    find: 'first.startsWith(".") || AT_THE_TOP.has(first)',
    replace: "AT_THE_TOP.has(first)",
    tests: SENSITIVE,
  },
  {
    name: "a listed name at the top is not sensitive",
    file: "lib/file/sensitive_name.ts",
    find: 'first.startsWith(".") || AT_THE_TOP.has(first)',
    replace: 'first.startsWith(".")',
    tests: SENSITIVE,
  },
  {
    name: "a folder of version control below the top is not sensitive",
    file: "lib/file/sensitive_name.ts",
    find: "if (ANYWHERE.has(foldName(name)))",
    replace: 'if (ANYWHERE.has(""))',
    tests: SENSITIVE,
  },
  {
    name: "a folder of version control in capitals is not sensitive",
    file: "lib/file/sensitive_name.ts",
    find: "if (ANYWHERE.has(foldName(name)))",
    replace: "if (ANYWHERE.has(name))",
    tests: SENSITIVE,
  },
  {
    name: "a sensitive name with a dot at its end is not sensitive",
    file: "lib/file/sensitive_name.ts",
    find: 'return lower.endsWith(".") ? lower.replace(/\\.+$/, "") : lower;',
    replace: "return lower;",
    tests: SENSITIVE,
  },
  {
    name: "a sensitive name with an invisible character is not sensitive",
    file: "lib/file/sensitive_name.ts",
    find: '.replace(/\\p{Default_Ignorable_Code_Point}/gu, "")',
    replace: "",
    tests: SENSITIVE,
  },
  {
    name: "a short name of Windows is not sensitive there",
    file: "lib/file/sensitive_name.ts",
    find: 'os === "windows" && SHORT_NAME.test(name)',
    replace: 'os === "dos" && SHORT_NAME.test(name)',
    tests: SENSITIVE,
  },
  {
    name: "a sensitive path of two names is not sensitive",
    file: "lib/file/sensitive_name.ts",
    find: "if (wanted.every(",
    replace: "if (!wanted.every(",
    tests: SENSITIVE,
  },
  {
    name: "the umask does not apply to received files",
    file: "lib/file/permission_bits.ts",
    find: "return mode & 0o777 & ~umask;",
    replace: "return mode & 0o777;",
    tests: BITS,
  },
  {
    name: "set-user-ID survives in the mode of a received file",
    file: "lib/file/permission_bits.ts",
    find: "return mode & 0o777 & ~umask;",
    replace: "return mode & ~umask;",
    tests: BITS,
  },
  {
    name: "the umask does not apply where the sender knows no mode",
    file: "lib/file/permission_bits.ts",
    find: '(kind === "dir" ? 0o777 : 0o666) & ~umask',
    replace: '(kind === "dir" ? 0o777 : 0o666)',
    tests: BITS,
  },
];
