/** The members of a JSON object, read one by one; what nobody asked for is an error. Pure. @module */

import { CallerError } from "../errors.ts";

/** One object of a policy. */
export class Members {
  readonly #where: string;
  readonly #object: Record<string, unknown>;
  readonly #asked = new Set<string>();

  /** @param where Its place, for complaints: `policy.commands.log`. */
  constructor(where: string, value: unknown) {
    this.#where = where;
    if (!isObject(value)) {
      throw new CallerError("usage", `read the policy: ${where}: expected an object`);
    }
    this.#object = value;
  }

  /** All its names. */
  names(): string[] {
    return Object.keys(this.#object);
  }

  /** A text. */
  text(name: string): string | undefined {
    return this.#get(name, "a text", (value) => typeof value === "string");
  }

  /** True or false. */
  boolean(name: string): boolean | undefined {
    return this.#get(name, "true or false", (value) => typeof value === "boolean");
  }

  /** A list of texts. */
  texts(name: string): string[] | undefined {
    return this.#get(
      name,
      "a list of texts",
      (value) =>
        Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "string"),
    );
  }

  /** A number within bounds. */
  number(name: string, min: number, max: number): number | undefined {
    return this.#get(
      name,
      `a number from ${min} to ${max}`,
      (value) => typeof value === "number" && value >= min && value <= max,
    );
  }

  /** A whole number within bounds. */
  integer(name: string, min: number, max: number): number | undefined {
    return this.#get(
      name,
      `a whole number from ${min} to ${max}`,
      (value) =>
        Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
    );
  }

  /** An object. */
  object(name: string): Members | undefined {
    const value = this.#get<unknown>(name, "an object", isObject);
    return value === undefined ? undefined : new Members(`${this.#where}.${name}`, value);
  }

  /** A list of objects. */
  objects(name: string): Members[] | undefined {
    const list = this.#get<unknown[]>(
      name,
      "a list of objects",
      (value) => Array.isArray(value) && value.every(isObject),
    );
    return list?.map((value, at) => new Members(`${this.#where}.${name}[${at}]`, value));
  }

  /** @throws {CallerError} code `usage`: always. */
  bad(name: string, expected: string): never {
    throw new CallerError("usage", `read the policy: ${this.#where}.${name}: expected ${expected}`);
  }

  /** @throws {CallerError} code `usage`: there is a member that nobody asked for. */
  end(): void {
    const unknown = this.names().find((name) => !this.#asked.has(name));
    if (unknown !== undefined) {
      throw new CallerError(
        "usage",
        `read the policy: ${this.#where} has no ${JSON.stringify(unknown)}`,
      );
    }
  }

  #get<T>(name: string, expected: string, is: (value: unknown) => boolean): T | undefined {
    this.#asked.add(name);
    if (!Object.hasOwn(this.#object, name)) return undefined;
    const value = this.#object[name];
    return is(value) ? value as T : this.bad(name, expected);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
