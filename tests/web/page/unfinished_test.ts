import { assertEquals } from "@std/assert";
import { Unfinished } from "../../../lib/web/page/unfinished.js";

const DAY = 24 * 3600 * 1000;

/** The browser's storage: entries are its properties. */
function fakeStorage(entries: Record<string, string> = {}): Storage {
  const methods = {
    getItem: (key: string) => entries[key] ?? null,
    setItem: (key: string, value: string) => void (entries[key] = value),
    removeItem: (key: string) => void delete entries[key],
  };
  return new Proxy(methods, {
    ownKeys: () => Object.keys(entries),
    getOwnPropertyDescriptor,
  }) as unknown as Storage;
}

function getOwnPropertyDescriptor(): PropertyDescriptor {
  return { enumerable: true, configurable: true };
}

function file(path: string, size: number, lastModified: number) {
  return { path, file: { size, lastModified } };
}

Deno.test("unfinished files are known to the next visit until they are done", () => {
  const storage = fakeStorage();
  const visit = () => new Unfinished(() => storage, "/token/", 1000);
  visit().save([file("a", 1, 11), file("b/c", 2, 22)], 1000);
  const second = visit();
  assertEquals([...second.missing.keys()], ["a", "b/c"]);
  assertEquals(second.chosen("a", 1), 11);
  // "b/c" was not chosen again, and is still missing.
  second.save([file("a", 1, 11)], 2000);
  assertEquals([...visit().missing.keys()], ["a", "b/c"]);
  second.save([], 3000);
  const third = visit();
  assertEquals([...third.missing.keys()], ["b/c"]);
  third.missing.clear();
  third.save([], 4000);
  assertEquals(Object.keys(storage), []);
});

Deno.test("a file of another size is another file", () => {
  const storage = fakeStorage();
  new Unfinished(() => storage, "/", 0).save([file("a", 1, 11)], 0);
  const next = new Unfinished(() => storage, "/", 0);
  assertEquals(next.chosen("a", 2), undefined);
  assertEquals(next.chosen("never seen", 1), undefined);
});

Deno.test("pages have their own lists, which are dropped after a month without a visit", () => {
  const storage = fakeStorage({ other: "of another page" });
  new Unfinished(() => storage, "/old/", 0).save([file("a", 1, 1)], 0);
  new Unfinished(() => storage, "/new/", 0).save([file("b", 1, 1)], 20 * DAY);
  assertEquals([...new Unfinished(() => storage, "/new/", 31 * DAY).missing.keys()], ["b"]);
  assertEquals([...new Unfinished(() => storage, "/old/", 31 * DAY).missing.keys()], []);
  assertEquals(storage.getItem("other"), "of another page");
});

Deno.test("a browser without storage, or with other text in it, uploads all the same", () => {
  const none = new Unfinished(
    () => {
      throw new DOMException("denied", "SecurityError");
    },
    "/",
    0,
  );
  none.save([file("a", 1, 1)], 0);
  assertEquals(none.missing.size, 0);
  const odd = fakeStorage({ "sluice unfinished /": "{" });
  assertEquals(new Unfinished(() => odd, "/", 0).missing.size, 0);
});
