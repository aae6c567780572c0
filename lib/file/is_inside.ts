/** Whether one path is below another. @module */

import { sep } from "node:path";

/** Whether a path is a folder or below it. Compares texts: both must be absolute, without links and `..`. */
export function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
