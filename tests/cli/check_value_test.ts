import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { checkValue } from "../../lib/cli/check_value.ts";
import { CallerError } from "../../lib/errors.ts";

const flag = { name: "f", summary: "a flag" };

Deno.test("checks values by their flag's kind", () => {
  checkValue({ ...flag, value: "integer" }, "0");
  checkValue({ ...flag, value: "duration" }, "1m");
  checkValue({ ...flag, value: "rate" }, "1M");
  checkValue({ ...flag, value: "choice", choices: ["a"] }, "a");
  checkValue({ ...flag, value: "path" }, "any\0thing");
  assertThrows(() => checkValue({ ...flag, value: "integer" }, "-1"), CallerError, "whole number");
  assertThrows(() => checkValue({ ...flag, value: "integer" }, "9".repeat(20)), CallerError);
  assertThrows(
    () => checkValue({ ...flag, value: "duration" }, "x"),
    CallerError,
    '--f: "x" is not a duration',
  );
  assertThrows(() => checkValue({ ...flag, value: "rate" }, "\x1b"), CallerError, "\\x1b");
  assertThrows(() => checkValue({ ...flag, value: "choice", choices: ["a"] }, "zz"), CallerError);
});

Deno.test("lists all choices if they are few, and only the nearest of many", () => {
  const few = ["a1", "a2", "b"];
  const many = Array.from("abcdefghi", (letter) => `choice-${letter}`);
  const message = (choices: string[], value: string) =>
    assertThrows(() => checkValue({ ...flag, value: "choice", choices }, value), CallerError)
      .message;
  assertEquals(message(few, "a3"), '--f needs a1, a2 or b, not "a3"; did you mean a1?');
  assertEquals(message(few, "zz"), '--f needs a1, a2 or b, not "zz"');
  assertEquals(
    message(many, "choice-x"),
    '--f needs another value, not "choice-x"; did you mean choice-a?',
  );
  assertStringIncludes(message(many, "zz"), "choice-h or choice-i");
});
