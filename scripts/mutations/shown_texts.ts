/** Faults in texts: `send --text`, and what a receiver shows. @module */

import type { Mutation } from "./mutation.ts";

const COMMANDS = ["tests/commands/text_test.ts"];
const HOSTILE = ["tests/hostile/text_test.ts"];

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
];
