/** Stand-in for `@std/assert`: the assertions this project uses, where JSR is out of reach. @module */

export { AssertionError } from "./assertion_error.ts";
export * from "./failure.ts";
export * from "./order.ts";
export * from "./text.ts";
export * from "./values.ts";
