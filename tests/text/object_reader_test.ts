import { assertEquals, assertThrows } from "@std/assert";
import { isJsonObject, ObjectReader } from "../../lib/text/object_reader.ts";

/** Missing members are undefined, invalid ones errors. */
class Reader extends ObjectReader<undefined> {
  protected override missing(): undefined {
    return undefined;
  }

  override invalid(name: string, expected: string): never {
    throw new TypeError(`${name}: expected ${expected}`);
  }
}

const reader = (text: string) => new Reader(JSON.parse(text));
const read = (value: unknown) => new Reader({ x: value });

Deno.test("reads members of each type within their bounds", () => {
  assertEquals(read("").text("x"), "");
  assertEquals(read(false).boolean("x"), false);
  assertEquals([0.5, 1, 2].map((value) => read(value).number("x", 0.5, 2)), [0.5, 1, 2]);
  assertEquals([-3, 0, 3].map((value) => read(value).integer("x", -3, 3)), [-3, 0, 3]);
  assertEquals(read("b").oneOf("x", ["a", "b"]), "b");
});

Deno.test("rejects members of another type or beyond their bounds", () => {
  const cases: [value: unknown, method: (reader: Reader) => unknown, expected: string][] = [
    [1, (one) => one.text("x"), "a text"],
    [null, (one) => one.text("x"), "a text"],
    [1, (one) => one.boolean("x"), "true or false"],
    ["1", (one) => one.number("x", 0, 2), "a number from 0 to 2"],
    [-0.1, (one) => one.number("x", 0, 2), "a number from 0 to 2"],
    [2.1, (one) => one.number("x", 0, 2), "a number from 0 to 2"],
    [1.5, (one) => one.integer("x", 0, 2), "an integer from 0 to 2"],
    [-1, (one) => one.integer("x", 0, 2), "an integer from 0 to 2"],
    [3, (one) => one.integer("x", 0, 2), "an integer from 0 to 2"],
    [2 ** 53, (one) => one.integer("x", 0, Infinity), "an integer from 0 to Infinity"],
    ["c", (one) => one.oneOf("x", ["a", "b"]), "a or b"],
  ];
  for (const [value, method, expected] of cases) {
    assertThrows(() => method(read(value)), TypeError, `x: expected ${expected}`);
  }
});

Deno.test("takes no member from the prototype", () => {
  assertEquals(reader("{}").get("constructor"), undefined);
  assertEquals(reader("{}").text("toString"), undefined);
  assertEquals(reader(`{"__proto__": "a"}`).text("__proto__"), "a");
});

Deno.test("reports the first member that was not read", () => {
  const object = reader(`{"a": 1, "b": 2, "c": 3}`);
  object.integer("a", 0, 9);
  object.integer("absent", 0, 9);
  assertEquals(object.unread, "b");
  object.integer("b", 0, 9);
  object.integer("c", 0, 9);
  assertEquals(object.unread, undefined);
});

Deno.test("tells objects from other values of JSON", () => {
  assertEquals([{}, [], null, "a", 1].map(isJsonObject), [true, false, false, false, false]);
});
