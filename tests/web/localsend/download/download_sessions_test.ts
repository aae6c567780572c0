import { assertEquals, assertNotEquals } from "@std/assert";
import {
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
  const { id } = made.open("192.0.2.1", []);
  assertEquals(made.find(id, "192.0.2.1")?.id, id);
  assertEquals(made.find(id, "192.0.2.2"), undefined);
  assertEquals(made.find("", "192.0.2.1"), undefined);
  assertEquals(made.find("192.0.2.1", "192.0.2.1"), undefined);
});

Deno.test("each session has another random name", () => {
  const { made } = sessions();
  const [a, b] = [made.open("192.0.2.1", []), made.open("192.0.2.1", [])];
  assertNotEquals(a.id, b.id);
  assertEquals(a.id.length, 36);
});

Deno.test("a session ends when it was not used for long, and not while it is used", () => {
  const { made, pass } = sessions();
  const { id } = made.open("192.0.2.1", []);
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
  const { id } = made.open("192.0.2.1", []);
  pass(DOWNLOAD_SESSION_TIMEOUT);
  assertEquals(made.find(id, "192.0.2.9"), undefined);
  pass(1);
  assertEquals(made.find(id, "192.0.2.1"), undefined);
});

Deno.test("the least recently used session ends where there are too many", () => {
  const { made } = sessions();
  const ids = Array.from(
    { length: MAX_DOWNLOAD_SESSIONS },
    (_, i) => made.open(`192.0.2.${i}`, []).id,
  );
  made.find(ids[0]!, "192.0.2.0");
  made.open("198.51.100.1", []);
  assertEquals(made.find(ids[0]!, "192.0.2.0")?.id, ids[0]);
  assertEquals(made.find(ids[1]!, "192.0.2.1"), undefined);
  assertEquals(made.find(ids[2]!, "192.0.2.2")?.id, ids[2]);
});

Deno.test("one address ends its own sessions only", () => {
  const { made } = sessions();
  const other = made.open("192.0.2.1", []);
  const own = Array.from(
    { length: MAX_DOWNLOAD_SESSIONS_OF_HOST * 10 },
    () => made.open("192.0.2.2", []).id,
  );
  assertEquals(made.find(other.id, "192.0.2.1"), other);
  const left = own.filter((id) => made.find(id, "192.0.2.2") !== undefined);
  assertEquals(left, own.slice(-MAX_DOWNLOAD_SESSIONS_OF_HOST));
});
