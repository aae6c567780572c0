/** {@linkcode escapeText} under the name that commands import it by. @module */

export { escapeText } from "../text/escape.ts";
