/** Assertions about what fails, and how. @module */

import { stripVTControlCharacters } from "node:util";
import { AssertionError, ending } from "./assertion_error.ts";

// deno-lint-ignore no-explicit-any
type ErrorType<E extends Error> = abstract new (...args: any[]) => E;

interface Expectation {
  type: ErrorType<Error> | undefined;
  includes: string | undefined;
  msg: string | undefined;
}

export function fail(msg?: string): never {
  throw new AssertionError(`Failed assertion${ending(msg)}`);
}

export function unreachable(msg?: string): never {
  throw new AssertionError(`Unreachable${ending(msg)}`);
}

export function assertThrows(fn: () => unknown, msg?: string): unknown;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorType<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  errorClassOrMsg?: ErrorType<Error> | string,
  msgIncludesOrMsg?: string,
  msg?: string,
): unknown {
  const expected = expectation(errorClassOrMsg, msgIncludesOrMsg, msg);
  try {
    fn();
  } catch (error) {
    judge(error, expected, "thrown");
    return error;
  }
  throw new AssertionError(`Expected function to throw${ending(expected.msg)}`);
}

export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorType<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  errorClassOrMsg?: ErrorType<Error> | string,
  msgIncludesOrMsg?: string,
  msg?: string,
): Promise<unknown> {
  const expected = expectation(errorClassOrMsg, msgIncludesOrMsg, msg);
  const promise = called(fn, expected.msg);
  try {
    await promise;
  } catch (error) {
    judge(error, expected, "rejected");
    return error;
  }
  throw new AssertionError(`Expected function to reject${ending(expected.msg)}`);
}

/** A function that throws before it returns a promise breaks its contract, whatever it throws. */
function called(fn: () => PromiseLike<unknown>, msg: string | undefined): PromiseLike<unknown> {
  let result: unknown;
  try {
    result = fn();
  } catch { /* told below */ }
  if (typeof result === "object" && typeof (result as PromiseLike<unknown>)?.then === "function") {
    return result as PromiseLike<unknown>;
  }
  throw new AssertionError(`Function throws when expected to reject${ending(msg)}`);
}

function expectation(
  errorClassOrMsg: ErrorType<Error> | string | undefined,
  msgIncludesOrMsg: string | undefined,
  msg: string | undefined,
): Expectation {
  if (typeof errorClassOrMsg === "string") {
    return { type: undefined, includes: undefined, msg: errorClassOrMsg };
  }
  // A class outside the Error family expects nothing: the real package ignores it, so a test must
  // not rely on it here.
  if (
    errorClassOrMsg && !(errorClassOrMsg.prototype instanceof Error) && errorClassOrMsg !== Error
  ) {
    return { type: undefined, includes: undefined, msg: msg ?? msgIncludesOrMsg };
  }
  return { type: errorClassOrMsg, includes: msgIncludesOrMsg, msg };
}

/** Without a class anything will do, as long as it was thrown. */
function judge(error: unknown, { type, includes, msg }: Expectation, how: string): void {
  if (type === undefined) return;
  if (!(error instanceof Error)) {
    throw new AssertionError(`A non-Error object was ${how}${ending(msg)}`);
  }
  if (!(error instanceof type)) {
    throw new AssertionError(
      `Expected error to be instance of "${type.name}", ` +
        `but was "${(error as Error).constructor?.name}"${ending(msg)}`,
    );
  }
  const text = stripVTControlCharacters(error.message);
  if (includes && !text.includes(stripVTControlCharacters(includes))) {
    throw new AssertionError(
      `Expected error message to include ${JSON.stringify(includes)}, ` +
        `but got ${JSON.stringify(error.message)}${ending(msg)}`,
    );
  }
}
