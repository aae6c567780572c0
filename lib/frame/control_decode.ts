/**
 * Reads and validates the messages of control frames.
 *
 * @module
 */

import {
  MAX_ARGUMENTS,
  MAX_ENTRIES,
  MAX_FILE_BYTES,
  MAX_LOST_PATH,
  MAX_OFFER_NAMES,
  MAX_VARIABLES,
} from "../limits.ts";
import { isText } from "../text/object_reader.ts";
import type {
  Answer,
  Credit,
  Done,
  End,
  Entry,
  EntryKind,
  ErrorMessage,
  Exit,
  Hello,
  Lost,
  Offer,
  Run,
  Skip,
  Start,
  Started,
  Totals,
  Verdict,
  Want,
} from "./control.ts";
import { EXIT_REASONS } from "./control.ts";
import { ControlReader } from "./control_reader.ts";
import type { FrameTypeId } from "./frame.ts";

/** Characters of a peer's message at most. The rest is dropped. */
const MAX_MESSAGE = 1000;

const KINDS: readonly unknown[] = ["file", "dir", "link"] satisfies EntryKind[];
const isKind = (item: unknown): item is EntryKind => KINDS.includes(item);
/** A name that is shown beside an address, so it must not look like one. */
const isHostName = (name: string) => /^(?=.*[A-Za-z])[\w.-]{1,64}$/.test(name);
const isId = (item: unknown): item is number => Number.isSafeInteger(item);

/** Decodes a hello. `roles` are the expected ones. */
export function decodeHello(
  type: FrameTypeId,
  payload: Uint8Array,
  roles: readonly Hello["role"][] = ["send", "receive"],
): Hello {
  const fields = new ControlReader(type, payload);
  const host = fields.get("host");
  return {
    role: fields.oneOf("role", roles),
    agent: fields.text("agent").slice(0, 100),
    ...typeof host === "string" && isHostName(host) && { host },
    digests: fields.list("digests", 256, isId),
    capabilities: fields.list("capabilities", 256, isText),
  };
}

/** Decodes an offer. Does not check the names, nor how long a text is. */
export function decodeOffer(type: FrameTypeId, payload: Uint8Array): Offer {
  const fields = new ControlReader(type, payload);
  const isTextOffer = fields.get("text") !== undefined && fields.boolean("text");
  const offer: Offer = {
    names: fields.list("names", MAX_OFFER_NAMES, isText),
    ...fields.get("kinds") !== undefined &&
      { kinds: fields.list("kinds", MAX_OFFER_NAMES, isKind) },
    roots: fields.integer("roots", 0, MAX_ENTRIES),
    entries: fields.integer("entries", 0, MAX_ENTRIES),
    bytes: fields.integer("bytes", 0, Number.MAX_SAFE_INTEGER),
    exact: fields.boolean("exact"),
    digest: fields.integer("digest", 0, 255),
    ...isTextOffer && { text: true },
  };
  if (offer.names.length === 0 || offer.roots < offer.names.length) {
    fields.invalid("roots", "at least one name, and as many as names");
  }
  if (offer.kinds && offer.kinds.length !== offer.names.length) {
    fields.invalid("kinds", "one for each of names");
  }
  if (isTextOffer && !isOneFile(offer)) {
    fields.invalid("text", "absent: a text is offered as one file of a known size");
  }
  return offer;
}

function isOneFile({ roots, kinds, entries, bytes, exact }: Offer): boolean {
  return roots === 1 && kinds?.[0] === "file" && entries === 1 && bytes > 0 && exact;
}

/** Decodes an answer. */
export function decodeAnswer(type: FrameTypeId, payload: Uint8Array): Answer {
  const fields = new ControlReader(type, payload);
  if (fields.get("accept") !== true) fields.invalid("accept", "true");
  const held = fields.get("held") === undefined
    ? {}
    : { held: fields.integer("held", 0, Number.MAX_SAFE_INTEGER) };
  return { accept: true, ask: fields.boolean("ask"), ...held };
}

/** Decodes an entry. Does not check its path. */
export function decodeEntry(type: FrameTypeId, payload: Uint8Array): Entry {
  const fields = new ControlReader(type, payload);
  const kind = fields.oneOf("kind", ["file", "dir", "link"]);
  return {
    id: fields.integer("id", 0, MAX_ENTRIES),
    kind,
    path: fields.text("path"),
    size: kind !== "file"
      ? 0
      : fields.get("size") === null
      ? null
      : fields.integer("size", 0, MAX_FILE_BYTES),
    mode: decodeMode(fields),
    mtime: fields.integer("mtime", -8.64e15, 8.64e15),
    ...kind === "link" && { target: fields.text("target") },
  };
}

/** `mode` is always present and checked, because older readers do not know `modeless`. */
function decodeMode(fields: ControlReader): number | null {
  const mode = fields.integer("mode", 0, 0o777);
  return fields.get("modeless") !== undefined && fields.boolean("modeless") ? null : mode;
}

/** Decodes the end of a file. `digestLength` is the length of the digest in bytes. */
export function decodeEnd(type: FrameTypeId, payload: Uint8Array, digestLength: number): End {
  const fields = new ControlReader(type, payload);
  const digest = fields.text("digest");
  if (digest.length !== digestLength * 2 || !/^[0-9a-f]*$/.test(digest)) {
    fields.invalid("digest", `${digestLength * 2} lower-case hexadecimal digits`);
  }
  return {
    id: fields.integer("id", 0, MAX_ENTRIES),
    size: fields.integer("size", 0, MAX_FILE_BYTES),
    digest,
  };
}

