/** The page that leads a Gopher client to a link of another protocol. @module */

import { RefusedError } from "../errors.ts";

/** The schemes of links. A link of another one, such as `javascript:`, may run code. */
const SCHEMES = [
  "http",
  "https",
  "ftp",
  "gopher",
  "gophers",
  "gemini",
  "mailto",
  "news",
  "irc",
  "ircs",
];

/**
 * The link of a selector `URL:https://…`, an informal extension for items of type h; undefined for any
 * other selector.
 */
export function linkOfSelector(selector: string): string | undefined {
  return /^URL:(.*)$/s.exec(selector)?.[1];
}

/**
 * A page for clients that do not know such selectors.
 *
 * @throws {RefusedError} if the link is not a URL, or its scheme is not one of those that are served.
 *
 * @example Usage
 * ```ts
 * import { redirectPage } from "./gopher_redirect.ts";
 * import { assert } from "@std/assert";
 * assert(redirectPage("https://example.org/").includes('<a href="https://example.org/">'));
 * ```
 */
export function redirectPage(link: string): string {
  // Browsers ignore spaces and control characters in a URL, which may hide its scheme.
  const scheme = /^([a-z][a-z\d+.-]*):[^\s\p{Cc}]+$/iu.exec(link)?.[1]?.toLowerCase();
  if (scheme === undefined || !URL.canParse(link)) {
    throw new RefusedError("refused", "The link is not a URL");
  }
  if (!SCHEMES.includes(scheme)) {
    throw new RefusedError("refused", `Links to ${scheme}: are not served`);
  }
  const target = link.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="5;url=${target}">
<title>Link</title>
</head>
<body>
<p>This link leads to <a href="${target}">${target}</a>.</p>
</body>
</html>
`;
}
