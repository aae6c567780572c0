/** Errors in the certificate and key of this side. @module */

/** The texts of the runtime, which has no codes for them, and of `node:tls`. */
const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/KeyMismatch|KEY_VALUES_MISMATCH/i, "the key does not belong to the certificate"],
  [/No certificates found/i, "there is no certificate in the PEM text"],
  [/No keys found/i, "there is no key in the PEM text, or it has a password"],
];

/** Why the certificate or key of this side cannot be used; undefined if the cause is another one. */
export function certificateFault(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const known = FAULTS.find(([pattern]) => pattern.test(cause.message));
  if (known !== undefined) return known[1];
  // Of a certificate or key that was found but cannot be parsed.
  return cause instanceof Deno.errors.InvalidData && /certificate|key|pem/i.test(cause.message) &&
      !/peer certificate/.test(cause.message)
    ? `the certificate or key cannot be used: ${cause.message}`
    : undefined;
}
