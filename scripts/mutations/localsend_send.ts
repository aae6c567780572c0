/** Faults in sending to LocalSend devices. @module */

import type { Mutation } from "./mutation.ts";

const CLIENT = ["tests/web/localsend/http_client_test.ts"];
const SESSION = ["tests/web/localsend/send/send_files_test.ts"];

/** The faults. */
export const LOCALSEND_SEND: readonly Mutation[] = [
  {
    name: "a device with another certificate is sent to",
    file: "lib/web/localsend/device_agent.ts",
    find: "shown !== fingerprint.toUpperCase()",
    replace: "shown === fingerprint.toLowerCase()",
    tests: CLIENT,
  },
  {
    name: "a learnt certificate may change",
    file: "lib/web/localsend/device_agent.ts",
    find: "const { fingerprint = this.fingerprint,",
    replace: "const { fingerprint,",
    tests: CLIENT,
  },
  {
    name: "a body that is too short ends its request",
    file: "lib/web/localsend/http_client.ts",
    find: "if (left !== 0) throw",
    replace: "if (left < 0) throw",
    tests: CLIENT,
  },
  {
    name: "an answer may have any length",
    file: "lib/web/localsend/http_client.ts",
    find: "if (size > MAX_ANSWER_BYTES) {",
    replace: "if (size > 1e15) {",
    tests: CLIENT,
  },
  {
    name: "a piece is overwritten before it is written",
    file: "lib/web/localsend/http_client.ts",
    find: "await Promise.race([over, written]);",
    replace: "void written;",
    tests: CLIENT,
  },
  {
    name: "an answer may name files that were not offered",
    file: "lib/web/localsend/send/request_upload.ts",
    find: "if (!ids.has(id)) throw",
    replace: "if (id === undefined) throw",
    tests: SESSION,
  },
  {
    name: "a token may have any length",
    file: "lib/web/localsend/send/request_upload.ts",
    find: "token.length <= MAX_TOKEN_LENGTH",
    replace: "token.length <= 1e9",
    tests: SESSION,
  },
  {
    name: "every address may cancel a session",
    file: "lib/web/localsend/send/send_files.ts",
    find: 'hostIn(peer) === running.place.host.replace(/%.*$/, "")',
    replace: 'hostIn(peer) !== ""',
    tests: SESSION,
  },
  {
    name: "a file whose checksum differed is not sent again",
    file: "lib/web/localsend/send/upload_files.ts",
    find: "LocalSendStatus.checksum && !isLast",
    replace: "LocalSendStatus.checksum && isLast",
    tests: SESSION,
  },
  {
    name: "the device is not told of Ctrl-C",
    file: "lib/web/localsend/send/send_files.ts",
    find: "if (!this.#cancelled.signal.aborted) await cancelSession(client, sessionId);",
    replace: "",
    tests: SESSION,
  },
  {
    name: "a file that was changed is sent to its end",
    file: "lib/web/localsend/send/outgoing_file.ts",
    find: "if (left === 0) open.assertUnchanged();",
    replace: "",
    tests: ["tests/web/localsend/send/outgoing_file_test.ts"],
  },
  {
    name: "one address fills the list of devices",
    file: "lib/web/localsend/send/device_list.ts",
    find: "count >= MAX_DEVICES_OF_HOST || ",
    replace: "",
    tests: ["tests/web/localsend/send/device_list_test.ts"],
  },
  {
    name: "the user is not asked about another certificate",
    file: "commands/send/recognised_device.ts",
    find: 'if (isEncrypted && recognition !== "changed") return;',
    replace: "if (isEncrypted) return;",
    tests: ["tests/commands/send_localsend_test.ts"],
    filter: "asks before it sends",
  },
  {
    name: "without a terminal, files go to a name with another certificate",
    file: "commands/send/recognised_device.ts",
    find: 'if (recognition === "changed") {\n      throw',
    replace: 'if (recognition === "changed") {\n      return;\n      throw',
    tests: ["tests/commands/send_localsend_test.ts"],
  },
];
