/** The part of one object that another one talks about, for `assertObjectMatch`. @module */

type Members = Record<PropertyKey, unknown>;
type Seen = WeakMap<object, unknown>;

/**
 * A copy of `actual` with only the members that `expected` has too, all the way down. Two objects
 * with nothing in common stay as they are, so that the message shows what was there.
 *
 * @throws {TypeError} if `actual` is not an object.
 */
export function overlap(actual: Members, expected: Members): unknown {
  if (!isObject(actual) && typeof actual !== "function") {
    const what = actual === null ? "null" : `type ${typeof actual}`;
    throw new TypeError(`Cannot assertObjectMatch ${what}`);
  }
  return ofObjects(actual, expected, new WeakMap());
}

function ofValues(actual: unknown, expected: unknown, seen: Seen): unknown {
  if (actual instanceof RegExp || actual instanceof Date) return actual;
  if (Array.isArray(actual) && Array.isArray(expected)) return ofArrays(actual, expected, seen);
  if (!isObject(actual) || !isObject(expected)) return actual;
  if (actual instanceof Map && expected instanceof Map) return ofMaps(actual, expected, seen);
  if (actual instanceof Set && expected instanceof Set) return actual.intersection(expected);
  return ofObjects(actual as Members, expected as Members, seen);
}

function ofObjects(actual: Members, expected: Members, seen: Seen): unknown {
  if (seen.get(actual) === expected) return actual;
  seen.set(actual, expected);
  const names = Reflect.ownKeys(actual);
  const wanted = new Set(Reflect.ownKeys(expected));
  const shared = names.filter((name) => wanted.has(name));
  if (names.length > 0 && wanted.size > 0 && shared.length === 0) {
    return withMembers(names, (name) => actual[name]);
  }
  return withMembers(shared, (name) => ofValues(actual[name], expected[name], seen));
}

/** Defined rather than assigned: a member called `__proto__` is a member like any other. */
function withMembers(names: PropertyKey[], valueOf: (name: PropertyKey) => unknown): Members {
  const out: Members = {};
  for (const name of names) {
    Object.defineProperty(out, name, {
      value: valueOf(name),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
  return out;
}

function ofArrays(actual: unknown[], expected: unknown[], seen: Seen): unknown[] {
  if (seen.get(actual) === expected) return actual;
  seen.set(actual, expected);
  const shared = actual.slice(0, expected.length);
  return Array.from(shared, (item, i) => ofValues(item, expected[i], seen));
}

function ofMaps(
  actual: Map<unknown, unknown>,
  expected: Map<unknown, unknown>,
  seen: Seen,
): Map<unknown, unknown> {
  const out = new Map();
  for (const [key, value] of actual) {
    if (!expected.has(key)) continue;
    const wanted = expected.get(key);
    const both = isObject(value) && isObject(wanted);
    out.set(key, both ? ofObjects(value as Members, wanted as Members, seen) : value);
  }
  return out;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
