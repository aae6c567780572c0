import { assertEquals } from "@std/assert";
import { Access, type AccessOptions } from "../../../lib/web/http/access.ts";
import { GUESS_INTERVAL, MAX_GUESSES } from "../../../lib/limits.ts";
import { SCOPED_NAME } from "../../../lib/web/localsend/protocol.ts";

const names = ["box", "box.local"];

function ask(
  access: Access,
  url: string,
  { from = "192.0.2.1", password, ...init }: RequestInit & { from?: string; password?: string } =
    {},
): number | string {
  const headers = new Headers(init.headers);
  if (password !== undefined) {
    const bytes = new TextEncoder().encode(`x:${password}`);
    headers.set("authorization", `Basic ${btoa(String.fromCharCode(...bytes))}`);
  }
  const admission = access.admit(new Request(url, { ...init, headers }), from);
  return "status" in admission ? admission.status : admission.path;
}

const make = (options: Partial<AccessOptions>, now?: () => number) =>
  new Access({ hostNames: names, ...options }, now);

Deno.test("accepts the names by which LocalSend calls link-local addresses, where they are allowed", () => {
  const allowed = "fe80--141c-f9ff-fecf-601bs2.scoped.localsend.internal";
  const others = [
    "fe80--1.scoped.localsend.internal",
    "fe80--1s2.scoped.localsend.internal.example",
    "evil.fe80--1s2.scoped.localsend.internal",
    "fd00--1s2.scoped.localsend.internal",
  ];
  const access = make({ hostPattern: SCOPED_NAME });
  assertEquals(ask(access, `http://${allowed}:53317/a`), "a");
  for (const host of others) assertEquals(ask(access, `http://${host}/a`), 421, host);
  assertEquals(ask(make({}), `http://${allowed}/a`), 421);
});

Deno.test("rejects a host name that is not this machine's, and accepts any address", () => {
  const access = make({});
  for (
    const host of [
      "127.0.0.1",
      "192.0.2.7:80",
      "[::1]:7585",
      "localhost",
      "box",
      "BOX:1",
      "box.local",
      "box.local.",
    ]
  ) assertEquals(ask(access, `http://${host}/a`), "a", host);
  for (
    const host of [
      "evil.example",
      "box.evil.example",
      "127.0.0.1.evil.example",
      "xbox",
      "localhost.x",
    ]
  ) {
    assertEquals(ask(access, `http://${host}/a`), 421, host);
  }
});

Deno.test("tells a client that uses another name about --host", () => {
  const reasonFor = (host: string) => {
    const admission = make({}).admit(new Request(`http://${host}/`), "192.0.2.1");
    return "reason" in admission ? admission.reason : undefined;
  };
  assertEquals(
    reasonFor("Files.example:80"),
    "This server does not know the name files.example; use its address, or start it with --host files.example",
  );
  // What is no plain name is not repeated.
  for (const host of [`${"a".repeat(300)}.example`, "a_b", "a%60b"]) {
    const general =
      "This server does not know that name; use its address, or start it with --host NAME";
    assertEquals(reasonFor(host), general);
  }
});

Deno.test("requires the token as the whole first component of the path", () => {
  const access = make({ token: "secret" });
  assertEquals(access.prefix, "/secret/");
  assertEquals(ask(access, "http://[::1]/secret/a/b"), "a/b");
  assertEquals(ask(access, "http://[::1]/secret"), "");
  for (const path of ["", "a", "secre", "secrets/a", "SECRET/a", "/secret/a", "s%65cret/a"]) {
    assertEquals(ask(access, `http://[::1]/${path}`), 404, path);
  }
});

Deno.test("accepts the password with any user name, and nothing else", () => {
  const access = make({ password: "pä:ss" });
  assertEquals(ask(access, "http://[::1]/a", { password: "pä:ss" }), "a");
  for (const password of ["", "pä:s", "pä:sss", "ss"]) {
    assertEquals(ask(access, "http://[::1]/a", { password }), 401, password);
  }
  assertEquals(ask(access, "http://[::1]/a"), 401);
  for (
    const authorization of [
      "Bearer pä:ss".normalize("NFKD").replace(/[^\x20-\x7e]/g, ""),
      "Basic !!",
      "Basic",
    ]
  ) {
    assertEquals(ask(access, "http://[::1]/a", { headers: { authorization } }), 401, authorization);
  }
});

