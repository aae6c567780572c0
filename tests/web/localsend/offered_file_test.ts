import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../lib/errors.ts";
import { MAX_FILE_BYTES, MAX_OFFERED_FILES, MAX_TEXT_BYTES } from "../../../lib/limits.ts";
import {
  formatOfferedFiles,
  offeredText,
  readOfferedFiles,
} from "../../../lib/web/localsend/offered_file.ts";

const SHA256 = "ab".repeat(32);

/** The file of the specification, section 4.1. */
const SPECIFIED = {
  id: "some file id",
  fileName: "my image.png",
  size: 324242,
  fileType: "image/jpeg",
  sha256: SHA256,
  preview: "*preview data*",
  metadata: { modified: "2021-01-01T12:34:56Z", accessed: "2021-01-01T12:34:56Z" },
};

const read = (file: Record<string, unknown>) => readOfferedFiles("it", { x: file })[0]!;

Deno.test("reads the file of the specification, by its key", () => {
  assertEquals(read(SPECIFIED), {
    id: "x",
    fileName: "my image.png",
    size: 324242,
    fileType: "image/jpeg",
    sha256: SHA256,
    preview: "*preview data*",
    modified: Date.UTC(2021, 0, 1, 12, 34, 56),
  });
});

const TOLERATED: [what: string, members: Record<string, unknown>, read: Record<string, unknown>][] =
  [
    ["a digest in upper case", { sha256: SHA256.toUpperCase() }, { sha256: SHA256 }],
    ["the placeholder of the specification as digest", { sha256: "*sha256 hash*" }, {
      sha256: undefined,
    }],
    ["null for all that may be missing", {
      fileType: null,
      sha256: null,
      preview: null,
      metadata: null,
    }, { fileType: "", sha256: undefined, preview: undefined, modified: undefined }],
    ["metadata that is no object", { metadata: "2021" }, { modified: undefined }],
    ["a time that is none", { metadata: { modified: "yesterday" } }, { modified: undefined }],
    ["a time that is a number", { metadata: { modified: 5 } }, { modified: undefined }],
    ["a thumbnail of megabytes", { preview: "x".repeat(MAX_TEXT_BYTES + 1) }, {
      preview: undefined,
    }],
    ["no bytes", { size: 0 }, { size: 0 }],
    ["a name that leads out, which is for safe_path to reject", { fileName: "../../etc/passwd" }, {
      fileName: "../../etc/passwd",
    }],
  ];

for (const [what, members, expected] of TOLERATED) {
  Deno.test(`reads a file with ${what}`, () => {
    const file = read({ ...SPECIFIED, ...members }) as unknown as Record<string, unknown>;
    for (const [name, value] of Object.entries(expected)) assertEquals(file[name], value, name);
  });
}

const REJECTED: [what: string, members: Record<string, unknown>][] = [
  ["no name", { fileName: undefined }],
  ["a number as name", { fileName: 1 }],
  ["a name that is too long", { fileName: "x".repeat(5000) }],
  ["a name with half a surrogate pair", { fileName: "\ud800.txt" }],
  ["no size", { size: undefined }],
  ["a negative size", { size: -1 }],
  ["a size that is no integer", { size: 1.5 }],
  ["a size as text", { size: "5" }],
  ["more bytes than any file has", { size: MAX_FILE_BYTES + 1 }],
  ["bytes beyond the safe integers", { size: 1e300 }],
  ["a digest that is no text", { sha256: 5 }],
  ["a digest that is too long", { sha256: "a".repeat(65) }],
  ["a preview that is no text", { preview: {} }],
  ["a media type that is too long", { fileType: "x".repeat(300) }],
];

for (const [what, members] of REJECTED) {
  Deno.test(`rejects a file with ${what}`, () => {
    assertThrows(() => read({ ...SPECIFIED, ...members }), ProtocolError);
  });
}

Deno.test("rejects what is no list of files, and a file that is no object", () => {
  for (const value of [undefined, null, [], [SPECIFIED], "x", 1]) {
    assertThrows(() => readOfferedFiles("it", value), ProtocolError);
  }
  for (const value of [null, [], "x", 1]) {
    assertThrows(() => readOfferedFiles("it", { x: value }), ProtocolError);
  }
  assertEquals(readOfferedFiles("it", {}), []);
});

Deno.test("rejects more files than are accepted, and accepts as many", () => {
  const list = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, SPECIFIED]));
  assertEquals(readOfferedFiles("it", list(MAX_OFFERED_FILES)).length, MAX_OFFERED_FILES);
  const error = assertThrows(
    () => readOfferedFiles("it", list(MAX_OFFERED_FILES + 1)),
    ProtocolError,
  );
  assertEquals(error.code, "limit");
});

Deno.test("rejects an id that is too long, and takes the names of Object as ids", () => {
  assertThrows(() => readOfferedFiles("it", { ["x".repeat(257)]: SPECIFIED }), ProtocolError);
  const odd = JSON.parse(
    `{"__proto__":${JSON.stringify(SPECIFIED)},"constructor":${JSON.stringify(SPECIFIED)}}`,
  );
  const files = readOfferedFiles("it", odd);
  assertEquals(files.map(({ id }) => id), ["__proto__", "constructor"]);
  assertEquals(Object.keys(formatOfferedFiles(files)), ["__proto__", "constructor"]);
});

Deno.test("an offer of one text is a text, and any other is files", () => {
  const text = read({ ...SPECIFIED, fileType: "text/plain", preview: "hello" });
  assertEquals(offeredText([text]), "hello");
  assertEquals(offeredText([text, text]), undefined);
  assertEquals(offeredText([]), undefined);
  assertEquals(offeredText([{ ...text, preview: undefined }]), undefined);
  assertEquals(offeredText([{ ...text, fileType: "image/png" }]), undefined);
});

Deno.test("writes what it reads", () => {
  const files = [read(SPECIFIED), { ...read({ fileName: "a/ж", size: 0 }), id: "y" }];
  const text = JSON.stringify(formatOfferedFiles(files));
  assertEquals(readOfferedFiles("it", JSON.parse(text)), files);
});
