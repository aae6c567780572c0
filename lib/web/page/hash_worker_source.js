// The Worker of digests.js. scripts/bundle_hashes.ts puts `createSHA256` of hash-wasm in front of it.

/** Bytes of a read. */
const PIECE = 8 * 1024 * 1024;

/** For whole files: it is never in use across a pause. */
const whole = createSHA256();
whole.then(() => postMessage({ isReady: true }), () => postMessage({ isBroken: true }));

onmessage = async ({ data: { number, file, isWhole } }) => {
  let hasher;
  try {
    hasher = isWhole ? await whole : await createSHA256();
  } catch {
    return postMessage({ isBroken: true });
  }
  try {
    if (isWhole) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const digest = base64(hasher.init().update(bytes).digest("binary"));
      postMessage({ number, bytes, digest }, [bytes.buffer]);
    } else {
      postMessage({ number, digest: await digestOf(file, hasher.init()) });
    }
  } catch (error) {
    postMessage({ number, fault: String(error) });
  }
};

/** Reads a piece ahead while it hashes. */
async function digestOf(file, hasher) {
  const read = (at) => at < file.size ? file.slice(at, at + PIECE).arrayBuffer() : undefined;
  let next = read(0);
  for (let at = 0; at < file.size; at += PIECE) {
    const piece = new Uint8Array(await next);
    next = read(at + PIECE);
    // A rejection while it hashes must not count as unhandled.
    next?.catch(() => {});
    hasher.update(piece);
  }
  return base64(hasher.digest("binary"));
}

function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}
