/** The flags of a transfer that `send` and `receive` share. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";

/** `--retry`. */
export const retryFlag: Flag = {
  name: "retry",
  value: "duration",
  orZero: true,
  placeholder: "DURATION",
  default: "30s",
  summary: "how long to try again when the connection is lost in mid-transfer; 0: not at all",
};

/** `--limit`. */
export const limitFlag: Flag = {
  name: "limit",
  value: "rate",
  placeholder: "RATE",
  summary: "at most this much a second: 10MiB, 800K; MB is 1000 kB, MiB and M 1024 KiB",
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
