/** Faults in what `receive --localsend` takes. @module */

import type { Mutation } from "./mutation.ts";

const ROUTES = ["tests/web/localsend/receive/receive_routes_test.ts"];
const SESSION = "lib/web/localsend/receive/session.ts";
const RECEIVE_ROUTES = "lib/web/localsend/receive/receive_routes.ts";
const RECEIVE_FILE = "lib/web/localsend/receive/receive_file.ts";

/** The faults. */
export const LOCALSEND_RECEIVE: readonly Mutation[] = [
  {
    name: "an upload with any token is taken",
    file: SESSION,
    find: "if (file === undefined || !sameText(token, file.token)) return undefined;",
    replace: "if (file === undefined) return undefined;",
    tests: ROUTES,
  },
  {
    name: "an upload from any address is taken",
    file: SESSION,
    find: "sameText(id, this.id) && host === this.#options.host",
    replace: "sameText(id, this.id)",
    tests: ROUTES,
  },
  {
    name: "a file is taken twice",
    file: SESSION,
    find: 'if (file.state !== "pending" || this.stopped.aborted) return undefined;',
    replace: "if (this.stopped.aborted) return undefined;",
    tests: ROUTES,
  },
  {
    name: "a wrong checksum may be repeated without end",
    file: SESSION,
    find: " && file.attempts < MAX_UPLOAD_ATTEMPTS",
    replace: "",
    tests: ROUTES,
  },
  {
    name: "a file with a number replaces one of that name",
    file: SESSION,
    find: "file.planned.isNumbered || holder !== file",
    replace: "holder !== file",
    tests: ROUTES,
  },
  {
    name: "two senders are asked about at once",
    file: RECEIVE_ROUTES,
    find: "return this.#question !== undefined || this.#running !== undefined",
    replace: "return this.#running !== undefined",
    tests: ROUTES,
  },
  {
    name: "any address takes a question back",
    file: RECEIVE_ROUTES,
    find: "id === null && this.#question?.host === host",
    replace: "id === null && this.#question !== undefined",
    tests: ROUTES,
  },
  {
    name: "the question stays when its sender has gone",
    file: RECEIVE_ROUTES,
    find: "onDisconnected(request, () => question.withdrawn.abort(withdrawal()))",
    replace: "onDisconnected(request, () => {})",
    tests: ["tests/web/localsend/receive/receive_routes_test.ts"],
    filter: "disconnects",
  },
  {
    name: "a PIN is not asked for",
    file: RECEIVE_ROUTES,
    find: "if (rejection !== undefined) {",
    replace: "if (rejection !== undefined && false) {",
    tests: ROUTES,
  },
  {
    name: "a source may ask the user without end",
    file: RECEIVE_ROUTES,
    find: "this.#refusals.tryTake(sourceOf(offer.peer));",
    replace: "",
    tests: ROUTES,
  },
  {
    name: "the sender is told what to do on this machine",
    file: "lib/web/localsend/receive/receive_answers.ts",
    find: "if (isOfDisk(error) && status === LocalSendStatus.failed) {",
    replace: "if (false) {",
    tests: ["tests/hostile/localsend_disks_test.ts"],
  },
  {
    name: "a large upload that is too short is stored",
    file: RECEIVE_FILE,
    find: "if (upload.size < planned.size) {",
    replace: "if (upload.size < 0) {",
    tests: ROUTES,
  },
  {
    name: "a large upload with another checksum is stored",
    file: RECEIVE_FILE,
    find: "upload.finish(planned.sha256 ?? null, policy)",
    replace: "upload.finish(null, policy)",
    tests: ROUTES,
  },
  {
    name: "a small upload that is too long is stored",
    file: "lib/web/http/small_body.ts",
    find: "if (at + piece.length > size) throw",
    replace: "if (at < 0) throw",
    tests: ROUTES,
  },
  {
    name: "an offer may be as deep as it likes",
    file: "lib/web/localsend/receive/json_bounds.ts",
    find: "if (++depth > MAX_NESTING) {",
    replace: "if (++depth < 0) {",
    tests: ["tests/web/localsend/receive/json_bounds_test.ts"],
  },
  {
    name: "an offered name may be hostile",
    file: "lib/web/localsend/receive/planned_file.ts",
    find: "files.map(({ fileName }) => peerPath(fileName))",
    replace: "files.map(({ fileName }) => fileName)",
    tests: ["tests/web/localsend/receive/planned_file_test.ts"],
  },
  {
    name: "a file takes the place of a folder of the offer",
    file: "lib/web/localsend/receive/planned_file.ts",
    find: "if (!used.has(own) && !offered.hasBelow(own)) {",
    replace: "if (!used.has(own)) {",
    tests: ["tests/web/localsend/receive/planned_file_test.ts"],
  },
  {
    name: "names below the top that other programs read are accepted",
    file: "commands/receive/localsend/receiver.ts",
    find: "for (const part of sensitiveParts(offer)) await confirmName(part, asked);",
    replace: "sensitiveParts(offer);",
    tests: ["tests/commands/receive_localsend_test.ts"],
    filter: "names that other programs read",
  },
  {
    name: "a known name with another certificate is not pointed out",
    file: "commands/receive/localsend/recognition.ts",
    find: 'this.#known.recognise(alias, fingerprint) !== "changed"',
    replace: 'this.#known.recognise(alias, fingerprint) !== "new"',
    tests: ["tests/commands/receive_localsend_test.ts"],
    filter: "remembers senders",
  },
  {
    name: "lists that arrive slowly keep other senders out",
    file: "lib/web/localsend/receive/read_offers.ts",
    find: "this.#end(oldest!);",
    replace: "await this.read(request, oldest!);",
    tests: ["tests/web/localsend/receive/read_offers_test.ts"],
  },
  {
    name: "a second list of one source does not end the first",
    file: "lib/web/localsend/receive/read_offers.ts",
    find: "if (this.#running.has(source)) this.#end(source);",
    replace: "if (this.#running.has(source)) this.#running.delete(source);",
    tests: ["tests/web/localsend/receive/read_offers_test.ts"],
  },
  {
    name: "a damaged file that is not sent again keeps others out for a minute",
    file: "lib/web/localsend/receive/session.ts",
    find: "this.#timeouts.secondAttempt;",
    replace: "this.#timeouts.silent;",
    tests: ["tests/web/localsend/receive/session_test.ts"],
  },
  {
    name: "a session goes on when the destination has gone",
    file: SESSION,
    find: "if (isOfDisk(error)) this.end(error);\n    else if",
    replace: "if",
    tests: ["tests/hostile/localsend_disks_test.ts"],
  },
  {
    name: "what a killed upload has left is taken for one that can be resumed",
    file: "lib/web/drop/upload.ts",
    find: "names: resumable ? [path] : []",
    replace: "names: [path]",
    tests: ["tests/commands/killed_localsend_test.ts"],
  },
];
