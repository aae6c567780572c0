/** The flags of a transfer that `send` and `receive` share. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { SIZE_UNITS } from "./size_units.ts";

/** `--retry`. */
export const retryFlag: Flag = {
  name: "retry",
  value: "duration",
  orZero: true,
  placeholder: "DURATION",
  default: "30s",
  summary: "retry after a lost connection; 0: never",
};

/** `--limit`. */
export const limitFlag: Flag = {
  name: "limit",
  value: "rate",
  placeholder: "RATE",
  summary: "bytes per second at most: 10MiB, 800K",
  details: SIZE_UNITS,
};

/** The values of the two flags. */
export interface TransferFlags {
  /** Milliseconds to retry after a lost connection; 0: no retry. */
  retryTime: number;
  /** Bytes per second; undefined: no limit. */
  rate: number | undefined;
}

/** Reads the two flags. */
export async function transferFlags(args: ParsedArguments): Promise<TransferFlags> {
  const { RETRY_TIME } = await import("../../lib/limits.ts");
  const [retry, limit] = [args.value("retry"), args.value("limit")];
  const { parseDuration } = await import("../../lib/cli/duration.ts");
  const { parseRate } = await import("../../lib/cli/rate.ts");
  return {
    retryTime: retry === undefined ? RETRY_TIME : parseDuration(retry, 0),
    rate: limit === undefined ? undefined : parseRate(limit),
  };
}
