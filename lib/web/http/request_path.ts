/** Paths of requests: decoding and encoding. @module */

import { type SafePath, safePath } from "../../file/safe_path.ts";

/**
 * Decodes the path of a request.
 *
 * Each component is decoded once and by itself; a slash, `..` or NUL that decoding yields makes the path
 * invalid.
 *
 * @param path The path as it stands in the URL, without a leading slash.
 * @returns "" for the folder itself, undefined for an invalid path.
 */
export function requestPath(path: string): SafePath | "" | undefined {
  const components = path.replace(/\/$/, "").split("/");
  if (components.length === 1 && components[0] === "") return "";
  try {
    const names = components.map(decodeURIComponent);
    return names.some((name) => name.includes("/")) ? undefined : safePath(names.join("/"));
  } catch {
    // The encoded bytes are not UTF-8, or the name is not allowed.
    return undefined;
  }
}

/** Validates a part of a decoded path: removing an extension from `...tar` would leave `..`. */
export function partOfPath(path: string): SafePath | "" | undefined {
  try {
    return path === "" ? "" : safePath(path);
  } catch {
    return undefined;
  }
}

/** Encodes a path for a URL. */
export function urlPath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
