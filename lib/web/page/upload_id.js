// What tells uploads apart that have the same name, size and time, and finds one again whose answer was lost.

/** Ids that are stored. */
const MOST = 200;
const KEY = `sluice upload ids ${location.pathname}`;
/** Ids in use by this page. */
const used = new Set();

/** Returns an upload's id: that of an earlier visit for a large file that was not finished. */
export function idOf(upload) {
  const ids = upload.isLarge ? load() : {};
  const key = keyOf(upload);
  const earlier = ids[key];
  if (earlier !== undefined && !used.has(earlier)) {
    used.add(earlier);
    return earlier;
  }
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  used.add(id);
  if (upload.isLarge && earlier === undefined) save({ ...ids, [key]: id });
  return id;
}

/** Forgets the stored id of a finished upload. */
export function dropId(upload) {
  if (!upload.isLarge) return;
  const { [keyOf(upload)]: _, ...rest } = load();
  save(rest);
}

function keyOf({ path, file: { size, lastModified } }) {
  return JSON.stringify([path, size, lastModified]);
}

function load() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

function save(ids) {
  try {
    const kept = Object.entries(ids).slice(-MOST);
    if (kept.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  } catch { /* no storage, or it is full */ }
}
