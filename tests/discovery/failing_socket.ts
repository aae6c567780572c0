/** Has a method of an object throw, as a runtime without it does. @module */

/** Replaces a method, until the scope ends, by one that throws an error with this code. */
export function failing<Name extends string>(
  object: Record<Name, unknown>,
  method: Name,
  code: string,
): Disposable {
  const original = object[method];
  object[method] = () => {
    throw Object.assign(new Error(`${method} ${code}`), { code });
  };
  return { [Symbol.dispose]: () => void (object[method] = original) };
}
