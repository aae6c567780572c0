/** The curl commands that are printed for users without a browser. @module */

import { shellWord } from "../../lib/text/shell_word.ts";
import type { WebSettings } from "../flags/web.ts";

/** User name of the printed commands; the server accepts any. */
const USER = "sluice";

/**
 * curl with the flags that a server needs: it sends the password, and accepts the certificate that was made
 * for this run, by its key. A password that the user has set is not printed: curl asks for it.
 */
export function curlOf(
  { password, showPassword, pin }: Pick<WebSettings, "password" | "showPassword" | "pin">,
): string {
  const words = ["curl"];
  if (password !== undefined) words.push("-u", showPassword ? `${USER}:${password}` : USER);
  // -k accepts a certificate that no authority has signed; the pin is checked all the same.
  if (pin !== undefined) words.push("-k", "--pinnedpubkey", pin);
  return words.join(" ");
}

/**
 * The command that fetches a file under its own name. Like the others it has -f: without it curl stores the
 * text of an error as the file.
 *
 * @param curl What {@linkcode curlOf} returns.
 * @returns undefined where no quoting of the name is safe in every shell.
 */
export function fileLine(curl: string, url: string, name: string): string | undefined {
  const [address, output] = [shellWord(url), shellWord(name)];
  if (address === undefined || output === undefined) return undefined;
  // curl -O takes the name from the address, without decoding it.
  if (url.endsWith(`/${name}`)) return `${curl} -fO ${address}`;
  return `${curl} -fo ${name.startsWith("-") ? `./${output}` : output} ${address}`;
}

/** The command that fetches a tar and unpacks it here. */
export function tarLine(curl: string, url: string): string {
  return `${curl} -f ${shellWord(url)!} | tar xf -`;
}

/** The command that prints a text. */
export function textLine(curl: string, url: string): string {
  return `${curl} -f ${shellWord(url)!}`;
}

/** The command that uploads a file. */
export function uploadLine(curl: string, url: string): string {
  return `${curl} -fT FILE ${shellWord(url)!}`;
}
