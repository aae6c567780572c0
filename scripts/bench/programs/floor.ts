/**
 * One end of the simplest transfer with a digest: a raw socket, SHA-256 and a file, without frames,
 * names, checks or a comparison of the digests. No verified transfer in this runtime costs less.
 *
 *     floor.ts send FILE PORT
 *     floor.ts receive FILE      prints "port PORT" to standard error once it listens
 *
 * @module
 */

import { createHash } from "node:crypto";

const BLOCK = 2 ** 20;

async function send(path: string, port: number): Promise<void> {
  using file = Deno.openSync(path);
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const hash = createHash("sha256");
  const buffer = new Uint8Array(BLOCK);
  for (let count; (count = file.readSync(buffer)) !== null;) {
    const block = buffer.subarray(0, count);
    hash.update(block);
    for (let at = 0; at < count;) at += await conn.write(block.subarray(at));
  }
  hash.digest();
}

async function receive(path: string): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  console.error(`port ${listener.addr.port}`);
  using conn = await listener.accept();
  using file = Deno.openSync(path, { write: true, createNew: true });
  const hash = createHash("sha256");
  const buffer = new Uint8Array(BLOCK);
  const store = (block: Uint8Array) => {
    hash.update(block);
    for (let at = 0; at < block.length;) at += file.writeSync(block.subarray(at));
  };
  let filled = 0;
  for (let count; (count = await conn.read(buffer.subarray(filled))) !== null;) {
    filled += count;
    // Whole blocks: small writes would cost more than the digest.
    if (filled < BLOCK) continue;
    store(buffer);
    filled = 0;
  }
  store(buffer.subarray(0, filled));
  hash.digest();
}

const [role, path, port] = Deno.args;
if (role === "send") await send(path!, Number(port));
else await receive(path!);
