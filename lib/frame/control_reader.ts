/** Reads the JSON object of a control frame. @module */

import { ProtocolError } from "../errors.ts";
import { isJsonObject, type JsonObject, ObjectReader } from "../text/object_reader.ts";
import { frameName, type FrameTypeId } from "./frame.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads the members of a control frame. Each method throws a {@linkcode ProtocolError} if the member is
 * missing or invalid; a decoder checks with `get` whether an optional one is there.
 */
export class ControlReader extends ObjectReader<never> {
  readonly #frame: string;

  /** @throws {ProtocolError} if the payload is no JSON object in UTF-8. */
  constructor(type: FrameTypeId, payload: Uint8Array) {
    const frame = frameName(type);
    super(parseObject(frame, payload));
    this.#frame = frame;
  }

  protected override missing(name: string, expected: string): never {
    this.invalid(name, expected);
  }

  override invalid(name: string, expected: string): never {
    const found = JSON.stringify(this.get(name)) ?? "nothing";
    throw new ProtocolError(
      `in ${this.#frame}, ${name} is ${found.slice(0, 100)}, not ${expected}`,
    );
  }

  /** Reads a list of at most `max` items. */
  list<T>(name: string, max: number, isItem: (item: unknown) => item is T): T[] {
    const is = (value: unknown): value is T[] =>
      Array.isArray(value) && value.length <= max && value.every(isItem);
    return this.read(name, `a list of at most ${max}`, is);
  }
}

function parseObject(frame: string, payload: Uint8Array): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(payload));
  } catch (cause) {
    throw new ProtocolError(`${frame} is not JSON in UTF-8`, "protocol", { cause });
  }
  if (!isJsonObject(value)) throw new ProtocolError(`${frame} is not a JSON object`);
  return value;
}
