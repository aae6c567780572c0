/** Deep equality of the values that tests compare. @module */

type Members = Record<PropertyKey, unknown>;

const TypedArray = Object.getPrototypeOf(Uint8Array);

/**
 * Reports whether two values are deeply equal.
 *
 * @throws {TypeError} for two instances of one class that this stand-in does not know: a comparison
 *   of their members could accept what the real package rejects.
 */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b) || family(a) !== family(b)) return false;
  if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime());
  if (a instanceof URL || a instanceof RegExp) return String(a) === String(b);
  if (a instanceof TypedArray) return equalItems(a as Uint8Array, b as Uint8Array);
  if (a instanceof Map) return equalEntries([...a], [...b as Map<unknown, unknown>]);
  if (a instanceof Set) return equalEntries([...a], [...b as Set<unknown>]);
  if (Array.isArray(a)) {
    if (a.length !== (b as unknown[]).length) return false;
  } else if (family(a) !== Object.prototype) {
    throw new TypeError(`Cannot compare instances of ${a.constructor.name}; compare their members`);
  }
  return equalMembers(a as Members, b as Members);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** The prototype; an object without one counts as a plain object. */
function family(value: object): unknown {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

function equalItems(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

/** The order of the entries does not count. */
function equalEntries(a: unknown[], b: unknown[]): boolean {
  return a.length === b.length && a.every((one) => b.some((other) => equal(one, other)));
}

function equalMembers(a: Members, b: Members): boolean {
  const names = Reflect.ownKeys({ ...a });
  return names.length === Reflect.ownKeys({ ...b }).length &&
    names.every((name) => Object.hasOwn(b, name) && equal(a[name], b[name]));
}
