/** Faults in what `drop` takes. @module */

import type { Mutation } from "./mutation.ts";

const DROP = ["tests/hostile/web_drop_test.ts"];
const DROP_REQUESTS = ["tests/web/drop/put_test.ts"];

/** The faults. */
export const WEB_DROP: readonly Mutation[] = [
  {
    name: "a body without a name is taken for a form",
    file: "lib/web/drop/form_answer.ts",
    find: 'if (!FORM.test(request.headers.get("content-type") ?? "")) {',
    replace: 'if (request.url === "") {',
    tests: ["tests/interop/web_http_test.ts"],
    filter: "a body that is no form",
  },
  {
    name: "a part name that is not UTF-8 is accepted",
    file: "lib/web/drop/form_part.ts",
    find: 'name.includes("\\ufffd") ?',
    replace: 'name === "" ?',
    tests: ["tests/web/drop/form_part_test.ts"],
  },
  {
    name: "a part with two names is accepted",
    file: "lib/web/drop/form_part.ts",
    find: "if (parameters.has(key!.toLowerCase())) return undefined;",
    replace: "",
    tests: ["tests/web/drop/form_part_test.ts"],
  },
  {
    name: "an uploaded file may have a name that other programs run",
    file: "lib/web/drop/intake.ts",
    find: "part === undefined || this.#options.acceptName?.(part)",
    replace: "part !== undefined || true",
    tests: DROP,
  },
  {
    name: "an uploaded file may have any size",
    file: "lib/web/drop/intake.ts",
    find: "checkFileSize(plan.size ?? 0, maxSize);",
    replace: "",
    tests: DROP,
  },
  {
    name: "an uploaded file of unknown size may have any size",
    file: "lib/web/drop/put_answer.ts",
    find: "checkFileSize(upload.size + piece.length, maxSize);",
    replace: "",
    tests: DROP,
  },
  {
    name: "an upload with another digest is stored",
    file: "lib/web/drop/upload.ts",
    find: "given ?? digest, digest);",
    replace: "digest, digest);",
    tests: DROP,
  },
  {
    name: "an upload whose digest follows is stored without it",
    file: "lib/web/drop/put_answer.ts",
    find: "if (continues || isQuery && digest === null) {",
    replace: "if (isQuery && digest === null) {",
    tests: DROP_REQUESTS,
  },
  {
    name: "other content with the id of a stored file counts as stored",
    file: "lib/web/drop/put_answer.ts",
    find: "digest !== null && digest !== stored.digest",
    replace: "digest === undefined",
    tests: ["tests/web/drop/put_test.ts"],
  },
  {
    name: "a small upload with another digest is stored",
    file: "lib/web/drop/store_small.ts",
    find: "if (given !== null && given !== digest) {",
    replace: "if (given !== null && given === digest) {",
    tests: DROP_REQUESTS,
  },
  {
    name: "an upload whose answer was lost is stored twice",
    file: "lib/web/drop/results.ts",
    find: "while (this.#has(plan)) {",
    replace: 'while (plan.id === "" && this.#has(plan)) {',
    tests: DROP_REQUESTS,
  },
  {
    name: "uploads with different ids are taken for one",
    file: "lib/web/drop/results.ts",
    find: "return JSON.stringify([path, size, mtime, id]);",
    replace: "return JSON.stringify([path, size, mtime, id === null]);",
    tests: DROP_REQUESTS,
  },
  {
    name: "a small file is stored through a link",
    file: "lib/file/staging/single_files.ts",
    find: "if (!lstatBelow(this.#into, parent)?.isDirectory) return undefined;",
    replace: "",
    tests: DROP,
  },
  {
    name: "a folder is created through a link",
    file: "lib/file/make_folders.ts",
    find: "const info = lstat(path);",
    replace: "const info = lstat(path) && Deno.statSync(path);",
    tests: DROP_REQUESTS,
  },
  {
    name: "a token that others can read is used",
    file: "commands/flags/web_token.ts",
    find: "if (((permissionBits(target) ?? 0) & 0o077) !== 0) {",
    replace: "if (((permissionBits(target) ?? 0) & 0o7000) !== 0) {",
    tests: ["tests/commands/flags/web_token_test.ts"],
  },
  {
    name: "an upload continues at the client's offset",
    file: "lib/web/drop/put_answer.ts",
    find: "range.first !== undefined && range.first !== offset",
    replace: "range.first === -1",
    tests: DROP,
  },
  {
    name: "an upload with a content coding is stored encoded",
    file: "lib/web/drop/put_request.ts",
    find: `if (headers.has("content-encoding")) throw badHeader("Content-Encoding");`,
    replace: "",
    tests: DROP,
  },
  {
    name: "one source may take all the room for uploads",
    file: "lib/web/drop/intake.ts",
    find: "count >= MAX_UPLOADS_OF_SOURCE",
    replace: "count >= 10_000",
    tests: ["tests/web/drop/put_test.ts"],
  },
];
