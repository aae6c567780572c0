import { assertEquals } from "@std/assert";
import {
  ALL_PIN_GUESS_INTERVAL,
  MAX_ALL_PIN_GUESSES,
  MAX_PIN_GUESSES,
  PIN_GUESS_INTERVAL,
} from "../../../lib/limits.ts";
import { pinAnswer, PinGuard } from "../../../lib/web/localsend/pin_guard.ts";

function guard(pin: string | undefined) {
  let now = 0;
  const made = new PinGuard({ pin, now: () => now });
  return { admit: made.admit.bind(made), pass: (ms: number) => now += ms };
}

Deno.test("admits every request where no PIN is required", () => {
  const { admit } = guard(undefined);
  assertEquals(admit(null, "192.0.2.1"), "ok");
  assertEquals(admit("1", "192.0.2.1"), "ok");
});

Deno.test("tells a missing PIN, a wrong one and the right one apart", () => {
  const { admit } = guard("1234");
  assertEquals(admit(null, "192.0.2.1"), "required");
  assertEquals(admit("", "192.0.2.1"), "required");
  for (const wrong of ["123", "12345", "1235", " 1234"]) {
    assertEquals(guard("1234").admit(wrong, "192.0.2.1"), "wrong", wrong);
  }
  assertEquals(admit("1234", "192.0.2.1"), "ok");
});

Deno.test("compares no PIN of a source that has no guess left, not even the right one", () => {
  const { admit, pass } = guard("1234");
  for (let i = 0; i < MAX_PIN_GUESSES; i++) assertEquals(admit("0", "192.0.2.1"), "wrong");
  assertEquals(admit("1234", "192.0.2.1"), "too_many");
  assertEquals(admit(null, "192.0.2.1"), "too_many");
  assertEquals(admit("1234", "192.0.2.2"), "ok");
  pass(PIN_GUESS_INTERVAL - 1);
  assertEquals(admit("1234", "192.0.2.1"), "too_many");
  pass(2);
  assertEquals(admit("0", "192.0.2.1"), "wrong");
  assertEquals(admit("1234", "192.0.2.1"), "too_many");
});

Deno.test("counts the guesses of all addresses of an IPv6 network, and of all ports, together", () => {
  const { admit } = guard("1234");
  assertEquals(admit("0", "2001:db8::1"), "wrong");
  assertEquals(admit("0", "tcp://[2001:db8::ffff:2]:5"), "wrong");
  assertEquals(admit("0", "tcp://[2001:db8::3]:6"), "wrong");
  assertEquals(admit("1234", "2001:db8::4"), "too_many");
  assertEquals(admit("1234", "2001:db8:0:1::4"), "ok");
});

Deno.test("a missing PIN and a right one cost no guess", () => {
  const { admit } = guard("1234");
  for (let i = 0; i < 100; i++) {
    assertEquals(admit(null, "192.0.2.1"), "required");
    assertEquals(admit("1234", "192.0.2.1"), "ok");
  }
});

Deno.test("limits the guesses of all sources together", () => {
  const { admit, pass } = guard("1234");
  for (let i = 0; i < MAX_ALL_PIN_GUESSES; i++) {
    assertEquals(admit("0", `192.0.2.${i}`), "wrong");
  }
  assertEquals(admit("1234", "198.51.100.1"), "too_many");
  pass(ALL_PIN_GUESS_INTERVAL + 1);
  assertEquals(admit("1234", "198.51.100.1"), "ok");
});

Deno.test("answers 401 and 429, as the application does", () => {
  assertEquals(pinAnswer("ok"), undefined);
  assertEquals(pinAnswer("required")!.status, 401);
  assertEquals(pinAnswer("wrong")!.status, 401);
  assertEquals(pinAnswer("too_many")!.status, 429);
});
