/** Digests of whole files in headers (RFC 9530): `Repr-Digest: sha-256=:…:`. @module */

/** The value of `Repr-Digest` for a SHA-256 in hexadecimal. */
export function reprDigest(hex: string): string {
  const bytes = (hex.match(/../g) ?? []).map((pair) => String.fromCharCode(parseInt(pair, 16)));
  return `sha-256=:${btoa(bytes.join(""))}:`;
}

/**
 * The SHA-256 that a client gave, in hexadecimal; null where it gave none, or only others.
 *
 * @returns undefined where there is one that is malformed
 */
export function sha256Of(header: string | null): string | null | undefined {
  const member = /(?:^|,)[ \t]*sha-256=([^,]*)/.exec(header ?? "");
  if (member === null) return null;
  const [, base64] = /^:([A-Za-z0-9+/]{43}=):[ \t]*$/.exec(member[1]!) ?? [];
  if (base64 === undefined) return undefined;
  const digits = (character: string) => character.charCodeAt(0).toString(16).padStart(2, "0");
  return Array.from(atob(base64), digits).join("");
}

/** Whether the client asks for a SHA-256 (`Want-Repr-Digest: sha-256=1`), even if it has to be computed first. */
export function wantsSha256(header: string | null): boolean {
  const [, weight] = /(?:^|,)[ \t]*sha-256=(\d{1,2})[ \t]*(?:,|$)/.exec(header ?? "") ?? [];
  return weight !== undefined && Number(weight) > 0;
}
