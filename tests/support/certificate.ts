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

/** The certificate of an authority that signed itself, as plain `openssl req -x509` makes them. */
export const authority = readPair("authority");
/** A client's certificate, `CN=bob`, signed by {@linkcode authority}. */
export const client = readPair("client");

/** A certificate, its key, and the paths of both. */
interface Pair {
  cert: string;
  key: string;
  certPath: string;
  keyPath: string;
}

function readPair(name: string): Pair {
  const certPath = new URL(`${name}_cert.pem`, import.meta.url).pathname;
  const keyPath = new URL(`${name}_key.pem`, import.meta.url).pathname;
  const [cert, key] = [Deno.readTextFileSync(certPath), Deno.readTextFileSync(keyPath)];
  return { cert, key, certPath, keyPath };
}

/** The SHA-256 of a certificate, computed apart from the program: 64 hexadecimal digits. */
export async function sha256Of(pem: string): Promise<string> {
  const base64 = pem.replace(/-----[^-]+-----|\s/g, "");
  const der = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", der)).toHex();
}
