/** Paths of requests: from the address line to names, and back. @module */

import { type SafePath, safePath } from "../../file/safe_path.ts";

/**
 * The path that a request names below the folder in question.
 *
 * Each component is decoded once, and by itself: a slash, a dot-dot or a NUL that comes out of
 * the decoding is refused rather than obeyed.
 *
 * @param path as it stands in the URL, without the slash at its start
 * @returns "" for the folder itself; undefined where it cannot be a path at all
 */
export function requestPath(path: string): SafePath | "" | undefined {
  const components = path.replace(/\/$/, "").split("/");
  if (components.length === 1 && components[0] === "") return "";
  try {
    const names = components.map(decodeURIComponent);
    return names.some((name) => name.includes("/")) ? undefined : safePath(names.join("/"));
  } catch {
    // Not UTF-8 behind the percent signs, or a name that no file may have.
    return undefined;
  }
}

/** A part of a path that was judged, judged by itself: `..` may be what is left of `...tar`. */
export function partOfPath(path: string): SafePath | "" | undefined {
  try {
    return path === "" ? "" : safePath(path);
  } catch {
    return undefined;
  }
}

/** A path as it stands in a URL, relative or absolute. */
export function urlPath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
