/** Reads JSON objects of peers and files, member by member. Pure. @module */

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value of JSON is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a string. */
export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/**
 * Reads the members of an object, each with its type and bounds. A subclass says what becomes of a member
 * that is missing or invalid.
 *
 * @example
 * ```ts
 * import { ObjectReader } from "./object_reader.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * class Settings extends ObjectReader<undefined> {
 *   protected override missing() {
 *     return undefined;
 *   }
 *   override invalid(name: string, expected: string): never {
 *     throw new TypeError(`${name}: expected ${expected}`);
 *   }
 * }
 * const settings = new Settings({ port: 80, host: 1 });
 * assertEquals(settings.integer("port", 1, 65535), 80);
 * assertEquals(settings.boolean("tls"), undefined);
 * assertThrows(() => settings.text("host"), TypeError, "host: expected a text");
 * ```
 */
export abstract class ObjectReader<Missing> {
  readonly #object: JsonObject;
  /** Few, so that a list is faster than a set. */
  readonly #read: string[] = [];

  constructor(object: JsonObject) {
    this.#object = object;
  }

  /** Returns the value of a member that is missing, or throws. */
  protected abstract missing(name: string, expected: string): Missing;

  /** Throws the error for an invalid member. */
  abstract invalid(name: string, expected: string): never;

  /** The names of all members. */
  get names(): string[] {
    return Object.keys(this.#object);
  }

  /** The first member that no method has read; undefined where there is none. */
  get unread(): string | undefined {
    return this.names.find((name) => !this.#read.includes(name));
  }

  /** Whether there is a member of this name. */
  has(name: string): boolean {
    return Object.hasOwn(this.#object, name);
  }

  /** The value of a member, unchecked; undefined where it is missing. */
  get(name: string): unknown {
    return this.has(name) ? this.#object[name] : undefined;
  }

  /** Reads a string. */
  text(name: string): string | Missing {
    return this.read(name, "a text", isText);
  }

  /** Reads true or false. */
  boolean(name: string): boolean | Missing {
    return this.read(name, "true or false", (value) => typeof value === "boolean");
  }

  /** Reads a number; both bounds are included. */
  number(name: string, min: number, max: number): number | Missing {
    const is = (value: unknown): value is number => isBetween(value, min, max);
    return this.read(name, () => `a number from ${min} to ${max}`, is);
  }

  /** Reads a safe integer; both bounds are included. */
  integer(name: string, min: number, max: number): number | Missing {
    const is = (value: unknown): value is number =>
      Number.isSafeInteger(value) && isBetween(value, min, max);
    return this.read(name, () => `an integer from ${min} to ${max}`, is);
  }

  /** Reads one of several strings. */
  oneOf<T extends string>(name: string, choices: readonly T[]): T | Missing {
    const is = (value: unknown): value is T => choices.includes(value as T);
    return this.read(name, () => choices.join(" or "), is);
  }

  /** Reads a member with a check of its own; `expected` is for an error, so that it may cost something. */
  protected read<T>(
    name: string,
    expected: string | (() => string),
    is: (value: unknown) => value is T,
  ): T | Missing {
    this.#read.push(name);
    const value = this.get(name);
    if (is(value)) return value;
    const text = typeof expected === "string" ? expected : expected();
    return this.has(name) ? this.invalid(name, text) : this.missing(name, text);
  }
}

function isBetween(value: unknown, min: number, max: number): value is number {
  return typeof value === "number" && value >= min && value <= max;
}
