/** What the caller of `parseArgs` wants, made uniform. @module */

/** Options for `parseArgs`. */
export interface ParseOptions {
  /** Keep what follows `--` apart, in the member of that name. Default: false. */
  "--"?: boolean;
  /** Other names of a flag. Default: none. */
  alias?: Record<string, string | readonly string[]>;
  /** Flags without a value; `true` for all of the form `--name`. Default: none. */
  boolean?: boolean | string | readonly string[];
  /** Values of flags that are not given. Default: none. */
  default?: Record<string, unknown>;
  /** Take everything from the first operand on as operands. Default: false. */
  stopEarly?: boolean;
  /** Flags whose value stays a string even if it looks like a number. Default: none. */
  string?: string | readonly string[];
  /** Flags whose values add up to an array. Default: none. */
  collect?: string | readonly string[];
  /** Flags that `--no-NAME` sets to false. Default: none. */
  negatable?: string | readonly string[];
  /** Told of what the options do not name; what it answers `false` to is left out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** The options by question: each set holds a flag together with its aliases. */
export interface Rules {
  aliases: Map<string, Set<string>>;
  booleans: Set<string>;
  strings: Set<string>;
  collected: Set<string>;
  negatable: Set<string>;
  allBoolean: boolean;
  isUnwanted: (arg: string, key?: string, value?: unknown) => boolean;
}

/** @throws {TypeError} for an alias that is undefined. */
export function rulesOf(options: ParseOptions): Rules {
  const aliases = aliasesOf(options.alias ?? {});
  const withAliases = (names: string | readonly string[] | undefined) => {
    const given = (typeof names === "string" ? [names] : names ?? []).filter(Boolean);
    return new Set(given.flatMap((name) => [name, ...aliases.get(name) ?? []]));
  };
  const { boolean, unknown } = options;
  return {
    aliases,
    booleans: withAliases(typeof boolean === "boolean" ? [] : boolean),
    strings: withAliases(options.string),
    collected: withAliases(options.collect),
    negatable: withAliases(options.negatable),
    allBoolean: boolean === true,
    isUnwanted: (...about) => unknown?.(...about) === false,
  };
}

/** From each name to all other names of the same flag. */
function aliasesOf(alias: Record<string, string | readonly string[]>): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  for (const [name, value] of Object.entries(alias)) {
    if (value === undefined) throw new TypeError("Alias value must be defined");
    const others = typeof value === "string" ? [value] : value;
    all.set(name, new Set(others));
    for (const other of others) {
      all.set(other, new Set([name, ...others.filter((each) => each !== other)]));
    }
  }
  return all;
}
