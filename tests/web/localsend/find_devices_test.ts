import { assertEquals, assertRejects } from "@std/assert";
import { findDevices } from "../../../lib/web/localsend/find_devices.ts";
import { until } from "../../support/wait.ts";

const NEVER = new AbortController().signal;

/** Counts announcements. */
function counting() {
  const presence = { announced: 0, announce: () => void presence.announced++ };
  return presence;
}

Deno.test("ends when its time is over, if it may find nothing", async () => {
  const presence = counting();
  await findDevices({ presence, hasFound: () => false, signal: NEVER });
  assertEquals(presence.announced, 0);
});

Deno.test("ends early when it is enough", async () => {
  let looks = 0;
  const presence = counting();
  const isEnough = () => ++looks > 3;
  await findDevices({ presence, hasFound: () => true, isEnough, signal: NEVER });
  assertEquals(looks > 3 && looks < 10, true);
});

Deno.test("searches on, and announces again, until a device is found", async () => {
  const presence = counting();
  let told = 0;
  await findDevices({
    presence,
    hasFound: () => presence.announced > 1,
    onNothing: () => void told++,
    signal: NEVER,
  });
  assertEquals([presence.announced, told], [2, 1]);
});

Deno.test("ends when its signal is aborted", async () => {
  const stop = new AbortController();
  const presence = counting();
  const options = { hasFound: () => false, onNothing() {}, signal: stop.signal };
  const searching = findDevices({ presence, ...options });
  void until(() => presence.announced > 0, "a second round").then(() =>
    stop.abort(new Error("Ctrl-C"))
  );
  await assertRejects(() => searching, Error, "Ctrl-C");
});
