/**
 * The subset of JSON Schema (2020-12) that docs/json.md uses; anything else in a schema is an
 * error.
 *
 * @module
 */

/** A schema, or a part of one. */
export interface Schema {
  [keyword: string]: unknown;
}

/** Keywords without an effect on validation. */
const NOTES = ["$schema", "$defs", "title", "description"];

type Check = (expected: never, value: unknown, root: Schema, strict: boolean) => string[];

const CHECKS: Record<string, Check> = {
  type(expected: string | string[], value) {
    const types = [expected].flat();
    return types.some((type) => isOf(type, value)) ? [] : [`is no ${types.join(" or ")}`];
  },
  const: (expected: unknown, value) => value === expected ? [] : [`is not ${expected}`],
  enum: (expected: unknown[], value) =>
    expected.includes(value) ? [] : [`is none of ${expected.join(", ")}`],
  minimum: (expected: number, value) =>
    typeof value === "number" && value < expected ? [`is below ${expected}`] : [],
  maximum: (expected: number, value) =>
    typeof value === "number" && value > expected ? [`is above ${expected}`] : [],
  minLength: (expected: number, value) =>
    typeof value === "string" && [...value].length < expected ? ["is too short"] : [],
  minItems: (expected: number, value) =>
    Array.isArray(value) && value.length < expected ? ["has too few items"] : [],
  pattern: (expected: string, value) =>
    typeof value === "string" && !new RegExp(expected, "u").test(value)
      ? [`does not match ${expected}`]
      : [],
  required: (expected: string[], value) =>
    isOf("object", value)
      ? expected.filter((name) => !Object.hasOwn(value as object, name))
        .map((name) => `lacks ${name}`)
      : [],
  items: (expected: Schema, value, root, strict) =>
    Array.isArray(value)
      ? value.flatMap((item, at) => within(at, check(expected, item, root, strict)))
      : [],
  properties(expected: Record<string, Schema>, value, root, strict) {
    if (!isOf("object", value)) return [];
    return Object.entries(value as object).flatMap(([name, member]) => {
      const schema = Object.hasOwn(expected, name) ? expected[name] : undefined;
      if (schema === undefined) return strict ? [`has ${name}, which is not in the schema`] : [];
      return within(name, check(schema, member, root, strict));
    });
  },
  propertyNames: (expected: Schema, value, root, strict) =>
    isOf("object", value)
      ? Object.keys(value as object).flatMap((name) =>
        within(name, check(expected, name, root, strict))
      )
      : [],
  oneOf(expected: Schema[], value, root, strict) {
    const results = expected.map((schema) => check(schema, value, root, strict));
    const fitting = results.filter((lines) => lines.length === 0).length;
    if (fitting === 1) return [];
    if (fitting > 1) return [`fits ${fitting} of the schemas, not one`];
    // The best matching alternative: everything but its members' values matches.
    const nearest = results.find((lines) => !lines.some((line) => line.startsWith("event is not")));
    return nearest ?? ["fits none of the schemas"];
  },
  $ref: (expected: string, value, root, strict) =>
    check(resolve(expected, root), value, root, strict),
};

/**
 * Checks a value against a schema: returns a line for each error, none if it matches.
 *
 * @param strict Whether a member that the schema does not list is an error. @default {false}
 * @throws {TypeError} if a keyword is not supported.
 */
export function check(schema: Schema, value: unknown, root = schema, strict = false): string[] {
  return Object.entries(schema).flatMap(([keyword, expected]) => {
    if (NOTES.includes(keyword)) return [];
    if (keyword === "additionalProperties") return checkOthers(schema, value, root, strict);
    const one = CHECKS[keyword];
    if (one === undefined) throw new TypeError(`check a schema: unknown keyword ${keyword}`);
    return one(expected as never, value, root, strict);
  });
}

/** The members that `properties` does not name. */
function checkOthers(schema: Schema, value: unknown, root: Schema, strict: boolean): string[] {
  if (!isOf("object", value)) return [];
  const named = (schema.properties ?? {}) as object;
  const others = Object.entries(value as object).filter(([name]) => !Object.hasOwn(named, name));
  return others.flatMap(([name, member]) =>
    schema.additionalProperties === false
      ? [`has ${name}, which is not in the schema`]
      : within(name, check(schema.additionalProperties as Schema, member, root, strict))
  );
}

function within(name: string | number, lines: string[]): string[] {
  return lines.map((line) => `${name} ${line}`);
}

function resolve(reference: string, root: Schema): Schema {
  const name = reference.replace("#/$defs/", "");
  const found = (root.$defs as Record<string, Schema>)[name];
  if (found === undefined) throw new TypeError(`check a schema: ${reference} is nowhere`);
  return found;
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    default:
      // deno-lint-ignore valid-typeof -- the schema's own word: string, number, boolean
      return typeof value === type;
  }
}
