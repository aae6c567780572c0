/** Peers that break the rules of a text: senders of one, and receivers of one. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { SluiceError } from "../../lib/errors.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { prepareText } from "../../lib/transfer/offer.ts";
import { sendSession } from "../../lib/transfer/send/send_session.ts";
import { concat, data, end, entry, file, fin, frame } from "../support/scripted_peer.ts";
import { greeting, hello, type Members, preface } from "../support/scripted_peer.ts";
import { ScriptedPeer, sha256, utf8, Wire } from "../support/scripted_peer.ts";
import { assertCode, assertTold, attackReceiver } from "./attack.ts";
import { Box } from "./box.ts";
import { startReceiver } from "./program.ts";

const names = (folder: string) => Array.from(Deno.readDirSync(folder), ({ name }) => name);

const TEXT = { text: true, kinds: ["file"], exact: true };
const text = (members: Members = {}) => greeting({ ...TEXT, ...members });
const whole = (bytes: Uint8Array) =>
  concat(
    entry({ size: bytes.length }),
    data(bytes),
    end({ size: bytes.length, digest: sha256(bytes) }),
    fin({ bytes: bytes.length }),
  );

const SENDERS: [what: string, code: string, bytes: Uint8Array][] = [
  ["offers an empty text", "protocol", text({ bytes: 0 })],
  ["offers a text of unknown size", "protocol", text({ exact: false })],
  ["offers a text as a folder", "protocol", text({ kinds: ["dir"] })],
  ["offers a text of no kind", "protocol", text({ kinds: undefined })],
  ["offers two texts", "protocol", text({ entries: 2 })],
  [
    "offers a text and a name",
    "protocol",
    text({ names: ["a", "b"], kinds: ["file", "file"], roots: 2 }),
  ],
  ["says that an offer is a text in a word", "protocol", text({ text: "yes" })],
  ["offers a text of more than 1 MiB", "limit", text({ bytes: 2 ** 20 + 1 })],
  ["announces more than it offered", "protocol", concat(text(), entry({ size: 4 }))],
  ["announces no size", "protocol", concat(text(), entry({ size: null }))],
  ["sends more than it announced", "protocol", concat(text(), entry(), data("abcd"))],
  [
    "sends less than it announced",
    "protocol",
    concat(text(), entry(), data("ab"), end({ size: 2 })),
  ],
  ["sends a folder for a text", "protocol", concat(text(), entry({ kind: "dir", size: 0 }))],
  ["sends another name than it offered", "unsafe_name", concat(text(), file(0, "b"), fin())],
  ["sends a second text", "protocol", concat(text(), file(0, "a"), file(1, "a", "x"))],
  ["sends nothing", "protocol", concat(text(), fin({ files: 0, bytes: 0 }))],
  ["sends another text", "digest_mismatch", concat(text(), entry(), data("abd"), end())],
  [
    "sends bytes that are not UTF-8",
    "protocol",
    concat(text(), whole(new Uint8Array([97, 255, 98]))),
  ],
  ["ends within a character", "protocol", concat(text(), whole(new Uint8Array([97, 98, 0xc3])))],
  [
    "skips its text",
    "source_changed",
    concat(text(), entry(), data("ab"), frame(Wire.skip, { id: 0, code: "io", message: "no" })),
  ],
];
for (const [what, code, bytes] of SENDERS) {
  Deno.test(`shows nothing of a sender that ${what}, which ends in ${code}`, async () => {
    using box = new Box();
    const shown: string[] = [];
    const found = await attackReceiver(box, bytes, { onText: (each) => void shown.push(each) });
    assertCode(found, code, what);
    assertTold(found, code, what);
    assertEquals(shown, []);
    box.assertUntouched(what);
  });
}

Deno.test("shows nothing of a text that is cut before its end", async () => {
  for (const bytes of [text(), concat(text(), entry()), concat(text(), file(0, "a"))]) {
    using box = new Box();
    const shown: string[] = [];
    const onText = (each: string) => void shown.push(each);
    const found = await attackReceiver(box, bytes, { onText, end: true });
    assertCode(found, "cut");
    assertEquals(shown, []);
    box.assertUntouched();
  }
});

Deno.test("a receiver that takes no texts refuses one before its user is asked", async () => {
  using box = new Box();
  let asked = false;
  const accept = () => Promise.resolve(void (asked = true));
  const found = await attackReceiver(box, text(), { accept });
  assertCode(found, "refused");
  assertTold(found, "refused");
  assert(!asked);
  box.assertUntouched();
});

Deno.test("a text takes no name in the destination, whatever it is called", async () => {
  using box = new Box();
  Deno.writeTextFileSync(`${box.into}/a`, "mine");
  const shown: string[] = [];
  const bytes = concat(text(), file(0, "a"), fin());
  const found = await attackReceiver(box, bytes, {
    onText: (each) => void shown.push(each, ...names(box.into).sort()),
    onStaged: () => void shown.push("staged"),
  });
  assertEquals(found.error, undefined);
  assertEquals(shown, ["abc", ...names(box.into).sort()]);
  assertEquals(found.events, []);
  assertEquals(found.summary!.files, 0);
  assertEquals(Deno.readTextFileSync(`${box.into}/a`), "mine");
});

const answer = (members: Members = {}) =>
  frame(Wire.answer, { accept: true, ask: false, ...members });
const done = (members: Members = {}) =>
  frame(Wire.done, { files: 1, bytes: 3, failed: 0, ...members });
const able = (...parts: Uint8Array[]) =>
  concat(preface(), hello("receive", { capabilities: ["text"] }), ...parts);

const RECEIVERS: [what: string, code: string, bytes: Uint8Array][] = [
  ["takes no texts", "refused", concat(preface(), hello("receive"))],
  ["resumes a text", "protocol", able(answer({ ask: true }))],
  ["declines", "declined", able(frame(Wire.error, { code: "declined", message: "no" }))],
  ["is done before it has the text", "protocol", able(answer(), done({ bytes: 2 }))],
  [
    "reports a text that it has not shown",
    "protocol",
    able(answer(), done({ files: 0, bytes: 0 })),
  ],
];
for (const [what, code, bytes] of RECEIVERS) {
  Deno.test(`a sender of a text ends in ${code} for a receiver that ${what}`, async () => {
    const [here, there] = memoryPair();
    const writing = there.write(bytes).then(() => there.closeWrite()).catch(() => {});
    const reading = (async () => {
      let heard = "";
      const decoder = new TextDecoder();
      for await (const chunk of there.readable) heard += decoder.decode(chunk, { stream: true });
      return heard;
    })().catch(() => "");
    const error = await sendSession(here, prepareText("abc")).catch((cause) => cause);
    await Promise.all([writing, reading]);
    assert(error instanceof SluiceError, `${error}`);
    assertEquals(error.code, code);
    if (what === "takes no texts") {
      assertEquals(
        error.message,
        "The receiver (script) takes no texts; update it, or send the text as a file",
      );
      assert(!(await reading).includes('"names"'), "it was offered all the same");
    }
  });
}

Deno.test("escape sequences of a text reach no terminal and no list of digests", async () => {
  using box = new Box();
  const content = "\x1b]0;title\x07a\u202eb\r\n\x9b2J";
  const bytes = utf8(content);
  await using program = await startReceiver(box.into, ["--yes", "--json"]);
  const peer = await ScriptedPeer.dial(await program.port());
  await peer.write(text({ bytes: bytes.length }), whole(bytes));
  const [{ code, out, err }] = await Promise.all([program.ended, peer.rest()]);
  peer.close();
  assertEquals(code, 0, err);
  assertStringIncludes(out, JSON.stringify("\x1b]0;title\x07a").slice(1, -1));
  for (const each of ["\x1b", "\x07", "\x9b", "\u202e"]) {
    assert(!(out + err).includes(each), out + err);
  }
  box.assertUntouched();
});
