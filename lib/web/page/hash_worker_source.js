// The Worker of digests.js. scripts/bundle_hashes.ts puts `createSHA256` of hash-wasm in front of it.

/** Bytes of a read. */
const PIECE = 4 * 1024 * 1024;

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

/** Reads into one buffer where the browser can: slices take several times as long. */
async function digestOf(file, hasher) {
  const reader = readerOf(file.stream());
  let buffer = new ArrayBuffer(PIECE);
  for (;;) {
    // Other readers ignore the buffer.
    const { value, done } = await reader.read(new Uint8Array(buffer));
    if (done) return base64(hasher.digest("binary"));
    hasher.update(value);
    buffer = value.buffer;
  }
}

function readerOf(stream) {
  try {
    return stream.getReader({ mode: "byob" });
  } catch {
    return stream.getReader();
  }
}

function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}
