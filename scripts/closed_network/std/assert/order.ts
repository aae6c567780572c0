/** Assertions about order. The caller's words replace the message here rather than end it. @module */

import { AssertionError, show } from "./assertion_error.ts";

export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) throw outOfOrder(actual, ">", expected, msg);
}

export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual >= expected)) throw outOfOrder(actual, ">=", expected, msg);
}

export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) throw outOfOrder(actual, "<", expected, msg);
}

export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual <= expected)) throw outOfOrder(actual, "<=", expected, msg);
}

function outOfOrder(actual: unknown, sign: string, expected: unknown, msg?: string): Error {
  return new AssertionError(msg ?? `Expect ${show(actual)} ${sign} ${show(expected)}`);
}
