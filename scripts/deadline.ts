/**
 * A deadline for every test, so that a hanging one fails by its name instead of stopping the run.
 *
 * @module
 */

/** Milliseconds for a test. A test that needs more sets its own: `timeout: 300_000`. */
export const DEADLINE = 60_000;

/** The variable that sets another deadline, in milliseconds. */
export const DEADLINE_VARIABLE = "SLUICE_TEST_DEADLINE";

/**
 * Where a test is registered, for the runner's report. Deno's own `describe` passes it by this
 * symbol.
 */
const LOCATION = Symbol.for("Deno.test.location");

type Register = (...args: unknown[]) => void;
type Options = { fn?: unknown; timeout?: number };

/** `Deno.test`, but tests without a `timeout` of their own get this one. */
export function withDeadline(test: typeof Deno.test, timeout: number): typeof Deno.test {
  const wrapped = (register: Register) => (...args: unknown[]) => {
    const options = args.findIndex((arg) => typeof arg === "object" && arg !== null);
    const given = options < 0 ? {} : args[options] as Options;
    const fn = args.find((arg) => typeof arg === "function") ?? given.fn;
    if (typeof fn === "function") Object.assign(fn, { [LOCATION]: callSite() });
    const bounded = { ...given, timeout: given.timeout ?? timeout };
    // The forms of Deno.test: name and function, a function alone, and options in each position.
    if (options >= 0) args[options] = bounded;
    else args.splice(typeof args[0] === "string" ? 1 : 0, 0, bounded);
    register(...args);
  };
  return new Proxy(test, {
    apply: (target, _self, args) => wrapped(target as Register)(...args),
    get(target, key) {
      const value = Reflect.get(target, key);
      return key === "only" || key === "ignore" ? wrapped(value) : value;
    },
  });
}

/** The position of the call of `Deno.test`: `file:///….ts:12:6`. */
function callSite(): string | undefined {
  const lines = new Error().stack?.split("\n").slice(1) ?? [];
  const at = lines.map((line) => /\(?(file:.+:\d+:\d+)\)?$/.exec(line)?.[1]);
  return at.find((place) => place !== undefined && !place.startsWith(import.meta.url));
}