/** An access with a password and a clock, and a function that sends a password. */
function guessing() {
  const clock = { now: 0 };
  const access = make({ password: "right" }, () => clock.now);
  const guess = (from: string, password = "wrong") =>
    ask(access, "http://[::1]/a", { from, password });
  return { clock, guess };
}

Deno.test("limits wrong passwords per address, and forgets them with time", () => {
  const { clock, guess } = guessing();
  for (let n = 0; n < MAX_GUESSES; n++) assertEquals(guess("192.0.2.1"), 401);
  assertEquals(guess("192.0.2.1"), 429);
  assertEquals(guess("192.0.2.1", "right"), 429);
  assertEquals(guess("::ffff:192.0.2.1", "right"), 429);
  assertEquals(guess("192.0.2.2", "right"), "a");
  clock.now += GUESS_INTERVAL;
  assertEquals(guess("192.0.2.1", "right"), "a");
});

Deno.test("limits wrong passwords per /64 of IPv6, however the address is written", () => {
  for (const network of ["2001:db8:1:2:", "2001:db8:", "fd00:"]) {
    const { guess } = guessing();
    const codes = Array.from({ length: 99 }, (_, n) => guess(`${network}:${n + 1}`));
    assertEquals(codes.filter((code) => code === 401).length, MAX_GUESSES, network);
    assertEquals(guess("2001:db8:1:3::1", "right"), "a");
  }
});

Deno.test("accepts the right password, however many wrong ones other sources send", () => {
  const { guess } = guessing();
  for (let n = 0; n < 1000; n++) guess(`198.51.${n >> 8}.${n & 0xff}`);
  assertEquals(guess("203.0.113.1", "right"), "a");
});

Deno.test("rejects changes from other sites' pages", () => {
  const access = make({});
  const post = (headers: Record<string, string>) =>
    ask(access, "http://192.0.2.7:80/a", { method: "POST", headers });
  assertEquals(post({}), "a");
  assertEquals(post({ origin: "http://192.0.2.7" }), "a");
  assertEquals(post({ "sec-fetch-site": "none" }), "a");
  for (
    const origin of ["http://192.0.2.7:81", "https://192.0.2.7", "null", "http://evil.example"]
  ) {
    assertEquals(post({ origin }), 403, origin);
  }
  assertEquals(post({ "sec-fetch-site": "cross-site" }), 403);
});

Deno.test("lets no script become a service worker", () => {
  const headers = { "service-worker": "script" };
  assertEquals(ask(make({}), "http://192.0.2.7:80/sw.js", { headers }), 403);
});

Deno.test("an open path needs neither token nor password, and all others do", () => {
  const isOpen = (path: string) => path.startsWith("api/");
  const token = make({ token: "0123456789abcdef", isOpen });
  assertEquals(ask(token, "http://192.0.2.7/api/x"), "api/x");
  assertEquals(ask(token, "http://192.0.2.7/0123456789abcdef/api/x"), "api/x");
  for (const path of ["", "x", "API/x", "./x", "//api/x", "x/api/x"]) {
    assertEquals(ask(token, `http://192.0.2.7/${path}`), 404, path);
  }
  const password = make({ password: "secret", isOpen });
  assertEquals(ask(password, "http://192.0.2.7/api/x"), "api/x");
  assertEquals(ask(password, "http://192.0.2.7/x"), 401);
});

Deno.test("an open path is no way around the other checks", () => {
  const access = make({ token: "0123456789abcdef", isOpen: () => true });
  assertEquals(ask(access, "http://evil.example/api/x"), 421);
  const origin = { method: "POST", headers: { origin: "http://evil.example" } };
  assertEquals(ask(access, "http://192.0.2.7/api/x", origin), 403);
  const worker = { headers: { "service-worker": "script" } };
  assertEquals(ask(access, "http://192.0.2.7/api/x", worker), 403);
});
