// Files that were dropped or pasted, with the folders around them.

/** Yields the files below an entry of a drop, folders without content, and what cannot be read. */
async function* walk(entry, prefix = "") {
  const path = prefix + entry.name;
  try {
    if (entry.isFile) {
      yield { path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) };
      return;
    }
    const reader = entry.createReader();
    let isEmpty = true;
    // Chrome returns at most 100 entries a call.
    for (;;) {
      const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (entries.length === 0) break;
      isEmpty = false;
      for (const each of entries) yield* walk(each, `${path}/`);
    }
    // The server makes a folder of a path with a final slash.
    if (isEmpty) yield { path: `${path}/`, file: new File([], entry.name) };
  } catch {
    yield { path, file: new File([], entry.name), why: { key: "unreadable" } };
  }
}

/**
 * Returns the files of a drop or of the clipboard, each with its path; `why` where one cannot be read.
 *
 * @param onFound Called with the number of files found so far.
 */
export async function filesOf({ items, files }, onFound) {
  // Read before the first await, after which the items are gone.
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return [...files].map((file) => ({ file, path: file.name }));
  const found = [];
  for (const entry of entries) {
    for await (const each of walk(entry)) {
      found.push(each);
      onFound(found.length);
    }
  }
  return found;
}
