import { assertThrows } from "@std/assert";
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
  assertThrows(() => checkValue({ ...flag, value: "duration" }, "x"), CallerError, "--f: read");
  assertThrows(() => checkValue({ ...flag, value: "rate" }, "\x1b"), CallerError, "\\x1b");
  assertThrows(() => checkValue({ ...flag, value: "choice", choices: ["a"] }, "zz"), CallerError);
});
