/** The `Content-Disposition` of a part of a form (RFC 7578), as browsers write it. Pure. @module */

/** A part of a form. */
export interface FormPart {
  /** The file's name; for messages the field's name or the header where there is none. */
  name: string;
  /** Why the part cannot be stored. Default: it can. */
  fault?: string;
}

const PARAMETER = /\s*;\s*([\w*-]+)=(?:"([^"]*)"|([^\s";]*))\s*/y;

/**
 * Reads a part's `Content-Disposition`.
 *
 * Names are in UTF-8, and a quoted string ends at its first quote: browsers encode a quote, CR and LF as
 * `%22`, `%0D` and `%0A`, and nothing else (HTML, "multipart/form-data encoding algorithm"). A name that
 * contains `%22` cannot be told from one with a quote. Older Python clients send `filename*` instead
 * (RFC 5987).
 *
 * @param header As the parser passes it: a list of several headers, undefined for none.
 */
export function formPart(header: string | readonly string[] | undefined): FormPart {
  const texts = [header ?? []].flat();
  const parameters = texts.length === 1 ? parametersOf(texts[0]!) : undefined;
  if (parameters === undefined) {
    const name = texts.join(", ").slice(0, 200) || "a part without a name";
    return { name, fault: "its Content-Disposition cannot be understood" };
  }
  const field = decoded(parameters.get("name") ?? "");
  const extended = parameters.get("filename*");
  const file = extended === undefined ? parameters.get("filename") : extendedText(extended);
  if (extended !== undefined && file === undefined) {
    return { name: extended, fault: "its name is not encoded as UTF-8" };
  }
  if (file === undefined) return { name: field, fault: "it is a field of the form, not a file" };
  const name = extended === undefined ? decoded(file) : file;
  // The parser writes U+FFFD for bytes that are not UTF-8: the name is lost.
  return name.includes("\ufffd") ? { name, fault: "its name is not UTF-8" } : { name };
}

/** The parameters of `form-data`; undefined for another type or a repeated parameter. */
function parametersOf(text: string): Map<string, string> | undefined {
  const [type = ""] = /^\s*form-data(?=[\s;]|$)/i.exec(text) ?? [];
  if (type === "") return undefined;
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = type.length;
  let at = type.length;
  for (let match; (match = PARAMETER.exec(text)) !== null; at = PARAMETER.lastIndex) {
    const [, key, quoted, token] = match;
    if (parameters.has(key!.toLowerCase())) return undefined;
    parameters.set(key!.toLowerCase(), quoted ?? token!);
  }
  return text.slice(at).trim() === "" ? parameters : undefined;
}

function decoded(text: string): string {
  return text.replace(/%(22|0D|0A)/g, (escape) => decodeURIComponent(escape));
}

function extendedText(text: string): string | undefined {
  const [, encoded] = /^utf-8'[^']*'(.*)$/i.exec(text) ?? [];
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
