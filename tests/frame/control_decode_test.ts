import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../lib/errors.ts";
import {
  decodeAnswer,
  decodeCredit,
  decodeDone,
  decodeEnd,
  decodeEntry,
  decodeError,
  decodeExit,
  decodeHello,
  decodeLost,
  decodeOffer,
  decodeRun,
  decodeSkip,
  decodeStart,
  decodeStarted,
  decodeTotals,
  decodeVerdict,
  decodeWant,
} from "../../lib/frame/control_decode.ts";
import { FrameType, type FrameTypeId } from "../../lib/frame/frame.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const decodeSha256End = (type: FrameTypeId, payload: Uint8Array) => decodeEnd(type, payload, 32);

/** A decoder, a valid message, and invalid values for every member. */
const MESSAGES: [
  name: keyof typeof FrameType,
  decode: (type: FrameTypeId, payload: Uint8Array) => unknown,
  good: Record<string, unknown>,
  bad: Record<string, unknown[]>,
][] = [
  ["hello", decodeHello, { role: "send", agent: "x/1", digests: [1, 3], capabilities: ["c"] }, {
    role: [undefined, "both", 1, null, ["send"]],
    agent: [undefined, 1, null],
    digests: [undefined, 1, {}, ["1"], [1.5], Array(257).fill(1)],
    capabilities: [undefined, "c", [1], Array(257).fill("c")],
  }],
  ["offer", decodeOffer, {
    names: ["a"],
    roots: 1,
    entries: 3,
    bytes: 4,
    exact: true,
    digest: 1,
  }, {
    names: [undefined, "a", [], [1], Array(1001).fill("a")],
    roots: [undefined, 0, -1, 10_000_001, 1.5, "1"],
    entries: [undefined, -1, 10_000_001, 0.5, null],
    bytes: [undefined, -1, 2 ** 53, "1"],
    exact: [undefined, 1, "true"],
    digest: [undefined, -1, 256],
  }],
  ["answer", decodeAnswer, { accept: true, ask: false }, {
    accept: [undefined, false, 1, "true"],
    ask: [undefined, 0, null],
  }],
  ["entry", decodeEntry, {
    id: 0,
    kind: "file",
    path: "a",
    size: 1,
    mode: 0o777,
    mtime: -5,
  }, {
    id: [undefined, -1, 10_000_001, "0"],
    kind: [undefined, "fifo", 1],
    path: [undefined, 1, null],
    size: [undefined, -1, 2 ** 53, 1.5, "1", true],
    mode: [undefined, -1, 0o1000, 0o4755, 1.5],
    modeless: [null, 1, "true"],
    mtime: [undefined, null, 8.64e15 + 1, -8.64e15 - 1, 0.5],
  }],
  ["end", decodeSha256End, { id: 1, size: 2, digest: "0a".repeat(32) }, {
    id: [undefined, -1],
    size: [undefined, null, -1, 2 ** 53],
    digest: [undefined, 1, "", "0a".repeat(31), "0a".repeat(33), "0A".repeat(32), "0g".repeat(32)],
  }],
  ["skip", decodeSkip, { id: 1, code: "io", message: "it shrank" }, {
    id: [undefined, -1],
    code: [undefined, 1],
    message: [undefined, null],
  }],
  ["want", decodeWant, { id: 1, offset: 7 }, {
    id: [undefined, 1.5],
    offset: [undefined, -1, 2 ** 53, "7"],
  }],
  ["start", decodeStart, { id: 1, offset: 7 }, {
    id: [undefined],
    offset: [undefined, null, -1, 0.5],
  }],
  ["verdict", decodeVerdict, { id: 1, ok: false }, { id: [undefined, {}], ok: [undefined, 0] }],
  ["fin", decodeTotals, { files: 1, bytes: 2, failed: 3 }, {
    files: [undefined, -1, 10_000_001],
    bytes: [undefined, -1, 2 ** 53],
    failed: [undefined, -1, 1.5],
  }],
  ["run", decodeRun, { argv: ["log", "5"], env: { TZ: "UTC" }, stdin: false, timeout: 5000 }, {
    argv: [undefined, "log", [], [1], Array(257).fill("x")],
    env: [undefined, null, "A=b", ["A"], { A: 1 }, { A: null }],
    stdin: [undefined, 0, "no"],
    timeout: [undefined, 0, -1, 1.5, "1"],
  }],
  ["started", decodeStarted, { pid: 4711 }, { pid: [undefined, -1, "1", null, 0.5] }],
  ["credit", decodeCredit, { bytes: 1 }, { bytes: [undefined, 0, -1, 2 ** 31 + 1, "1"] }],
  ["exit", decodeExit, {
    reason: "signal",
    status: 137,
    signal: "SIGKILL",
    stdout: 1,
    stderr: 0,
    truncated: ["stdout"],
  }, {
    reason: [undefined, "done", 1, null],
    status: [undefined, -1, 256, 0.5, null],
    signal: [undefined, 9, {}],
    stdout: [undefined, -1, "1", 2 ** 53],
    stderr: [undefined, null, 0.5],
    truncated: [undefined, "stdout", ["stdin"], ["stdout", "stderr", "stdout"]],
  }],
  ["lost", decodeLost, { id: 7, path: "a/b:c", code: "cannot_create", message: "no" }, {
    id: [undefined, -1, 10_000_001, "1"],
    path: [undefined, 1, null],
    code: [undefined, 1, null],
    message: [undefined, [], 1],
  }],
  ["done", decodeDone, { files: 1, bytes: 2, failed: 3, skipped: 4, renamed: 5 }, {
    files: [undefined, -1, 10_000_001],
    bytes: [undefined, -1, 2 ** 53],
    failed: [undefined, -1, 0.5],
    skipped: [null, -1, 10_000_001, "1"],
    renamed: [null, -1, 10_000_001, "1"],
  }],
  ["error", decodeError, { code: "io", message: "no" }, {
    code: [undefined, 1, null],
    message: [undefined, [], 1],
  }],
];

