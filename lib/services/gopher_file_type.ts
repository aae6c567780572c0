/** The types of files in Gopher menus. @module */

import type { SharedFile } from "../file/shared_file.ts";

/** Types by extension. */
const TYPES: Readonly<Record<string, string>> = {
  txt: "0",
  md: "0",
  csv: "0",
  log: "0",
  json: "0",
  ts: "0",
  js: "0",
  py: "0",
  c: "0",
  h: "0",
  sh: "0",
  xml: "0",
  yaml: "0",
  toml: "0",
  html: "h",
  htm: "h",
  gif: "g",
  png: "I",
  jpg: "I",
  jpeg: "I",
  webp: "I",
  svg: "I",
  bmp: "I",
  wav: "s",
  mp3: "s",
  ogg: "s",
  flac: "s",
  pdf: "d",
  mp4: ";",
  webm: ";",
  zip: "5",
  hqx: "4",
  uue: "6",
};

/** The types that are sent as text: with other line ends, dot stuffing and an end. */
const SENT_AS_TEXT = ["0", "4", "6"];
/** Bytes of a file that are looked at. */
const HEAD_BYTES = 4096;

/** Whether files of a type are sent as text. All others are sent as they are. */
export function isSentAsText(type: string): boolean {
  return SENT_AS_TEXT.includes(type);
}

/** The type that a name's extension stands for; undefined if there is none, or it is unknown. */
export function typeOfExtension(name: string): string | undefined {
  const extension = extensionOf(name)?.toLowerCase() ?? "";
  return Object.hasOwn(TYPES, extension) ? TYPES[extension] : undefined;
}

/** The type of a file by its name alone; undefined if its content decides. */
export function typeOfName(name: string): string | undefined {
  const type = typeOfExtension(name);
  if (type !== undefined && isSentAsText(type)) return undefined;
  return type ?? (extensionOf(name) === undefined ? undefined : "9");
}

function extensionOf(name: string): string | undefined {
  return /\.([^./]+)$/.exec(name)?.[1];
}

/**
 * The type of a file. One with an unknown extension is binary. A file without an extension is a text if its first bytes are UTF-8, without NUL and
 * without CR LF, which would become LF on the way; otherwise it is binary. A text by its extension is binary
 * if it contains NUL: UTF-16 has line ends of two bytes.
 */
export async function gopherFileType(name: string, file: SharedFile): Promise<string> {
  const named = typeOfName(name);
  if (named !== undefined) return named;
  const head = await file.head(HEAD_BYTES);
  if (head.includes(0)) return "9";
  return typeOfExtension(name) ?? (isPlainText(head) ? "0" : "9");
}

function isPlainText(head: Uint8Array): boolean {
  try {
    // A character may continue after these bytes.
    return !new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true })
      .includes("\r\n");
  } catch {
    return false;
  }
}
