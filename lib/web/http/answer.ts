/** Answers of the browser's side, with the headers that every one of them has. @module */

/** For whatever is not a page of ours: it must not do anything, wherever it is opened. */
const INERT = "default-src 'none'; sandbox; frame-ancestors 'none'";

/** Headers of every answer. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  // The address holds the token; nobody else is to hear it. Not "no-referrer": a form would then have no origin.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "content-security-policy": INERT,
};

/** The policy of a page whose scripts and styles bear this nonce. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "img-src data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** A short answer in plain text. */
export function textAnswer(
  status: number,
  text: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(`${text}\n`, {
    status,
    headers: {
      ...COMMON_HEADERS,
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
      ...headers,
    },
  });
}

/** A page; `markup` bears the nonce. */
export function pageAnswer(status: number, markup: string, nonce: string): Response {
  return new Response(markup, {
    status,
    headers: {
      ...COMMON_HEADERS,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": pagePolicy(nonce),
      "cache-control": "no-store",
    },
  });
}

/** Whether the client would rather see a page than plain text: browsers say so. */
export function wantsPage(request: Request): boolean {
  return /\btext\/html\b/.test(request.headers.get("accept") ?? "");
}
