// Keeps a phone's screen on while files are sent: a page that is not shown is stopped.

let isWanted = false;
let lock;

/** Keeps the screen on from now on, or no longer. Browsers can do so over TLS only. */
export async function stayAwake(wanted) {
  if (wanted === isWanted) return;
  isWanted = wanted;
  await apply();
}

async function apply() {
  if (!isWanted) {
    const before = lock;
    lock = undefined;
    return await before?.release();
  }
  try {
    // Released by the browser when the page is hidden.
    if (!document.hidden) lock = await navigator.wakeLock?.request("screen");
    if (!isWanted) await apply();
  } catch { /* not allowed now, as with an empty battery */ }
}

document.addEventListener("visibilitychange", apply);
