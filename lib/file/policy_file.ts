/** The policy file, which lists what may run. @module */

import { CallerError } from "../errors.ts";
import { MAX_POLICY_BYTES } from "../limits.ts";
import { assertTrusted } from "./trusted_path.ts";

/**
 * The text of a policy file that other users cannot change.
 *
 * @throws {CallerError} code `no_input`: no such file; `usage`: other users may write it, or it is too long.
 */
export function readPolicyFile(path: string): string {
  const what = `Cannot read the policy ${JSON.stringify(path)}`;
  try {
    const real = assertTrusted(path, what);
    const { isFile, size } = Deno.statSync(real);
    if (!isFile) throw new CallerError("usage", `${what}: it is not a file`);
    if (size > MAX_POLICY_BYTES) {
      throw new CallerError("usage", `${what}: it is larger than ${MAX_POLICY_BYTES} bytes`);
    }
    return Deno.readTextFileSync(real);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new CallerError("no_input", `${what}: no such file`, { cause });
  }
}
