/**
 * Stand-in for `@std/assert`: the assertions that the tests use, for machines that cannot reach
 * JSR.
 *
 * @module
 */

import { AssertionError as NodeAssertionError } from "node:assert";
import { equal } from "./equal.ts";

// deno-lint-ignore no-explicit-any
type ErrorType<E extends Error> = abstract new (...args: any[]) => E;

/** Values that count as false. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/** The error of a failed assertion. */
export class AssertionError extends Error {
  override name = "AssertionError";
}

export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

export function assertFalse(expr: unknown, msg = ""): asserts expr is Falsy {
  if (expr) throw new AssertionError(msg);
}

export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  const { message } = new NodeAssertionError({ actual, expected, operator: "deepStrictEqual" });
  throw failure("Values are not equal", msg, `\n${message}`);
}

export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  throw failure(`Expected actual: ${Deno.inspect(actual)} not to be equal`, msg);
}

export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (expected.test(actual)) return;
  throw failure(`Expected actual: "${actual}" to match: "${expected}"`, msg);
}

export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void {
  if (!expected.test(actual)) return;
  throw failure(`Expected actual: "${actual}" to not match: "${expected}"`, msg);
}

export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (actual.includes(expected)) return;
  throw failure(`Expected actual: "${actual}" to contain: "${expected}"`, msg);
}

export function assertThrows(fn: () => unknown): unknown;
export function assertThrows<E extends Error>(
  fn: () => unknown,
  ErrorClass: ErrorType<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  type?: ErrorType<Error>,
  includes?: string,
  msg?: string,
): unknown {
  try {
    fn();
  } catch (error) {
    return expected(error, type, includes, msg);
  }
  throw failure("Expected function to throw", msg);
}

export function assertRejects(fn: () => PromiseLike<unknown>): Promise<unknown>;
export function assertRejects<E extends Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorType<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  type?: ErrorType<Error>,
  includes?: string,
  msg?: string,
): Promise<unknown> {
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch {
    throw failure("Function throws when expected to reject", msg);
  }
  try {
    await promise;
  } catch (error) {
    return expected(error, type, includes, msg);
  }
  throw failure("Expected function to reject", msg);
}

/** Returns the error if it is the expected one. Without a class, anything thrown passes. */
function expected(
  error: unknown,
  type: ErrorType<Error> | undefined,
  includes: string | undefined,
  msg: string | undefined,
): unknown {
  if (type === undefined) return error;
  const found = error instanceof Error ? error.constructor.name : `no Error, ${typeof error}`;
  if (!(error instanceof type)) {
    throw failure(`Expected error to be instance of "${type.name}", but was "${found}"`, msg);
  }
  if (!error.message.includes(includes ?? "")) {
    throw failure(
      `Expected error message to include ${JSON.stringify(includes)}, ` +
        `but got ${JSON.stringify(error.message)}`,
      msg,
    );
  }
  return error;
}

function failure(what: string, msg: string | undefined, details = ""): AssertionError {
  return new AssertionError(`${what}${msg ? `: ${msg}` : "."}${details}`);
}
