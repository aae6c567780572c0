/**
 * What the project relies on in `@std/assert`, asked of whichever implementation is in force; see
 * `std_contract_test.ts`. A stand-in that accepts too much would let a broken test pass, so each
 * assertion is also seen to fail. Judged by `node:assert`: a candidate cannot judge itself.
 *
 * @module
 */

import { ok, strictEqual as is, throws } from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import * as a from "@std/assert";

const home = import.meta.resolve("@std/assert");
const inForce = home.includes("/closed_network/std/") ? "the stand-ins" : "the real packages";

/** Names the implementation, so that a report tells which one passed. */
function contract(name: string, body: () => void | Promise<void>): void {
  Deno.test(`${inForce}: ${name}`, body);
}

/** The words of a failed assertion, without the colours that only the real package has. */
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

contract("assertEquals goes by value, all the way down", () => {
  class Point {
    #x: number;
    constructor(x: number) {
      this.#x = x;
    }
    get x(): number {
      return this.#x;
    }
  }
  const ring: Record<string, unknown> = { a: 1 };
  ring.self = ring;
  const otherRing: Record<string, unknown> = { a: 1 };
  otherRing.self = otherRing;
  const equal: [unknown, unknown][] = [
    [0, -0],
    [NaN, NaN],
    [{ a: 1, b: [2, { c: 3 }] }, { b: [2, { c: 3 }], a: 1 }],
    [Object.create(null), {}],
    [new Date(NaN), new Date(NaN)],
    [/a/g, /a/g],
    [new URL("file:///a"), new URL("file:///a")],
    [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
    [new Uint8Array([1]).buffer, new Uint8Array([1]).buffer],
    [new Set([{ a: 1 }, 2]), new Set([2, { a: 1 }])],
    [new Map([[{ k: 1 }, [2]]]), new Map([[{ k: 1 }, [2]]])],
    [new Point(1), new Point(1)],
    [ring, otherRing],
  ];
  const different: [unknown, unknown][] = [
    [1, "1"],
    [1, 1n],
    [null, undefined],
    [{ a: undefined }, {}],
    [{ a: undefined }, { b: undefined }],
    [[1], { 0: 1 }],
    [[undefined], new Array(1)],
    [new Date(1), new Date(2)],
    [/a/, /a/g],
    [new Uint8Array([1]), new Int8Array([1])],
    [new Uint8Array([1]), new Uint8Array([1, 2])],
    [new Set([1]), new Set([2])],
    [new Map([["a", undefined]]), new Map([["b", undefined]])],
    [new Point(1), new Point(2)],
    [new Error("a"), new Error("b")],
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
  throws(() => a.assertEquals(new WeakMap(), new WeakMap()), TypeError);
});

contract("assertEquals shows what is missing and what is too much", () => {
  const text = complaint(() => a.assertEquals([1, 2], [1, 3], "hint"));
  ok(text.startsWith("Values are not equal: hint\n\n\n    [Diff] Actual / Expected\n"), text);
  for (const line of ["      1,", "-     2,", "+     3,"]) {
    ok(text.split("\n").includes(line), text);
  }
  ok(complaint(() => a.assertEquals<unknown>(1, 2)).startsWith("Values are not equal.\n"));
});

contract("the plain assertions say what they found", () => {
  a.assert(1);
  a.assertFalse("");
  is(complaint(() => a.assert(0, "zero")), "zero");
  is(complaint(() => a.assertFalse(1)), "");
  a.assertStrictEquals(NaN, NaN);
  ok(complaint(() => a.assertStrictEquals(0, -0)).startsWith("Values are not strictly equal."));
  ok(
    complaint(() => a.assertStrictEquals({}, {})).startsWith(
      "Values have the same structure but are not reference-equal.",
    ),
  );
  a.assertExists(0);
  is(
    complaint(() => a.assertExists(undefined, "why")),
    'Expected actual: "undefined" to not be null or undefined: why',
  );
  a.assertInstanceOf(new TypeError(), Error);
  is(
    complaint(() => a.assertInstanceOf("a", Error)),
    'Expected object to be an instance of "Error" but was "string".',
  );
  a.assertMatch("abc", /b/);
  a.assertNotMatch("abc", /x/);
  a.assertStringIncludes("abc", "b");
  is(complaint(() => a.assertMatch("a", /b/)), 'Expected actual: "a" to match: "/b/".');
  is(complaint(() => a.assertNotMatch("a", /a/)), 'Expected actual: "a" to not match: "/a/".');
  is(complaint(() => a.assertStringIncludes("a", "b")), 'Expected actual: "a" to contain: "b".');
  a.assertArrayIncludes([1, { b: 2 }, 3], [{ b: 2 }, 3]);
  ok(complaint(() => a.assertArrayIncludes([1], [2])).endsWith("missing: [\n  2,\n]"));
  is(complaint(() => a.fail()), "Failed assertion.");
  is(complaint(() => a.unreachable("here")), "Unreachable: here");
});

contract("the assertions about order take nothing that cannot be ordered", () => {
  a.assertGreater(2, 1);
  a.assertGreaterOrEqual(2, 2);
  a.assertLess(1n, 2n);
  a.assertLessOrEqual("a", "a");
  is(complaint(() => a.assertGreater(1, 1)), "Expect 1 > 1");
  is(complaint(() => a.assertLess(1, 1, "own words")), "own words");
  complaint(() => a.assertGreaterOrEqual(NaN, 1));
  complaint(() => a.assertLessOrEqual(NaN, 1));
});

contract("assertObjectMatch looks only at what is expected", () => {
  const actual = { a: 1, b: { c: 2, d: 3 }, e: [{ f: 4, g: 5 }, 6], h: new Map([["i", { j: 1 }]]) };
  a.assertObjectMatch(actual, { b: { c: 2 }, e: [{ f: 4 }] });
  a.assertObjectMatch(actual, { h: new Map([["i", {}]]) });
  a.assertObjectMatch(actual, {});
  complaint(() => a.assertObjectMatch(actual, { b: { c: 9 } }));
  complaint(() => a.assertObjectMatch(actual, { x: 1 }));
  complaint(() => a.assertObjectMatch(actual, { e: [{ f: 4 }, 6, 7] }));
});

contract("assertThrows checks class and message, and hands the error back", () => {
  const fails = (error: unknown) => () => {
    throw error;
  };
  const error = new RangeError("too far");
  is(a.assertThrows(fails(error), RangeError, "far"), error);
  is(a.assertThrows(fails(error), Error), error);
  is(a.assertThrows(fails("text")), "text");
  const { assertThrows } = a;
  is(complaint(() => assertThrows(() => 1, "why")), "Expected function to throw: why");
  is(
    complaint(() => assertThrows(fails(error), TypeError)),
    'Expected error to be instance of "TypeError", but was "RangeError".',
  );
  is(
    complaint(() => assertThrows(fails(error), RangeError, "near", "why")),
    'Expected error message to include "near", but got "too far": why',
  );
  is(complaint(() => assertThrows(fails("text"), Error)), "A non-Error object was thrown.");
});

contract("assertRejects wants a promise, not a throw", async () => {
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
  is(
    await why(assertRejects(() => Promise.reject("text"), Error)),
    "A non-Error object was rejected.",
  );
  is(
    await why(assertRejects(() => Promise.reject(error), TypeError)),
    'Expected error to be instance of "TypeError", but was "RangeError".',
  );
});
