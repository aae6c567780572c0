/**
 * A certificate for localhost and 127.0.0.1 that only tests trust, valid for a hundred years. Made by
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500`.
 *
 * @module
 */

/** Path of the certificate. */
export const CERT_PATH = new URL("localhost_cert.pem", import.meta.url).pathname;
/** Path of its key. */
export const KEY_PATH = new URL("localhost_key.pem", import.meta.url).pathname;
/** The certificate. */
export const cert = Deno.readTextFileSync(CERT_PATH);
/** Its key. */
export const key = Deno.readTextFileSync(KEY_PATH);
