/** Reads and validates the members of a JSON object. @module */

import { ProtocolError } from "../errors.ts";
import { frameName, type FrameTypeId } from "./frame.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads the members of a JSON object (RFC 8259, in UTF-8) that came in a frame. Each method returns a
 * member, or throws a {@linkcode ProtocolError} that names the frame, the member, what was found and what
 * was expected. Members that are not read are ignored.
 */
export class ObjectReader {
  readonly #frame: string;
  readonly #object: Record<string, unknown>;

  /** Throws a {@linkcode ProtocolError} if the payload is no JSON object. */
  constructor(type: FrameTypeId, payload: Uint8Array) {
    this.#frame = frameName(type);
    let value: unknown;
    try {
      value = JSON.parse(utf8.decode(payload));
    } catch (cause) {
      throw new ProtocolError(`read ${this.#frame}: not JSON in UTF-8`, "protocol", { cause });
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new ProtocolError(`read ${this.#frame}: not a JSON object`);
    }
    this.#object = value as Record<string, unknown>;
  }

  /** The member as it came; undefined if it is absent. */
  get(name: string): unknown {
    return this.#object[name];
  }

  /** Throws the error of a member that is not as expected. */
  bad(name: string, expected: string): never {
    const found = JSON.stringify(this.get(name)) ?? "nothing";
    throw new ProtocolError(
      `read ${this.#frame}: ${name} is ${found.slice(0, 100)}, expected ${expected}`,
    );
  }

  /** A whole number. @default {0} for `min` */
  integer(name: string, max: number, min = 0): number {
    const value = this.get(name);
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < min || value > max) {
      this.bad(name, `an integer from ${min} to ${max}`);
    }
    return value;
  }

  /** True or false. */
  boolean(name: string): boolean {
    const value = this.get(name);
    if (typeof value !== "boolean") this.bad(name, "true or false");
    return value;
  }

  /** A string. */
  text(name: string): string {
    const value = this.get(name);
    if (typeof value !== "string") this.bad(name, "a text");
    return value;
  }

  /** One of a few strings. */
  oneOf<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.get(name);
    if (!choices.includes(value as T)) this.bad(name, choices.join(" or "));
    return value as T;
  }

  /** An array of at most `max` items, each of which passes `is`. */
  list<T>(name: string, max: number, is: (item: unknown) => item is T): T[] {
    const value = this.get(name);
    if (!Array.isArray(value) || value.length > max || !value.every(is)) {
      this.bad(name, `a list of at most ${max}`);
    }
    return value;
  }
}
