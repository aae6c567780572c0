/** Faults in texts: `send --text`, and what a receiver shows. @module */

import type { Mutation } from "./mutation.ts";

const COMMANDS = ["tests/commands/text_test.ts"];
const HOSTILE = ["tests/hostile/text_test.ts"];

const WEB = ["tests/interop/web_text_test.ts"];
const INTAKE = ["tests/web/drop/text_answer_test.ts"];
const PARTS = ["tests/web/share/text_parts_test.ts"];

/** The faults. */
export const SHOWN_TEXTS: readonly Mutation[] = [
  {
    name: "a receiver that takes no texts is offered one",
    file: "lib/transfer/send/sender.ts",
    find: "offer.text && !hello.capabilities.includes(TEXT)",
    replace: 'offer.text && hello.capabilities.includes(TEXT) && hello.agent === ""',
    tests: HOSTILE,
  },
  {
    name: "a text is resumed",
    file: "lib/transfer/send/sender.ts",
    find: "if (offer.text && ask) {",
    replace: "if (offer.text && ask && offer.bytes < 0) {",
    tests: HOSTILE,
  },
  {
    name: "a text of any length is taken",
    file: "lib/transfer/receive/admit_offer.ts",
    find: "bytes > MAX_TEXT_BYTES",
    replace: "bytes > 2 * MAX_TEXT_BYTES",
    tests: HOSTILE,
  },
  {
    name: "a text may have any form",
    file: "lib/frame/control_decode.ts",
    find: "isTextOffer && !isOneFile(offer)",
    replace: "isTextOffer && !isOneFile(offer) && offer.digest > 99",
    tests: HOSTILE,
  },
  {
    name: "a text that is not UTF-8 is shown",
    file: "lib/transfer/receive/received_text.ts",
    find: "fatal: true",
    replace: "fatal: false",
    tests: HOSTILE,
  },
  {
    name: "a text is staged in the destination",
    file: "lib/transfer/receive/receiver.ts",
    find: "if (!stdout && !offer.text) {",
    replace: "if (!stdout) {",
    tests: [...COMMANDS, ...HOSTILE],
  },
  {
    name: "a text is listed as a digest",
    file: "lib/transfer/receive/receiver.ts",
    find: "onCommitted && this.#text === undefined",
    replace: "onCommitted",
    tests: COMMANDS,
  },
  {
    name: "a text is among the list of digests",
    file: "commands/receive/offered_text.ts",
    find: "if (!isOneOfMany)",
    replace: "if (!isOneOfMany || text.length > 0)",
    tests: COMMANDS,
  },
  {
    name: "a text reaches a terminal as it is",
    file: "commands/views/shown_text.ts",
    find: "escapeLines(text)",
    replace: "text",
    tests: COMMANDS,
  },
  {
    name: "a text of a sender that could be anyone is shown without a question",
    file: "commands/receive/receiver.ts",
    find: "plain && !yes && !consent.covers(offer)",
    replace: "plain && !yes && consent.covers(offer)",
    tests: COMMANDS,
  },
  {
    name: "a text of a browser reaches a terminal as it is",
    file: "commands/views/web_view.ts",
    find: "shownText(text)",
    replace: "text",
    tests: WEB,
  },
  {
    name: "a client may send any number of texts",
    file: "lib/web/drop/text_answer.ts",
    find: "!this.#limiter.tryTake(",
    replace: "false && !this.#limiter.tryTake(",
    tests: INTAKE,
  },
  {
    name: "a text of a browser may have any length",
    file: "lib/web/drop/text_request.ts",
    find: "bytes.length > MAX_DROPPED_TEXT_BYTES",
    replace: "bytes.length > 9 * MAX_DROPPED_TEXT_BYTES",
    tests: INTAKE,
  },
  {
    name: "a text of a browser may be anything but UTF-8",
    file: "lib/web/drop/text_request.ts",
    find: "fatal: true",
    replace: "fatal: false",
    tests: INTAKE,
  },
  {
    name: "a host of letters that look like others becomes a link",
    file: "lib/web/share/text_parts.ts",
    find: "[a-z0-9.-]+",
    replace: "[^/@]+",
    tests: PARTS,
  },
  {
    name: "an address with a user name in front of its host becomes a link",
    file: "lib/web/share/text_parts.ts",
    find: "[a-z0-9.-]+",
    replace: "[a-z0-9.@-]+",
    tests: PARTS,
  },
  {
    name: "a page that is for one client shows the text to all",
    file: "lib/web/share/text_section.ts",
    find: "const inside = once",
    replace: 'const inside = once && content === ""',
    tests: WEB,
  },
  {
    name: "a look at the headers of a text counts as its fetch",
    file: "lib/web/share/text_answer.ts",
    find: 'if (method === "GET") {',
    replace: 'if (method !== "PUT") {',
    tests: ["tests/web/share/text_answer_test.ts"],
  },
];
