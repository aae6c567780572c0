/** An encrypted connection behind the interface of a plain one. @module */

import type { SessionKeys } from "../secure/handshake.ts";
import { recordCiphers } from "../secure/record_ciphers.ts";
import { RecordDecryptStream } from "../secure/record_decrypt_stream.ts";
import { RecordEncryptStream } from "../secure/record_encrypt_stream.ts";
import { closing } from "../socket/closing.ts";
import type { Duplex } from "../socket/duplex.ts";
import { readThrough, writeThrough } from "../socket/through_streams.ts";

/**
 * Encrypts both directions of a connection, which it owns from then on. Each direction ends with a
 * final record; a connection that ends without it counts as cut.
 */
export function secureDuplex(duplex: Duplex, keys: SessionKeys): Duplex {
  const cipher = recordCiphers.find(({ wireId }) => wireId === keys.cipher);
  if (cipher === undefined) throw new RangeError(`encrypt: no cipher ${keys.cipher}`);
  const encrypt = new RecordEncryptStream(duplex.writable, cipher, keys.write);
  const decrypt = new RecordDecryptStream(duplex.readable, cipher, keys.read);
  const abort = (reason?: Error) => {
    duplex.abort(reason);
    encrypt.drop();
    decrypt.drop();
  };
  return closing({
    read: (view: Uint8Array<ArrayBuffer>) => readThrough(decrypt.readable, view),
    write: (bytes: Uint8Array) => writeThrough(encrypt.writable, bytes),
    readable: decrypt.readable,
    writable: encrypt.writable,
    async closeWrite() {
      try {
        await encrypt.end();
      } catch { /* the peer has closed the connection */ }
      await duplex.closeWrite();
    },
    abort,
    msSinceReceived: () => duplex.msSinceReceived(),
    idle: () => duplex.idle(),
    localAddr: duplex.localAddr,
    remoteAddr: duplex.remoteAddr,
  });
}
