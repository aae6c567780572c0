/** The options of `sluice serve exec`. @module */

import type { Context, ParsedArguments } from "../../../lib/cli/command.ts";
import { CallerError, ConnectionError } from "../../../lib/errors.ts";
import { assertTrusted } from "../../../lib/file/trusted_path.ts";
import { CLASSIC_EXEC_PORT, DEFAULT_EXEC_PORT } from "../../../lib/limits.ts";
import type { Policy } from "../../../lib/remote/gate/policy.ts";
import type { Address } from "../../../lib/socket/address.ts";
import { parseTypedAddress } from "../../../lib/socket/parse_typed_address.ts";
import { escapeText } from "../../../lib/text/escape.ts";
import type { AddressRules } from "../../../lib/socket/address_filter.ts";
import { addressRules } from "../../flags/filter.ts";
import { givenSecret } from "../../flags/secret.ts";
import { wordCount } from "../../flags/words.ts";
import { assertExecFlags } from "../service_flags.ts";
import { execPolicy } from "./policy.ts";

/** The input of the confined part: data only. */
export type ExecOptions = DryRun | ExecServer;

/** Options of `--dry-run`. */
export interface DryRun {
  kind: "dry_run";
  policy: Policy;
  /** The command and its arguments. */
  argv: readonly string[];
}

/** Options of the server. */
export interface ExecServer {
  kind: "serve";
  policy: Policy;
  /** Where it listens. */
  addresses: readonly Address[];
  /** Which clients are served; undefined: all. */
  rules: AddressRules | undefined;
  /** The shared secret; undefined unless `who` is "secret". */
  secret: Uint8Array | undefined;
  /** How clients authenticate. */
  who: "secret" | "code" | "nobody";
  /** Words of a code. */
  words: number;
  /** The absolute path of the audit file; undefined: none. */
  audit: string | undefined;
  /** Whether to speak the classic protocol. */
  classic: boolean;
  /** Whether clients on this machine need not authenticate. */
  insecureLoopback: boolean;
  /** Whether the server may run as root. */
  asRoot: boolean;
}

/**
 * Reads the flags and the policy. @throws {CallerError} if they are invalid or cannot be trusted.
 */
export async function execOptions(args: ParsedArguments, context: Context): Promise<ExecOptions> {
  assertExecFlags(args);
  assertExecSystem(Deno.build.os);
  const policy = execPolicy(args);
  if (args.has("dry-run")) {
    return { kind: "dry_run", policy, argv: [...args.positionals.slice(1), ...args.rest] };
  }
  const secretFile = args.value("secret-file");
  if (secretFile !== undefined && secretFile !== "-") {
    assertTrusted(secretFile, "Cannot read the secret", { mayBeMissing: true });
  }
  const auditFile = args.value("audit");
  const audit = auditFile === undefined
    ? undefined
    : assertTrusted(auditFile, "Cannot write the audit", { mayBeMissing: true });
  const insecureLoopback = args.has("insecure-loopback");
  const secret = insecureLoopback && !args.has("secret-file")
    ? undefined
    : await givenSecret(args, context);
  if (secret !== undefined && insecureLoopback) {
    throw new CallerError("usage", "Use only one of --insecure-loopback and --secret-file");
  }
  const addresses = addressesOf(args);
  return {
    kind: "serve",
    policy,
    addresses,
    rules: addressRules(args, addresses),
    secret,
    who: insecureLoopback ? "nobody" : secret === undefined ? "code" : "secret",
    words: wordCount(args),
    audit,
    classic: args.has("classic"),
    insecureLoopback,
    asRoot: args.has("as-root"),
  };
}

/**
 * Rejects Windows: there it cannot be checked who may replace a program, and the processes a
 * command has started cannot be ended with it. The policy depends on both.
 *
 * @throws {ConnectionError} code `unavailable`.
 */
export function assertExecSystem(os: string): void {
  if (os !== "windows") return;
  const text = "serve exec does not work on Windows, which cannot guard programs as it needs; " +
    "use Linux or macOS";
  throw new ConnectionError("unavailable", text);
}

function addressesOf(args: ParsedArguments): Address[] {
  const port = args.has("classic") ? CLASSIC_EXEC_PORT : DEFAULT_EXEC_PORT;
  const places = args.values("listen");
  if (places.length === 0) return [{ scheme: "tcp", host: "127.0.0.1", port }];
  return places.map((place) => {
    const address = parseTypedAddress(place, "listen", { port });
    if (address.scheme === "tcp") return address;
    throw new CallerError(
      "usage",
      `serve exec works over TCP only, not at ${escapeText(place)}`,
    );
  });
}
