/** Responses, with the headers that all of them have. @module */

/** The policy of everything but pages: no scripts, no subresources, no frames. */
const INERT = "default-src 'none'; sandbox; frame-ancestors 'none'";

/** Headers of every response. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  // The URL holds the token, which other sites must not receive. With "no-referrer" a form would send no origin.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "content-security-policy": INERT,
};

/**
 * Returns the policy of a page whose scripts and styles have a nonce.
 *
 * @param shows Whether it shows images, recordings and documents of this server. @default {false}
 */
export function pagePolicy(nonce: string, shows: boolean = false): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    ...shows ? ["img-src 'self' data:", "media-src 'self'", "frame-src 'self'"] : ["img-src data:"],
    "connect-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Makes a short response in plain text. */
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

/**
 * Makes a page.
 *
 * @param nonce The nonce of the scripts and styles in `markup`.
 * @param headers Further headers.
 */
export function pageAnswer(
  status: number,
  markup: string,
  nonce: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(markup, {
    status,
    headers: {
      ...COMMON_HEADERS,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": pagePolicy(nonce),
      "cache-control": "no-store",
      ...headers,
    },
  });
}

/** Whether the client accepts HTML, as browsers do. */
export function wantsPage(request: Request): boolean {
  return /\btext\/html\b/.test(request.headers.get("accept") ?? "");
}
