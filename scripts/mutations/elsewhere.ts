/**
 * Faults outside a transfer: what may be read, which clients are accepted, and what is shown.
 *
 * @module
 */

import type { Mutation } from "./mutation.ts";

const ACCESS = ["tests/web/http/access_test.ts"];
const DIAL = ["tests/socket/dial_test.ts"];
const PROGRAM = ["tests/hostile/program_test.ts"];
const SHARED = ["tests/file/shared_folder_test.ts"];
const SHARE = ["tests/hostile/web_share_test.ts"];

/** All of them. */
export const ELSEWHERE: readonly Mutation[] = [
  {
    name: "any certificate is trusted if a source address is given",
    file: "lib/socket/secure_client.ts",
    find: "rejectUnauthorized: tls.verify !== false && pins === undefined,",
    replace: "rejectUnauthorized: false,",
    tests: DIAL,
    filter: "verifies issuer and name of a certificate",
  },
  {
    name: "an untrusted certificate counts as an unreachable machine if a source address is given",
    file: "lib/socket/not_connected.ts",
    find: "(NOT_TRUSTED.test(code) ? text : undefined)",
    replace: "undefined",
    tests: ["tests/commands/connect_test.ts"],
    filter: "an unknown certificate ends with 83",
  },
  {
    name: "the error of the first address is reported, whatever another's certificate was",
    file: "lib/socket/not_connected.ts",
    find: "found.find((one) => one.untrusted) ?? found[0]!",
    replace: "found[0]!",
    tests: DIAL,
    filter: "of several addresses",
  },
  {
    name: "a shared folder's prefix is compared without its separator",
    file: "lib/file/is_inside.ts",
    find: "path.startsWith(folder.endsWith(sep) ? folder : folder + sep)",
    replace: "path.startsWith(folder)",
    tests: SHARED,
    filter: "whose name begins with its name",
  },
  {
    name: "a shared folder does not check where a link leads",
    file: "lib/file/shared_folder.ts",
    find: "!isInside(this.#root, real) || ",
    replace: "",
    tests: SHARED,
    filter: "whose name begins with its name",
  },
  {
    name: "a hidden name is served behind a link",
    file: "lib/file/shared_folder.ts",
    find: '[...name.split("/"), ...real.split(sep)]',
    replace: 'name.split("/")',
    tests: SHARED,
    filter: "serves no hidden name",
  },
  {
    name: "a file opened in a shared folder is not compared with the one that was checked",
    file: "lib/file/shared_folder.ts",
    find: "isSameFile(before, file.statSync()) && ",
    replace: "",
    tests: SHARED,
    filter: "opens nothing but what it looked at",
  },
  {
    name: "a file opened by share is not compared with the one that was checked",
    file: "lib/file/open_below.ts",
    find: "if (after && isSameFile(opened, before) && isSameFile(opened, after)) return file;",
    replace: "if (after) return file;",
    tests: ["tests/file/open_below_test.ts", "tests/web/share/shared_tree_test.ts"],
  },
  {
    name: "the inode of a file is not compared after it was opened",
    file: "lib/file/is_same_file.ts",
    find: " && a.ino === b.ino",
    replace: "",
    tests: ["tests/web/share/shared_tree_test.ts", ...SHARED],
  },
  {
    name: "only five characters of the token are compared",
    file: "lib/web/http/access.ts",
    find: "sameText(given, token)",
    replace: "sameText(given.slice(0, 5), token.slice(0, 5))",
    tests: ACCESS,
    filter: "requires the token as the whole first component",
  },
  {
    name: "only five characters of the password are compared",
    file: "lib/web/http/access.ts",
    find: "sameText(given, password)",
    replace: "sameText(given.slice(0, 5), password.slice(0, 5))",
    tests: ACCESS,
    filter: "accepts the password with any user name",
  },
  {
    name: "a constant address is passed to the password throttle",
    file: "lib/web/web_server.ts",
    find: "access.admit(request, info.remoteAddr.hostname)",
    replace: 'access.admit(request, "192.0.2.1")',
    tests: SHARE,
    filter: "wrong passwords from another address",
  },
  {
    name: "with --once the relay's own address is passed to the password throttle",
    file: "lib/web/web_server.ts",
    find: "const { address: remoteAddr, taken } = client;",
    replace: "const { taken } = client;\n    const { remoteAddr } = info;",
    tests: SHARE,
    filter: "wrong passwords from another address",
  },
  {
    name: "a right password is checked although its source has guessed too often",
    file: "lib/web/http/access.ts",
    find: "if (!this.#guesses.has(source)) {",
    replace: "if (!this.#guesses.has(source) && !sameText(given, password)) {",
    tests: ACCESS,
    filter: "limits wrong passwords per address",
  },
  {
    name: "another site's page may send files",
    file: "lib/web/http/access.ts",
    find: "return foreign\n",
    replace: "return foreign && url.port === undefined\n",
    tests: ACCESS,
    filter: "rejects changes from other sites' pages",
  },
  {
    name: "any host name is accepted as this machine's",
    file: "lib/web/http/access.ts",
    find: "name.toLowerCase() === hostname",
    replace: "hostname.endsWith(name.toLowerCase())",
    tests: ACCESS,
    filter: "rejects a host name that is not this machine's",
  },
  {
    name: "--once ends after any range",
    file: "lib/web/share/file_answer.ts",
    find: "if (fetched.add(key, first, last + 1, entry.size)) onFetched?.();",
    replace: "fetched.add(key, first, last + 1, entry.size);\n      onFetched?.();",
    tests: ["tests/hostile/web_once_test.ts"],
    filter: "one range, wherever it is",
  },
  {
    name: "a file that was cut before its end counts as fetched",
    file: "lib/web/share/fetched_ranges.ts",
    find: "whole![0] === 0 && whole![1] >= size",
    replace: "whole![1] >= size",
    tests: ["tests/web/share/fetched_ranges_test.ts"],
  },
  {
    name: "an archive with a file that shrank ends successfully",
    file: "lib/web/share/archive.ts",
    find: 'if (count === null) throw new Error("pack: a file shrank while it was sent");',
    replace: "if (count === null) return;",
    tests: ["tests/web/share/archive_test.ts"],
    filter: "a zip fails where",
  },
  {
    name: "an archive includes bytes that a file grew by",
    file: "lib/web/share/archive.ts",
    find:
      "    const buffer = new Uint8Array(Math.min(WEB_CHUNK_BYTES, left));\n    const count = await file.read(buffer);",
    replace:
      "    const buffer = new Uint8Array(WEB_CHUNK_BYTES);\n    const count = await file.read(buffer);",
    tests: ["tests/web/share/archive_test.ts"],
    filter: "although it grows",
  },
  {
    name: "the message of a failed file is shown unescaped",
    file: "commands/views/entry_log.ts",
    find: "Failed: ${path}: ${escapeText(event.message)}",
    replace: "Failed: ${path}: ${event.message}",
    tests: PROGRAM,
    filter: "escapes a sender's skip",
  },
  {
    name: "the path of a failed file is shown unescaped",
    file: "commands/views/shown_name.ts",
    find: "const shown = escapeText(name);",
    replace: "const shown = name;",
    tests: PROGRAM,
    filter: "escapes a sender's skip",
  },
  {
    name: "offered names are shown unescaped",
    file: "commands/views/confirm_offer.ts",
    find: "return `${shownName(name, terminal, OFFER_COLUMNS)}",
    replace: "return `${name}",
    tests: PROGRAM,
    filter: "escapes a sender's names",
  },
  {
    name: "the message of an error is shown unescaped",
    file: "lib/cli/describe_error.ts",
    find: "escapeText(error instanceof Error ? error.message : String(error))",
    replace: "String(error instanceof Error ? error.message : error)",
    tests: PROGRAM,
    filter: "escapes a receiver's refusal",
  },
  {
    name: "--json writes control characters",
    file: "lib/text/json_line.ts",
    find: "return replaceUnsafe(JSON.stringify(value), escaped) +",
    replace: "return (escaped, replaceUnsafe, JSON.stringify(value)) +",
    tests: PROGRAM,
    filter: "--json escapes",
  },
  {
    name: "the path in the progress line is shown unescaped",
    file: "lib/terminal/progress.ts",
    find: "const name = escapeText(state.name);",
    replace: "const name = state.name; void escapeText;",
    tests: ["tests/terminal/progress_test.ts"],
  },
  {
    name: "a file is truncated after it was verified",
    file: "lib/file/staging/staged_file.ts",
    find: "      this.#handedOver = true;\n",
    replace:
      "      if (!this.#resumed) this.#file.truncateSync(0);\n      this.#handedOver = true;\n",
    tests: ["tests/fuzz/fuzz_test.ts"],
  },
  {
    name: "exec: the byte counts at the end of output are not compared",
    file: "lib/remote/request/ask.ts",
    find: "if (exit.stdout === counts.stdout && exit.stderr === counts.stderr) return exit;",
    replace: "if (exit.stdout >= 0 || counts.stdout >= 0) return exit;",
    tests: ["tests/remote/request/false_answers_test.ts"],
    filter: "output",
  },
  {
    name: "exec: credit is accepted without offered input",
    file: "lib/remote/request/ask.ts",
    find: 'throw new ProtocolError("the server granted input, but the client has none");',
    replace: "continue;",
    tests: ["tests/remote/request/false_answers_test.ts"],
    filter: "that was not offered",
  },
];
