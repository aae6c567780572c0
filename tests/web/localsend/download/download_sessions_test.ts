import { assertEquals, assertNotEquals } from "@std/assert";
import {
  DOWNLOAD_IDLE_TIMEOUT,
  DOWNLOAD_SESSION_TIMEOUT,
  MAX_DOWNLOAD_SESSIONS,
  MAX_DOWNLOAD_SESSIONS_OF_HOST,
} from "../../../../lib/limits.ts";
import { DownloadSessions } from "../../../../lib/web/localsend/download/download_sessions.ts";

function sessions() {
  let now = 0;
  const made = new DownloadSessions(() => now);
  return { made, pass: (ms: number) => now += ms };
}

Deno.test("a session belongs to the address that it was opened for", () => {
  const { made } = sessions();
  const { id } = made.open("192.0.2.1", [])!;
  assertEquals(made.find(id, "192.0.2.1")?.id, id);
  assertEquals(made.find(id, "192.0.2.2"), undefined);
  assertEquals(made.find("", "192.0.2.1"), undefined);
  assertEquals(made.find("192.0.2.1", "192.0.2.1"), undefined);
});

Deno.test("each session has another random name", () => {
  const { made } = sessions();
  const [a, b] = [made.open("192.0.2.1", [])!, made.open("192.0.2.1", [])!];
  assertNotEquals(a.id, b.id);
  assertEquals(a.id.length, 36);
});

Deno.test("a session ends when it was not used for long, and not while it is used", () => {
  const { made, pass } = sessions();
  const { id } = made.open("192.0.2.1", [])!;
  for (let i = 0; i < 3; i++) {
    pass(DOWNLOAD_SESSION_TIMEOUT);
    assertEquals(made.find(id, "192.0.2.1")?.id, id);
  }
  pass(DOWNLOAD_SESSION_TIMEOUT + 1);
  assertEquals(made.find(id, "192.0.2.1"), undefined);
  assertEquals(made.find(id, "192.0.2.1"), undefined);
});

Deno.test("another address does not keep a session alive", () => {
  const { made, pass } = sessions();
  const { id } = made.open("192.0.2.1", [])!;
  pass(DOWNLOAD_SESSION_TIMEOUT);
  assertEquals(made.find(id, "192.0.2.9"), undefined);
  pass(1);
  assertEquals(made.find(id, "192.0.2.1"), undefined);
});

Deno.test("where there are too many, an idle session ends, and none that is in use", () => {
  const { made, pass } = sessions();
  const all = Array.from(
    { length: MAX_DOWNLOAD_SESSIONS },
    (_, i) => made.open(`192.0.2.${i}`, [])!,
  );
  assertEquals(made.open("198.51.100.1", []), undefined);
  pass(DOWNLOAD_IDLE_TIMEOUT);
  made.find(all[0]!.id, "192.0.2.0");
  all[1]!.running++;
  pass(1);
  assertEquals(made.open("198.51.100.1", [])?.host, "198.51.100.1");
  const isOpen = all.slice(0, 4).map(({ id, host }) => made.find(id, host) !== undefined);
  assertEquals(isOpen, [true, true, false, true]);
});

Deno.test("one address ends its own sessions only", () => {
  const { made } = sessions();
  const other = made.open("192.0.2.1", [])!;
  const own = Array.from(
    { length: MAX_DOWNLOAD_SESSIONS_OF_HOST * 10 },
    () => made.open("192.0.2.2", [])!.id,
  );
  assertEquals(made.find(other.id, "192.0.2.1"), other);
  const left = own.filter((id) => made.find(id, "192.0.2.2") !== undefined);
  assertEquals(left, own.slice(-MAX_DOWNLOAD_SESSIONS_OF_HOST));
});
