/** Faults in what every LocalSend device has, and in the download API of `share`. @module */

import type { Mutation } from "./mutation.ts";

const DOWNLOAD = ["tests/web/localsend/download/download_api_test.ts"];
const SESSIONS = ["tests/web/localsend/download/download_sessions_test.ts"];
const PIN = ["tests/web/localsend/pin_guard_test.ts"];

/** The faults. */
export const LOCALSEND_CORE: readonly Mutation[] = [
  {
    name: "a download session is good for every address",
    file: "lib/web/localsend/download/download_sessions.ts",
    find: "else if (found.session.host === host) {",
    replace: "else {",
    tests: SESSIONS,
  },
  {
    name: "a download session never ends",
    file: "lib/web/localsend/download/download_sessions.ts",
    find: "if (now - found.used > DOWNLOAD_SESSION_TIMEOUT) this.#sessions.delete(id);",
    replace: "if (now < 0) this.#sessions.delete(id);",
    tests: SESSIONS,
  },
  {
    name: "one device ends the download sessions of all others",
    file: "lib/web/localsend/download/download_sessions.ts",
    find: "if (ofHost.length >= MAX_DOWNLOAD_SESSIONS_OF_HOST)",
    replace: "if (ofHost.length < 0)",
    tests: SESSIONS,
  },
  {
    name: "a device that is declined may download",
    file: "lib/web/localsend/download/download_api.ts",
    find: "await admits(asking, signal) && !signal.aborted",
    replace: "await admits(asking, signal) || !signal.aborted",
    tests: DOWNLOAD,
  },
  {
    name: "the user is asked about a device any number of times",
    file: "lib/web/localsend/download/download_api.ts",
    find: "!this.#asked.tryTake(sourceOf(peer))",
    replace: "this.#waiting < 0",
    tests: DOWNLOAD,
  },
  {
    name: "a download counts as all of them",
    file: "lib/web/localsend/download/download_api.ts",
    find: "isNew && session.remaining.size === 0",
    replace: "isNew",
    tests: DOWNLOAD,
  },
  {
    name: "a path below the token is LocalSend's",
    file: "lib/web/localsend/download/beside_page.ts",
    find: "isApiPath(new URL(context.request.url).pathname.slice(1))",
    replace: "isApiPath(context.path)",
    tests: ["tests/web/localsend/download/beside_page_test.ts"],
  },
  {
    name: "an open path lets pages of other sites send",
    file: "lib/web/http/access.ts",
    find: "judgeOrigin(request, url) ?? judgeWorker(request) ?? { path };",
    replace:
      "(isOpen ? undefined : judgeOrigin(request, url)) ?? judgeWorker(request) ?? { path };",
    tests: ["tests/web/http/access_test.ts"],
  },
  {
    name: "a PIN is compared without guesses left",
    file: "lib/web/localsend/pin_guard.ts",
    find: "!this.#sources.has(source) || !this.#all.has()",
    replace: "source === undefined",
    tests: PIN,
  },
  {
    name: "the guesses of all sources together have no limit",
    file: "lib/web/localsend/pin_guard.ts",
    find: "    this.#all.tryTake();\n",
    replace: "",
    tests: PIN,
  },
  {
    name: "the ports of one address are different sources of guesses",
    file: "lib/web/localsend/pin_guard.ts",
    find: "const source = sourceOf(from);",
    replace: "const source = from;",
    tests: PIN,
  },
  {
    name: "an announcement's port may be any number",
    file: "lib/web/localsend/device.ts",
    find: 'reader.integer("port", 1, 65535)',
    replace: 'reader.integer("port", -1, 1e9)',
    tests: ["tests/web/localsend/device_test.ts"],
  },
  {
    name: "a fingerprint in lower case is another device",
    file: "lib/web/localsend/device.ts",
    find: "fingerprint.toUpperCase()",
    replace: "fingerprint",
    tests: ["tests/web/localsend/device_test.ts"],
  },
  {
    name: "an offer may have any number of files",
    file: "lib/web/localsend/offered_file.ts",
    find: "entries.length > MAX_OFFERED_FILES",
    replace: "entries.length < 0",
    tests: ["tests/web/localsend/offered_file_test.ts"],
  },
  {
    name: "a body is read to its end, however long it is",
    file: "lib/web/localsend/json_answer.ts",
    find: "if (size > max) throw tooLong();",
    replace: "if (size > max * 100) throw tooLong();",
    tests: ["tests/web/localsend/json_answer_test.ts"],
  },
  {
    name: "registrations of one source have no limit",
    file: "lib/web/localsend/device_handler.ts",
    find: "!this.#registrations.tryTake(sourceOf(peer))",
    replace: "peer === undefined",
    tests: ["tests/web/localsend/device_handler_test.ts"],
  },
  {
    name: "a known name with another fingerprint is known",
    file: "lib/web/localsend/known_devices.ts",
    find: 'return known.includes(fingerprint) ? "known" : "changed";',
    replace: 'return "known";',
    tests: ["tests/web/localsend/known_devices_test.ts"],
  },
  {
    name: "others may read what is kept",
    file: "lib/file/private_file.ts",
    find: "    setPermissionBits(draft, 0o600);\n",
    replace: "    setPermissionBits(draft, 0o644);\n",
    tests: ["tests/file/private_file_test.ts"],
  },
  {
    name: "a device is taken to be on the first of its networks",
    file: "lib/web/localsend/presence.ts",
    find: "candidates.length > 1 ? await links.find(candidates) : candidates[0]",
    replace: "candidates[0]",
    tests: ["tests/lan/localsend_links_test.ts"],
  },
];
