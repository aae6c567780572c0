/**
 * The cases of `@std/assert`, for the implementation in force; see `std_contract_test.ts`. A
 * stand-in that accepts too much would let a broken test pass, so each assertion must also fail.
 * `node:assert` compares the results, because an implementation cannot test itself.
 *
 * @module
 */

import { ok, strictEqual as is, throws } from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import * as a from "@std/assert";

const home = import.meta.resolve("@std/assert");
const inForce = home.includes("/closed_network/std/") ? "the stand-ins" : "the real packages";

/** Names the implementation, so that a report shows which one passed. */
function contract(name: string, body: () => void | Promise<void>): void {
  Deno.test(`${inForce}: ${name}`, body);
}

/** The text of a failed assertion, without the colours of the real package. */
function complaint(assertion: () => unknown): string {
  try {
    assertion();
  } catch (error) {
    ok(error instanceof a.AssertionError, `not an AssertionError: ${error}`);
    is(error.name, "AssertionError");
    return stripVTControlCharacters(error.message);
  }
  throw new Error(`accepted: ${assertion}`);
}

contract("assertEquals compares by value, all the way down", () => {
  const equal: [unknown, unknown][] = [
    [0, -0],
    [NaN, NaN],
    [{ a: 1, b: [2, { c: 3 }] }, { b: [2, { c: 3 }], a: 1 }],
    [Object.create(null), {}],
    [new Date(NaN), new Date(NaN)],
    [/a/g, /a/g],
    [new URL("file:///a"), new URL("file:///a")],
    [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
    [new Set([{ a: 1 }, 2]), new Set([2, { a: 1 }])],
    [new Map([[{ k: 1 }, [2]]]), new Map([[{ k: 1 }, [2]]])],
  ];
  const different: [unknown, unknown][] = [
    [1, "1"],
    [1, 1n],
    [null, undefined],
    [{ a: undefined }, {}],
    [{ a: undefined }, { b: undefined }],
    [[1], { 0: 1 }],
    [[undefined], new Array(1)],
    [[1], [1, 2]],
    [new Date(1), new Date(2)],
    [/a/, /a/g],
    [new URL("file:///a"), new URL("file:///b")],
    [new Uint8Array([1]), new Int8Array([1])],
    [new Uint8Array([1]), new Uint8Array([2])],
    [new Uint8Array([1]), new Uint8Array([1, 2])],
    [new Set([1]), new Set([2])],
    [new Set([1]), new Set([1, 2])],
    [new Map([["a", undefined]]), new Map([["b", undefined]])],
    [new Error("a"), new TypeError("a")],
    [{ [Symbol.for("a")]: 1 }, { [Symbol.for("a")]: 2 }],
    [() => 1, () => 1],
  ];
  for (const [one, other] of equal) {
    a.assertEquals(one, other);
    complaint(() => a.assertNotEquals(one, other));
  }
  for (const [one, other] of different) {
    a.assertNotEquals(one, other);
    complaint(() => a.assertEquals(one, other));
  }
});

contract("assertEquals never accepts two instances with different private state", () => {
  class Point {
    #x: number;
    constructor(x: number) {
      this.#x = x;
    }
    get x(): number {
      return this.#x;
    }
  }
  // The stand-in throws a TypeError, because it cannot compare them.
  throws(() => a.assertEquals(new Point(1), new Point(2)));
  throws(() => a.assertEquals(new WeakMap(), new WeakMap()));
});

contract("assertEquals shows what is missing and what is too much", () => {
  const text = complaint(() => a.assertEquals([1, 2], [1, 3], "hint"));
  ok(text.startsWith("Values are not equal: hint\n"), text);
  ok(/^[+-] +2,?$/m.test(text), text);
  ok(/^[+-] +3,?$/m.test(text), text);
  ok(complaint(() => a.assertEquals<unknown>(1, 2)).startsWith("Values are not equal.\n"));
});

contract("the plain assertions say what they found", () => {
  a.assert(1);
  a.assertFalse("");
  is(complaint(() => a.assert(0, "zero")), "zero");
  is(complaint(() => a.assertFalse(1)), "");
  a.assertMatch("abc", /b/);
  a.assertNotMatch("abc", /x/);
  a.assertStringIncludes("abc", "b");
  is(complaint(() => a.assertMatch("a", /b/)), 'Expected actual: "a" to match: "/b/".');
  is(complaint(() => a.assertNotMatch("a", /a/)), 'Expected actual: "a" to not match: "/a/".');
  is(complaint(() => a.assertStringIncludes("a", "b")), 'Expected actual: "a" to contain: "b".');
});

contract("assertThrows checks class and message, and returns the error", () => {
  const { assertThrows } = a;
  const fails = (error: unknown) => () => {
    throw error;
  };
  const error = new RangeError("too far");
  is(assertThrows(fails(error), RangeError, "far"), error);
  is(assertThrows(fails(error), Error), error);
  is(assertThrows(fails("text")), "text");
  is(
    complaint(() => assertThrows(() => 1, Error, "", "why")),
    "Expected function to throw: why",
  );
  is(
    complaint(() => assertThrows(fails(error), TypeError)),
    'Expected error to be instance of "TypeError", but was "RangeError".',
  );
  is(
    complaint(() => assertThrows(fails(error), RangeError, "near", "why")),
    'Expected error message to include "near", but got "too far": why',
  );
  complaint(() => assertThrows(fails("text"), Error));
});

contract("assertRejects rejects a function that throws before it returns a promise", async () => {
  const { assertRejects } = a;
  const error = new RangeError("too far");
  is(await assertRejects(() => Promise.reject(error), RangeError, "far"), error);
  const why = async (assertion: Promise<unknown>) => {
    const caught = await assertion.then(() => new Error("accepted"), (e) => e);
    return complaint(() => {
      throw caught;
    });
  };
  const synchronous = (): Promise<void> => {
    throw error;
  };
  is(await why(assertRejects(() => Promise.resolve())), "Expected function to reject.");
  is(await why(assertRejects(synchronous)), "Function throws when expected to reject.");
  await why(assertRejects(() => Promise.reject("text"), Error));
  is(
    await why(assertRejects(() => Promise.reject(error), TypeError)),
    'Expected error to be instance of "TypeError", but was "RangeError".',
  );
});
