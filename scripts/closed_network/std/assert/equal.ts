/** Deep equality by value, as the assertions mean it. @module */

type Pairs = Map<object, object>;
type Members = Record<PropertyKey, unknown>;

/** Built-ins whose text says all there is to say about them. */
const TOLD_BY_TEXT: ReadonlySet<unknown> = new Set(
  [RegExp, URL, URLSearchParams, Intl.Locale].map((type) => type.prototype),
);

const TypedArray = Object.getPrototypeOf(Uint8Array);

/**
 * Whether two values are equal all the way down.
 *
 * @throws {TypeError} for two weak collections, whose members nobody can list.
 */
export function equal(a: unknown, b: unknown): boolean {
  return same(a, b, new Map());
}

function same(a: unknown, b: unknown, underway: Pairs): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
  if (family(a) !== family(b)) return false;
  if (a instanceof TypedArray) return sameItems(a as Uint8Array, b as Uint8Array);
  if (isBuffer(a)) return sameItems(new Uint8Array(a), new Uint8Array(b as ArrayBuffer));
  if (a instanceof WeakMap) throw new TypeError("Cannot compare WeakMap instances");
  if (a instanceof WeakSet) throw new TypeError("Cannot compare WeakSet instances");
  if (a instanceof WeakRef) return same(a.deref(), (b as WeakRef<object>).deref(), underway);
  // A cycle closes on a pair already being compared: it holds if the rest does.
  if (underway.get(a) === b) return true;
  if (Object.keys(a).length !== Object.keys(b).length) return false;
  underway.set(a, b);
  if (a instanceof Map) return sameMap(a, b as Map<unknown, unknown>, underway);
  if (a instanceof Set) return sameSet(a, b as Set<unknown>, underway);
  if (TOLD_BY_TEXT.has(Object.getPrototypeOf(a))) return String(a) === String(b);
  return sameMembers(a as Members, b as Members, underway);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isBuffer(value: object): value is ArrayBuffer {
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}

/** The prototype, an object without one counting as a plain object. */
function family(value: object): unknown {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

function sameItems(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i] && !Object.is(a[i], b[i])) return false;
  }
  return true;
}

/** Order does not count; a key that is an object finds its equal, not only itself. */
function sameMap(a: Map<unknown, unknown>, b: typeof a, underway: Pairs): boolean {
  if (a.size !== b.size) return false;
  const onlyPlainKeys = ![...a.keys()].some((key) => isKeyByIdentity(key));
  for (const [key, value] of a) {
    const found = onlyPlainKeys
      ? b.has(key) && same(value, b.get(key), underway)
      : [...b].some(([k, v]) => same(key, k, underway) && same(value, v, underway));
    if (!found) return false;
  }
  return true;
}

function sameSet(a: Set<unknown>, b: Set<unknown>, underway: Pairs): boolean {
  if (a.size !== b.size) return false;
  const onlyPlainKeys = ![...a].some((key) => isKeyByIdentity(key));
  for (const key of a) {
    const found = onlyPlainKeys ? b.has(key) : [...b].some((k) => same(key, k, underway));
    if (!found) return false;
  }
  return true;
}

function isKeyByIdentity(key: unknown): boolean {
  return isObject(key) || typeof key === "function";
}

function sameMembers(a: Members, b: Members, underway: Pairs): boolean {
  const names = new Set([...memberNames(a), ...memberNames(b)]);
  for (const name of names) {
    if (!same(a[name], b[name], underway) || (name in a) !== (name in b)) return false;
  }
  return true;
}

/**
 * A plain object or array is its enumerable members. Any other also is what its classes say it is:
 * two instances differ if a getter of theirs does.
 */
function memberNames(value: object): PropertyKey[] {
  const type = family(value);
  if (type === Object.prototype || type === Array.prototype) return Reflect.ownKeys({ ...value });
  const names: PropertyKey[] = [];
  for (let at: object | null = value; at && !isRoot(at); at = Object.getPrototypeOf(at)) {
    names.push(...Reflect.ownKeys(at));
  }
  return names;
}

function isRoot(prototype: object): boolean {
  return prototype === Object.prototype || prototype === Array.prototype;
}
