/**
 * Files that a browser may show in place of storing them. The list is fixed, and holds no type that can run
 * scripts with the rights of the page: markup, styles and scripts are shown as plain text.
 *
 * @module
 */

/** How a file is shown. */
export type ViewKind = "image" | "audio" | "video" | "pdf" | "text";

/** A file that can be shown. */
export interface View {
  /** How. */
  kind: ViewKind;
  /** The media type that it is sent with. */
  type: string;
}

const TYPES: Record<string, string> = {
  aac: "audio/aac",
  avif: "image/avif",
  bmp: "image/bmp",
  flac: "audio/flac",
  gif: "image/gif",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  m4a: "audio/mp4",
  m4v: "video/mp4",
  mov: "video/quicktime",
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  oga: "audio/ogg",
  ogg: "audio/ogg",
  ogv: "video/ogg",
  opus: "audio/ogg",
  pdf: "application/pdf",
  png: "image/png",
  wav: "audio/wav",
  webm: "video/webm",
  webp: "image/webp",
};
const TEXT = "text/plain; charset=utf-8";
/** Extensions of text. */
const TEXTS = new Set(
  ("asc bash bat c cc cfg cmake cmd conf cpp cs css csv dart diff eml env fish go gradle groovy h hpp htm html " +
    "ics ini java js json json5 jsonl jsx kt less lock log lua m md mjs nfo patch php pl po properties proto ps1 py " +
    "r rb rs rst rtf sass scala scss sh sql srt sub svg swift tex toml ts tsv tsx txt vb vcf vtt vue xhtml xml xsl yaml " +
    "yml zig zsh").split(" "),
);
/** Names of text without an extension. */
const TEXT_NAMES = new Set(
  ["authors", "changelog", "copying", "dockerfile", "license", "makefile", "readme", "todo"],
);

/** Returns how a file of a name is shown; undefined where it can only be stored. */
export function viewOf(name: string): View | undefined {
  const lower = name.toLowerCase();
  const end = /\.([a-z0-9]+)$/.exec(lower)?.[1];
  if (end === undefined) return TEXT_NAMES.has(lower) ? { kind: "text", type: TEXT } : undefined;
  if (TEXTS.has(end)) return { kind: "text", type: TEXT };
  if (!Object.hasOwn(TYPES, end)) return undefined;
  const type = TYPES[end]!;
  const kind = end === "pdf" ? "pdf" : type.slice(0, type.indexOf("/")) as ViewKind;
  return { kind, type };
}