for (const [name, decode, good, bad] of MESSAGES) {
  const type = FrameType[name];
  const read = (message: unknown) => decode(type, bytes(JSON.stringify(message)));

  Deno.test(`decodes ${name}, and ignores unknown members`, () => {
    assertEquals(read(good), good);
    assertEquals(read({ ...good, future: { a: [1] }, hasOwnProperty: 1 }), good);
  });

  Deno.test(`rejects ${name} with a missing or wrong member, and names it`, () => {
    for (const [member, values] of Object.entries(bad)) {
      for (const value of values) {
        const about = `${member} = ${JSON.stringify(value)?.slice(0, 40)}`;
        const error = assertThrows(
          () => read({ ...good, [member]: value }),
          ProtocolError,
          `in ${name}, `,
          about,
        );
        assertEquals(error.code, "protocol", about);
      }
    }
  });

  Deno.test(`rejects ${name} that is not a JSON object in UTF-8`, () => {
    for (const text of ["", "{", "[]", "null", "1", '"x"', "{'a':1}", "\ufeff{}", "{}{}"]) {
      assertThrows(() => decode(type, bytes(text)), ProtocolError, `${name} is not `, text);
    }
    assertThrows(() => decode(type, new Uint8Array([0xff])), ProtocolError, "not JSON in UTF-8");
  });
}

Deno.test("Copied, because the inode number of a removed file may be reused.", () => {
  const entry = { id: 0, path: "a", size: null, mode: 0, mtime: 0 };
  const read = (message: unknown) => decodeEntry(FrameType.entry, bytes(JSON.stringify(message)));
  assertEquals(read({ ...entry, kind: "file" }).size, null);
  assertEquals(read({ ...entry, kind: "dir" }).size, 0);
});

Deno.test("decodes a target for links only", () => {
  const entry = { id: 0, path: "a", size: 0, mode: 0, mtime: 0, target: "b" };
  const read = (message: unknown) => decodeEntry(FrameType.entry, bytes(JSON.stringify(message)));
  assertEquals(read({ ...entry, kind: "link" }).target, "b");
  assertEquals("target" in read({ ...entry, kind: "file" }), false);
  assertThrows(() => read({ ...entry, kind: "link", target: undefined }), ProtocolError, "target");
});

Deno.test("decodes a null want as a skipped file", () => {
  const read = decodeWant(FrameType.want, bytes('{"id":3,"offset":null}'));
  assertEquals(read, { id: 3, offset: null });
});

Deno.test("truncates a peer's long texts", () => {
  const long = "x".repeat(60_000);
  const error = decodeError(FrameType.error, bytes(JSON.stringify({ code: long, message: long })));
  assertEquals([error.code.length, error.message.length], [64, 1000]);
  const hello = { role: "send", agent: long, digests: [], capabilities: [] };
  assertEquals(decodeHello(FrameType.hello, bytes(JSON.stringify(hello))).agent.length, 100);
});

Deno.test("ignores members of the prototype", () => {
  const text = '{"__proto__":{"code":"io","message":"x"}}';
  assertThrows(() => decodeError(FrameType.error, bytes(text)), ProtocolError);
  assertThrows(() => decodeError(FrameType.error, bytes('{"toString":1}')), ProtocolError);
});

Deno.test("rejects the deepest nesting that a frame can hold", () => {
  const deep = "[".repeat(32_000) + "]".repeat(32_000);
  assertThrows(() => decodeHello(FrameType.hello, bytes(deep)), ProtocolError);
  assertThrows(() => decodeHello(FrameType.hello, bytes(`{"role":${deep}}`)), ProtocolError);
});

Deno.test("decodes no mode for an entry without permission bits", () => {
  const entry = { id: 0, kind: "dir", path: "a", size: 0, mode: 0o755, mtime: 0 };
  const modeOf = (members: Record<string, unknown>) =>
    decodeEntry(FrameType.entry, new TextEncoder().encode(JSON.stringify({ ...entry, ...members })))
      .mode;
  assertEquals(modeOf({ modeless: true }), null);
  assertEquals(modeOf({ modeless: false }), 0o755);
  assertEquals(modeOf({}), 0o755);
});

Deno.test("rejects a message that is not UTF-8", () => {
  const [before, after] = ['{"code":"', '","message":""}'].map(bytes);
  const payload = new Uint8Array([...before!, 0xff, ...after!]);
  assertThrows(() => decodeError(FrameType.error, payload), ProtocolError, "not JSON in UTF-8");
});
