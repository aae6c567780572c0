/** Reads the JSON objects of a policy. Pure. @module */

import { CallerError } from "../../errors.ts";
import { isJsonObject, isText, type JsonObject, ObjectReader } from "../../text/object_reader.ts";

/** One object of a policy. All its members are optional; unknown ones are errors. */
export class PolicyReader extends ObjectReader<undefined> {
  readonly #where: string;

  /**
   * @param where Its place, for errors: `policy.commands.log`.
   * @throws {CallerError} code `usage` if the value is no object.
   */
  constructor(where: string, value: unknown) {
    if (!isJsonObject(value)) {
      throw new CallerError("usage", `Invalid policy: ${where} is not an object`);
    }
    super(value);
    this.#where = where;
  }

  protected override missing(): undefined {
    return undefined;
  }

  /** @throws {CallerError} code `usage`, always. */
  override invalid(name: string, expected: string): never {
    throw new CallerError("usage", `Invalid policy: ${this.#where}.${name}: expected ${expected}`);
  }

  /** Reads a list of strings, which must not be empty. */
  texts(name: string): string[] | undefined {
    const is = (value: unknown): value is string[] =>
      Array.isArray(value) && value.length > 0 && value.every(isText);
    return this.read(name, "a list of texts", is);
  }

  /** Reads an object. */
  object(name: string): PolicyReader | undefined {
    const value = this.read(name, "an object", isJsonObject);
    return value && new PolicyReader(`${this.#where}.${name}`, value);
  }

  /** Reads a list of objects. */
  objects(name: string): PolicyReader[] | undefined {
    const is = (value: unknown): value is JsonObject[] =>
      Array.isArray(value) && value.every(isJsonObject);
    const list = this.read(name, "a list of objects", is);
    return list?.map((value, at) => new PolicyReader(`${this.#where}.${name}[${at}]`, value));
  }

  /** @throws {CallerError} code `usage` if a member was not read. */
  end(): void {
    const unknown = this.unread;
    if (unknown === undefined) return;
    const text = `Invalid policy: ${this.#where} has the unknown member ${JSON.stringify(unknown)}`;
    throw new CallerError("usage", text);
  }
}
