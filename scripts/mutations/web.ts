/** Faults in what browsers are let do and are told. @module */

import type { Mutation } from "./mutation.ts";

const ACCESS = ["tests/web/access_test.ts"];
const RANGE = ["tests/web/byte_range_test.ts"];
const HEADERS = ["tests/web/headers_test.ts"];
const ANSWER = ["tests/web/answer_test.ts"];
const DROP = ["tests/hostile/web_drop_test.ts"];

/** The faults. */
export const WEB: readonly Mutation[] = [
  {
    name: "a name that is not of this machine is taken",
    file: "lib/web/access.ts",
    find: "if (!this.#isOurName(url.hostname)) {",
    replace: 'if (url.hostname === "") {',
    tests: ACCESS,
  },
  {
    name: "any name that begins with a digit is taken for an address",
    file: "lib/web/access.ts",
    find: "/^[\\d.]+$|^\\[/",
    replace: "/^[\\d.]+|^\\[/",
    tests: ACCESS,
  },
  {
    name: "a wrong password of the right length is taken",
    file: "lib/web/access.ts",
    find: "left.length === right.length && timingSafeEqual(left, right)",
    replace: "left.length === right.length",
    tests: ACCESS,
  },
  {
    name: "wrong passwords are not counted",
    file: "lib/web/access.ts",
    find: "this.#guesses.wrong(from);",
    replace: "",
    tests: ACCESS,
  },
  {
    name: "wrong passwords of one source are not limited",
    file: "lib/web/access.ts",
    find: "this.#count(sourceOf(from)) < MAX_GUESSES",
    replace: "this.#count(sourceOf(from)) < Infinity",
    tests: ACCESS,
  },
  {
    name: "wrong passwords of one source lock others out",
    file: "lib/web/access.ts",
    find: "const source = sourceOf(from);",
    replace: `const source = "";
    this.#wrong.set(sourceOf(from), { count: 0, at: 0 });`,
    tests: ACCESS,
  },
  {
    name: "wrong passwords are never forgotten",
    file: "lib/web/access.ts",
    find: "found.count - (this.#now() - found.at) / GUESS_INTERVAL",
    replace: "found.count",
    tests: ACCESS,
  },
  {
    name: "another site's page may send",
    file: "lib/web/access.ts",
    find: "(origin !== null && origin !== url.origin) ||",
    replace: "",
    tests: ACCESS,
  },
  {
    name: "another site's page without an origin may send",
    file: "lib/web/access.ts",
    find: `(site !== null && site !== "same-origin" && site !== "none")`,
    replace: "false",
    tests: ACCESS,
  },
  {
    name: "a page may be shown in a frame",
    file: "lib/web/answer.ts",
    find: `"base-uri 'none'",
    "frame-ancestors 'none'",`,
    replace: "\"base-uri 'none'\",",
    tests: ANSWER,
  },
  {
    name: "every page has the same nonce",
    file: "lib/web/page/layout.ts",
    find: "crypto.getRandomValues(new Uint8Array(18))",
    replace: "new Uint8Array(18)",
    tests: ANSWER,
  },
  {
    name: "scripts without a nonce run in a page",
    file: "lib/web/answer.ts",
    find: "`script-src 'nonce-${nonce}'`",
    replace: "`script-src 'unsafe-inline' 'nonce-${nonce}'`",
    tests: ANSWER,
  },
  {
    name: "browsers guess the type of a file",
    file: "lib/web/answer.ts",
    find: `"x-content-type-options": "nosniff",`,
    replace: "",
    tests: ANSWER,
  },
  {
    name: "a shared file may run as a page",
    file: "lib/web/answer.ts",
    find: "default-src 'none'; sandbox;",
    replace: "default-src 'none';",
    tests: ANSWER,
  },
  {
    name: "the address with the token is told to other sites",
    file: "lib/web/answer.ts",
    find: `"referrer-policy": "same-origin",`,
    replace: "",
    tests: ANSWER,
  },
  {
    name: "a range reaches beyond the file",
    file: "lib/web/byte_range.ts",
    find: "last: Math.min(to, size - 1) };",
    replace: "last: to };",
    tests: RANGE,
  },
  {
    name: "a range that begins at the end is a part",
    file: "lib/web/byte_range.ts",
    find: "if (from >= size) return",
    replace: "if (from > size) return",
    tests: RANGE,
  },
  {
    name: "a suffix longer than the file begins before it",
    file: "lib/web/byte_range.ts",
    find: "Math.min(Number(suffix), size)",
    replace: "Number(suffix)",
    tests: RANGE,
  },
  {
    name: "a suffix of no bytes is a part",
    file: "lib/web/byte_range.ts",
    find: 'if (length === 0) return { kind: "unsatisfiable" };',
    replace: "",
    tests: RANGE,
  },
  {
    name: "a range that runs backwards is a part",
    file: "lib/web/byte_range.ts",
    find: 'if (from > to) return { kind: "whole" };',
    replace: "",
    tests: RANGE,
  },
  {
    name: "a header of ranges may be of any length",
    file: "lib/web/byte_range.ts",
    find: " || header.length > LONGEST",
    replace: "",
    tests: RANGE,
  },
  {
    name: "a weak tag counts as strong",
    file: "lib/web/entity_tag.ts",
    find: '(how === "weak" || weak === undefined)',
    replace: "how !== undefined",
    tests: HEADERS,
  },
  {
    name: "a tag does not tell the size",
    file: "lib/web/entity_tag.ts",
    find: "[size, Math.trunc(mtime), ino ?? 0]",
    replace: "[0, Math.trunc(mtime), ino ?? 0]",
    tests: ["tests/web/headers_test.ts", "tests/hostile/web_share_test.ts"],
  },
  {
    name: "a range of another version is sent",
    file: "lib/web/preconditions.ts",
    find: `return condition.trim() !== "*" && namesTag(condition, etag, "strong");`,
    replace: "return true;",
    tests: HEADERS,
  },
  {
    name: "If-Match is ignored",
    file: "lib/web/preconditions.ts",
    find: `if (!namesTag(match, etag, "strong")) return "precondition failed";`,
    replace: "",
    tests: HEADERS,
  },
  {
    name: "an upload may say a range that contradicts itself",
    file: "lib/web/content_range.ts",
    find: "range.first <= range.last && range.last < size ? range : undefined",
    replace: "range",
    tests: HEADERS,
  },
  {
    name: "a malformed digest of an upload is ignored",
    file: "lib/web/digest_field.ts",
    find: "if (base64 === undefined) return undefined;",
    replace: "if (base64 === undefined) return null;",
    tests: HEADERS,
  },
  {
    name: "a slash hides in a component of an address",
    file: "lib/web/request_path.ts",
    find: 'names.some((name) => name.includes("/")) ? undefined : safePath',
    replace: "names.length === 0 ? undefined : safePath",
    tests: ["tests/web/request_path_test.ts"],
  },
  {
    name: "the name of a part that is not UTF-8 is taken",
    file: "lib/web/form_part.ts",
    find: 'name.includes("\\ufffd") ?',
    replace: 'name === "" ?',
    tests: ["tests/web/form_part_test.ts"],
  },
  {
    name: "a part with two names is taken",
    file: "lib/web/form_part.ts",
    find: "if (parameters.has(key!.toLowerCase())) return undefined;",
    replace: "",
    tests: ["tests/web/form_part_test.ts"],
  },
  {
    name: "an uploaded file may have a name that other programs run",
    file: "lib/web/drop_handler.ts",
    find: "part !== undefined && !acceptName?.(part)",
    replace: 'part === ""',
    tests: DROP,
  },
  {
    name: "an uploaded file may have any size",
    file: "lib/web/drop_handler.ts",
    find: "if (maxSize !== undefined && (plan.size ?? 0) > maxSize) throw tooLarge(maxSize);",
    replace: "",
    tests: DROP,
  },
  {
    name: "an uploaded file of unknown size may have any size",
    file: "lib/web/drop_handler.ts",
    find:
      "if (maxSize !== undefined && upload.size + piece.length > maxSize) throw tooLarge(maxSize);",
    replace: "",
    tests: DROP,
  },
  {
    name: "an upload with another digest is stored",
    file: "lib/web/upload.ts",
    find: "given ?? digest, digest);",
    replace: "digest, digest);",
    tests: DROP,
  },
  {
    name: "an upload goes on where the client says",
    file: "lib/web/drop_handler.ts",
    find: "range?.first !== undefined && range.first !== offset",
    replace: "range?.first === -1",
    tests: DROP,
  },
  {
    name: "an upload in a coding is stored as it comes",
    file: "lib/web/drop_handler.ts",
    find: `if (headers.has("content-encoding")) throw badHeader("Content-Encoding");`,
    replace: "",
    tests: DROP,
  },
  {
    name: "a link in a shared folder is followed",
    file: "lib/web/shared_tree.ts",
    find: `if (!info?.isDirectory) return undefined;
      source = join(source, name);
      info = lstat(source);`,
    replace: `if (!info?.isDirectory) return undefined;
      source = join(source, name);
      info = Deno.statSync(source);`,
    tests: ["tests/hostile/web_share_test.ts"],
  },
  {
    name: "any number of requests is served",
    file: "lib/web/web_server.ts",
    find: "if (this.#busy.count >= MAX_REQUESTS) {",
    replace: "if (this.#busy.count >= Infinity) {",
    tests: ["tests/web/access_test.ts"],
    survives: "1024 requests at once need more descriptors than every machine gives a test",
  },
  {
    name: "a virtual interface is preferred",
    file: "lib/web/lan_address.ts",
    find: "(VIRTUAL.test(name) ? 10 : 0)",
    replace: "0",
    tests: ["tests/web/lan_address_test.ts"],
  },
];
