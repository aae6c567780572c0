import { assertEquals } from "@std/assert";
import { News } from "../../../lib/web/page/news.js";
import { Tally } from "../../../lib/web/page/tally.js";

const MIB = 1024 * 1024;

interface FakeUpload {
  state: string;
  file: { size: number };
  why: { key?: string };
  sent: number;
}

function upload(size: number, state = "waiting"): FakeUpload {
  return { state, file: { size }, why: {}, sent: 0 };
}

/** Changes an upload, and counts it. */
function change(tally: Tally, which: FakeUpload, to: Partial<FakeUpload>): void {
  Object.assign(which, to);
  if (to.state !== undefined || to.why !== undefined) tally.state(which);
  else tally.progress(which);
}

Deno.test("keeps counts and bytes by state while uploads change", () => {
  const tally = new Tally();
  const [a, b] = [upload(100), upload(300)];
  for (const each of [a, b]) tally.state(each);
  change(tally, a, { state: "running" });
  change(tally, a, { sent: 40 });
  assertEquals(tally.by.running, { count: 1, size: 100, sent: 40 });
  assertEquals(tally.by.waiting, { count: 1, size: 300, sent: 0 });
  assertEquals([tally.percent, tally.active], [10, true]);
  change(tally, a, { state: "done", sent: 100 });
  change(tally, b, { state: "paused" });
  assertEquals(tally.by.done, { count: 1, size: 100, sent: 100 });
  assertEquals([tally.percent, tally.active], [25, false]);
});

Deno.test("a file that failed does not hold back the percentage of the others", () => {
  const tally = new Tally();
  tally.state(upload(1000, "failed"));
  const other = upload(10);
  tally.state(other);
  change(tally, other, { state: "running" });
  change(tally, other, { sent: 5 });
  assertEquals(tally.percent, 50);
});

Deno.test("empty files count by their number", () => {
  const tally = new Tally();
  const [a, b] = [upload(0), upload(0)];
  for (const each of [a, b]) tally.state(each);
  assertEquals(tally.percent, 0);
  change(tally, a, { state: "done" });
  assertEquals(tally.percent, 50);
});

Deno.test("computes the rate of the last seconds, and the time that is left", () => {
  const tally = new Tally();
  const file = upload(100 * MIB);
  tally.state(file);
  change(tally, file, { state: "running" });
  change(tally, file, { sent: 0 });
  assertEquals(tally.speed(0), undefined);
  for (let second = 1; second <= 10; second++) {
    change(tally, file, { sent: second * MIB });
    tally.speed(second * 1000);
  }
  // The first offset of an attempt is not counted, so this is the second of them.
  assertEquals(tally.speed(10_000), { rate: MIB, left: 90 });
});

Deno.test("neither a pause nor what an earlier attempt sent counts for the rate", () => {
  const tally = new Tally();
  const file = upload(100 * MIB);
  tally.state(file);
  change(tally, file, { state: "running" });
  for (const at of [0, 1000, 2000]) {
    change(tally, file, { sent: 10 * MIB + at * 1000 });
    tally.speed(at);
  }
  change(tally, file, { state: "paused" });
  assertEquals(tally.speed(3000), undefined);
  change(tally, file, { state: "running" });
  assertEquals(tally.speed(60_000), undefined);
  // The server has more than the page knew.
  change(tally, file, { sent: 50 * MIB });
  tally.speed(60_500);
  change(tally, file, { sent: 51 * MIB });
  assertEquals(tally.speed(61_000), { rate: MIB, left: 49 });
});

Deno.test("knows when every running upload waits for the connection", () => {
  const tally = new Tally();
  const [a, b] = [upload(1, "running"), upload(1, "running")];
  for (const each of [a, b]) tally.state(each);
  change(tally, a, { why: { key: "offline" } });
  assertEquals(tally.isOffline, false);
  change(tally, b, { why: { key: "offline" } });
  assertEquals(tally.isOffline, true);
  change(tally, b, { why: { key: "beginning" } });
  assertEquals(tally.isOffline, false);
  for (const each of [a, b]) change(tally, each, { state: "paused", why: {} });
  assertEquals(tally.isOffline, false);
});

Deno.test("news tell the beginning, each quarter, pauses and the end, and nothing between", () => {
  const [tally, news] = [new Tally(), new News()];
  assertEquals(news.next(tally, 0), undefined);
  const [a, b] = [upload(100), upload(100)];
  for (const each of [a, b]) tally.state(each);
  change(tally, a, { state: "running" });
  assertEquals(news.next(tally, 0), ["sending", { count: 2 }]);
  const heard: unknown[] = [];
  for (let sent = 1; sent <= 100; sent++) {
    change(tally, a, { sent });
    heard.push(news.next(tally, sent * 20));
  }
  assertEquals(heard.filter((each) => each !== undefined), [
    ["percent", { percent: 25 }],
    ["percent", { percent: 50 }],
  ]);
  change(tally, a, { state: "done" });
  change(tally, b, { state: "paused" });
  assertEquals(news.next(tally, 3000), ["pausedNow", { percent: 50 }]);
  assertEquals(news.next(tally, 4000), undefined);
  change(tally, b, { state: "running" });
  assertEquals(news.next(tally, 5000), ["sending", { count: 1 }]);
  change(tally, b, { why: { key: "offline" } });
  assertEquals(news.next(tally, 6000), ["offline", {}]);
  change(tally, b, { why: { key: "beginning" } });
  assertEquals(news.next(tally, 7000), ["online", {}]);
  change(tally, b, { state: "done", sent: 100 });
  assertEquals(news.next(tally, 8000), ["allSent", {}]);
  assertEquals(news.next(tally, 9000), undefined);
});

Deno.test("news of failures come every five seconds at most, and at the end", () => {
  const [tally, news] = [new Tally(), new News()];
  const files = Array.from({ length: 4 }, () => upload(10));
  for (const each of files) tally.state(each);
  news.next(tally, 0);
  change(tally, files[0]!, { state: "failed" });
  assertEquals(news.next(tally, 100), ["overallFailed", { count: 1 }]);
  change(tally, files[1]!, { state: "failed" });
  assertEquals(news.next(tally, 200), undefined);
  assertEquals(news.next(tally, 6000), ["overallFailed", { count: 2 }]);
  change(tally, files[2]!, { state: "failed" });
  change(tally, files[3]!, { state: "done", sent: 10 });
  assertEquals(news.next(tally, 6100), ["overallFailed", { count: 3, done: 1 }]);
});
