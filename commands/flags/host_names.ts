/** `--host`: further names of this machine that clients may use. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { ipBytes } from "../../lib/text/ip_bytes.ts";
import { escapeText } from "../../lib/text/escape.ts";

/** The flag `--host`. */
export const hostNamesFlag: Flag = {
  name: "host",
  value: "string",
  placeholder: "NAME",
  repeatable: true,
  summary: "also serve clients that call this machine NAME; repeatable",
  details:
    "This machine's addresses and its own name always work. Requests for any other host are " +
    "rejected, so that no web page can pose as this server (DNS rebinding). The certificate of --tls " +
    "has these names as well.",
};

/** Host names of RFC 1123, section 2.1, in lower case: at most 253 characters, 63 a label. */
const HOST_NAME = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.(?!$)|$))+$/;

/**
 * The names that `--host` gives, as the `Host` header has them: in lower case and in ASCII.
 *
 * @throws {CallerError} code `usage` if one is not a host name.
 */
export function hostNames(args: ParsedArguments): string[] {
  return args.values("host").map(hostName);
}

function hostName(given: string): string {
  if (ipBytes(given.replace(/^\[|\]$/g, "")) !== undefined) {
    throw new CallerError("usage", `--host needs a name, not "${given}"; addresses always work`);
  }
  const name = asciiName(given);
  // A name of digits only is an address in an old notation.
  if (name !== undefined && HOST_NAME.test(name) && ipBytes(name) === undefined) return name;
  const expected = "expected one such as files.example.org, without a port";
  throw new CallerError(
    "usage",
    `--host needs a host name, not "${escapeText(given)}"; ${expected}`,
  );
}

/** The name as a URL has it; undefined where none can. */
function asciiName(given: string): string | undefined {
  if (/[\s/\\:@?#%[\]]/.test(given)) return undefined;
  try {
    return new URL(`http://${given}/`).hostname.replace(/\.$/, "");
  } catch {
    return undefined;
  }
}
