/** The `Accept-Encoding` header of a request (RFC 9110, section 12.5.3). @module */

/** Names of gzip; the second one is an old alias (section 8.4.1.3). */
const NAMES = ["gzip", "x-gzip"];
/** A coding and its weight, from 0 to 1 with at most three decimals (section 12.4.2). */
const CODING = /^([\w*!#$%&'+.^`|~-]+)(?:[ \t]*;[ \t]*q=([01](?:\.\d{0,3})?))?$/i;

/**
 * Whether a client accepts gzip, and does not prefer that nothing is encoded.
 *
 * @param header The value; null where the header is absent, which is an old or a simple client.
 */
export function acceptsGzip(header: string | null): boolean {
  const weights = new Map<string, number>();
  for (const member of header?.split(",") ?? []) {
    const [, coding, weight = "1"] = CODING.exec(member.trim()) ?? [];
    if (coding !== undefined) weights.set(coding.toLowerCase(), Number(weight));
  }
  const own = NAMES.map((name) => weights.get(name)).find((weight) => weight !== undefined);
  const gzip = own ?? weights.get("*") ?? 0;
  // Nothing encoded is acceptable without being named, at no particular weight.
  return gzip > 0 && gzip >= (weights.get("identity") ?? 0);
}
