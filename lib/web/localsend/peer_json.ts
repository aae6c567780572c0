/** Reads JSON that a LocalSend peer sent. Pure. @module */

import { ProtocolError } from "../../errors.ts";
import { isJsonObject, type JsonObject, ObjectReader } from "../../text/object_reader.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Decodes an object.
 *
 * @param where What it is, for errors: `the announcement`.
 * @throws {ProtocolError} if the bytes are no JSON object in UTF-8.
 */
export function peerObject(where: string, bytes: Uint8Array): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    throw new ProtocolError(`${where} is not JSON in UTF-8`, "protocol", { cause });
  }
  if (!isJsonObject(value)) throw new ProtocolError(`${where} is not a JSON object`);
  return value;
}

/**
 * Reads the members of one object. Missing members are undefined, and so are those that are null: the
 * protocol allows both for the optional ones.
 */
export class PeerReader extends ObjectReader<undefined> {
  readonly #value: JsonObject;
  readonly #where: string;

  /** @param where What the object is, for errors. @throws {ProtocolError} if the value is no object. */
  constructor(where: string, value: unknown) {
    if (!isJsonObject(value)) throw new ProtocolError(`${where} is not a JSON object`);
    super(value);
    this.#value = value;
    this.#where = where;
  }

  protected override missing(): undefined {
    return undefined;
  }

  /** @throws {ProtocolError} always. */
  override invalid(name: string, expected: string): never {
    throw new ProtocolError(`in ${this.#where}, ${name} is not ${expected}`);
  }

  override has(name: string): boolean {
    // Not by get(), which asks this method.
    return super.has(name) && this.#value[name] !== null;
  }

  /** Reads a text of at most `max` UTF-16 code units. */
  shortText(name: string, max: number): string | undefined {
    const is = (value: unknown): value is string =>
      typeof value === "string" && value.length <= max && value.isWellFormed();
    return this.read(name, () => `a text of at most ${max} characters`, is);
  }

  /** Returns a member that must be there. @throws {ProtocolError} if it is undefined. */
  required<T>(name: string, value: T | undefined): T {
    if (value === undefined) throw new ProtocolError(`in ${this.#where}, ${name} is missing`);
    return value;
  }
}