/** Decodes a skip. */
export function decodeSkip(type: FrameTypeId, payload: Uint8Array): Skip {
  const fields = new ControlReader(type, payload);
  return { id: fields.integer("id", 0, MAX_ENTRIES), ...codeAndMessage(fields) };
}

/** Decodes a want. */
export function decodeWant(type: FrameTypeId, payload: Uint8Array): Want {
  const fields = new ControlReader(type, payload);
  return {
    id: fields.integer("id", 0, MAX_ENTRIES),
    offset: fields.get("offset") === null ? null : fields.integer("offset", 0, MAX_FILE_BYTES),
  };
}

/** Decodes a start. */
export function decodeStart(type: FrameTypeId, payload: Uint8Array): Start {
  const fields = new ControlReader(type, payload);
  return {
    id: fields.integer("id", 0, MAX_ENTRIES),
    offset: fields.integer("offset", 0, MAX_FILE_BYTES),
  };
}

/** Decodes a verdict. */
export function decodeVerdict(type: FrameTypeId, payload: Uint8Array): Verdict {
  const fields = new ControlReader(type, payload);
  return { id: fields.integer("id", 0, MAX_ENTRIES), ok: fields.boolean("ok") };
}

/** Decodes a lost entry. */
export function decodeLost(type: FrameTypeId, payload: Uint8Array): Lost {
  const fields = new ControlReader(type, payload);
  return {
    id: fields.integer("id", 0, MAX_ENTRIES),
    path: fields.text("path").slice(0, MAX_LOST_PATH),
    ...codeAndMessage(fields),
  };
}

/** Decodes the totals of done. `skipped` and `renamed` are 0 if absent. */
export function decodeDone(type: FrameTypeId, payload: Uint8Array): Done {
  const fields = new ControlReader(type, payload);
  const count = (name: string) =>
    fields.get(name) === undefined ? 0 : fields.integer(name, 0, MAX_ENTRIES);
  const totals = decodeTotals(type, payload);
  return { ...totals, skipped: count("skipped"), renamed: count("renamed") };
}

/** Decodes the totals of fin. */
export function decodeTotals(type: FrameTypeId, payload: Uint8Array): Totals {
  const fields = new ControlReader(type, payload);
  return {
    files: fields.integer("files", 0, MAX_ENTRIES),
    bytes: fields.integer("bytes", 0, Number.MAX_SAFE_INTEGER),
    failed: fields.integer("failed", 0, MAX_ENTRIES),
  };
}

/** Decodes a request to run a command. Does not check whether it is allowed. */
export function decodeRun(type: FrameTypeId, payload: Uint8Array): Run {
  const fields = new ControlReader(type, payload);
  const argv = fields.list("argv", MAX_ARGUMENTS, isText);
  if (argv.length === 0) fields.invalid("argv", "at least the command's name");
  const env = fields.get("env");
  if (typeof env !== "object" || env === null || Array.isArray(env)) {
    fields.invalid("env", "an object");
  }
  const variables = Object.entries(env as Record<string, string>);
  if (variables.length > MAX_VARIABLES || !variables.every(([, value]) => isText(value))) {
    fields.invalid("env", `at most ${MAX_VARIABLES} texts`);
  }
  return {
    argv,
    env: Object.fromEntries(variables),
    stdin: fields.boolean("stdin"),
    timeout: fields.get("timeout") === null
      ? null
      : fields.integer("timeout", 1, Number.MAX_SAFE_INTEGER),
  };
}

/** Decodes the start of a command. */
export function decodeStarted(type: FrameTypeId, payload: Uint8Array): Started {
  return { pid: new ControlReader(type, payload).integer("pid", 0, Number.MAX_SAFE_INTEGER) };
}

/** Decodes a credit. */
export function decodeCredit(type: FrameTypeId, payload: Uint8Array): Credit {
  return { bytes: new ControlReader(type, payload).integer("bytes", 1, 2 ** 31) };
}

/** Decodes the end of a command. */
export function decodeExit(type: FrameTypeId, payload: Uint8Array): Exit {
  const fields = new ControlReader(type, payload);
  const isStream = (item: unknown): item is "stdout" | "stderr" =>
    item === "stdout" || item === "stderr";
  return {
    reason: fields.oneOf("reason", EXIT_REASONS),
    status: fields.integer("status", 0, 255),
    signal: fields.get("signal") === null ? null : fields.text("signal").slice(0, 20),
    stdout: fields.integer("stdout", 0, Number.MAX_SAFE_INTEGER),
    stderr: fields.integer("stderr", 0, Number.MAX_SAFE_INTEGER),
    truncated: fields.list("truncated", 2, isStream),
  };
}

/** Decodes an error. Truncates long texts instead of rejecting them. */
export function decodeError(type: FrameTypeId, payload: Uint8Array): ErrorMessage {
  return codeAndMessage(new ControlReader(type, payload));
}

function codeAndMessage(fields: ControlReader): ErrorMessage {
  return {
    code: fields.text("code").slice(0, 64),
    message: fields.text("message").slice(0, MAX_MESSAGE),
  };
}
