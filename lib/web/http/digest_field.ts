/** Digest fields (RFC 9530): `Repr-Digest: sha-256=:…:`. @module */

/** Returns the value of `Repr-Digest` for a SHA-256 in hexadecimal. */
export function reprDigest(hex: string): string {
  const bytes = (hex.match(/../g) ?? []).map((pair) => String.fromCharCode(parseInt(pair, 16)));
  return `sha-256=:${btoa(bytes.join(""))}:`;
}

/**
 * Reads the SHA-256 of a `Repr-Digest`, in hexadecimal.
 *
 * @returns null where the header is absent or has no SHA-256, undefined where its SHA-256 is malformed.
 */
export function sha256Of(header: string | null): string | null | undefined {
  const member = /(?:^|,)[ \t]*sha-256=([^,]*)/.exec(header ?? "");
  if (member === null) return null;
  const [, base64] = /^:([A-Za-z0-9+/]{43}=):[ \t]*$/.exec(member[1]!) ?? [];
  if (base64 === undefined) return undefined;
  const digits = (character: string) => character.charCodeAt(0).toString(16).padStart(2, "0");
  return Array.from(atob(base64), digits).join("");
}

/** Whether a `Want-Repr-Digest` asks for a SHA-256, which may have to be computed first. */
export function wantsSha256(header: string | null): boolean {
  const [, weight] = /(?:^|,)[ \t]*sha-256=(\d{1,2})[ \t]*(?:,|$)/.exec(header ?? "") ?? [];
  return weight !== undefined && Number(weight) > 0;
}
