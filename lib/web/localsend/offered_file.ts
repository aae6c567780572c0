/** The list of files in a request to send. Pure. @module */

import { ProtocolError } from "../../errors.ts";
import { MAX_FILE_BYTES, MAX_OFFERED_FILES, MAX_TEXT_BYTES } from "../../limits.ts";
import { isJsonObject } from "../../text/object_reader.ts";
import { PeerReader } from "./peer_json.ts";

/** UTF-16 code units of an id at most; the application's are 36. */
const MAX_ID_LENGTH = 256;
/** UTF-16 code units of a name at most: more than any path has. */
const MAX_NAME_LENGTH = 4096;

/** A file as a sender announces it. */
export interface OfferedFile {
  /** The sender's name for it in the session. */
  id: string;
  /** Its name, for a file of a folder with the folders in front: `holiday/beach.jpg`. */
  fileName: string;
  /** Bytes. */
  size: number;
  /** Its media type: `image/jpeg`. */
  fileType: string;
  /** The SHA-256 in lower-case hexadecimal, where the sender computed it before. */
  sha256?: string | undefined;
  /** The text itself, where a text is sent. */
  preview?: string | undefined;
  /** Modification time, milliseconds since 1970. */
  modified?: number | undefined;
}

/**
 * Reads a list of files.
 *
 * @param where What carries it, for errors.
 * @throws {ProtocolError} code `limit` if there are too many; `protocol` if the list is malformed.
 */
export function readOfferedFiles(where: string, value: unknown): OfferedFile[] {
  if (!isJsonObject(value)) throw new ProtocolError(`${where} has no list of files`);
  const entries = Object.entries(value);
  if (entries.length > MAX_OFFERED_FILES) {
    throw new ProtocolError(
      `The sender offers ${entries.length} files; ${MAX_OFFERED_FILES} are accepted at once`,
      "limit",
    );
  }
  return entries.map(([id, file]) => readFile(where, id, file));
}

function readFile(where: string, id: string, value: unknown): OfferedFile {
  const reader = new PeerReader(`a file of ${where}`, value);
  if (id.length > MAX_ID_LENGTH) throw new ProtocolError(`${where} has an id that is too long`);
  const sha256 = reader.shortText("sha256", 64)?.toLowerCase();
  return {
    id,
    fileName: reader.required("fileName", reader.shortText("fileName", MAX_NAME_LENGTH)),
    size: reader.required("size", reader.integer("size", 0, MAX_FILE_BYTES)),
    fileType: reader.shortText("fileType", MAX_ID_LENGTH) ?? "",
    // Not a digest: the sender sent none.
    sha256: sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined,
    preview: previewOf(reader),
    modified: modifiedOf(reader.get("metadata")),
  };
}

/** A thumbnail may be longer than a text, and is not used. */
function previewOf(reader: PeerReader): string | undefined {
  const preview = reader.text("preview");
  return preview === undefined || preview.length > MAX_TEXT_BYTES ? undefined : preview;
}

function modifiedOf(metadata: unknown): number | undefined {
  const text = isJsonObject(metadata) ? metadata.modified : undefined;
  const time = typeof text === "string" ? Date.parse(text) : NaN;
  return Number.isFinite(time) ? time : undefined;
}

/** Returns the text of an offer that is one text and no file; undefined for files. */
export function offeredText(files: readonly OfferedFile[]): string | undefined {
  const [file] = files;
  const isText = files.length === 1 && file!.fileType.startsWith("text/");
  return isText ? file!.preview : undefined;
}

/** Writes a list of files for a request. */
export function formatOfferedFiles(
  files: readonly OfferedFile[],
): Record<string, Record<string, unknown>> {
  return Object.fromEntries(files.map((file) => {
    const { id, fileName, size, fileType, sha256, preview, modified } = file;
    const metadata = modified === undefined
      ? undefined
      : { modified: new Date(modified).toISOString() };
    return [id, { id, fileName, size, fileType, sha256, preview, metadata }];
  }));
}
