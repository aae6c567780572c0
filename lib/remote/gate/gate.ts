/**
 * The gate: whether the remote command may be offered at all. Three things must come together, a
 * permission of the program, a policy, and somebody to trust. Pure.
 *
 * @module
 */

/** What is known before anything listens. */
export interface GateFacts {
  /** Which programs this one may start: all, a list of them, or none. */
  run: "all" | "list" | "none";
  /** Executables of the policy that the list does not hold. Only where {@linkcode GateFacts.run} is `list`. */
  missing: readonly string[];
  /** How many rules the policy has. */
  rules: number;
  /** Absolute paths of the policy's executables, for advice. */
  executables: readonly string[];
  /** Who proves to be who. */
  trust: "secret" | "code" | "nobody";
  /** Whether somebody said that nobody on this machine need prove anything. */
  insecureLoopback: boolean;
  /** Whether the classic exchange is to be spoken. */
  classic: boolean;
  /** Whether every address listened on is this machine's own. */
  loopback: boolean;
  /** The user's number; undefined where the system has none. */
  uid: number | undefined;
  /** Whether somebody said that it may run as root. */
  asRoot: boolean;
}

/** What the gate says. */
export type GateDecision =
  | { open: true }
  | {
    open: false;
    /** `permission` ends in 77, `usage` in 64. */
    code: "permission" | "usage";
    /** Why, and what to do. */
    text: string;
  };

/** Judges the facts; the first that is missing is named. */
export function gate(facts: GateFacts): GateDecision {
  const no = (code: "permission" | "usage", text: string): GateDecision => ({
    open: false,
    code,
    text: `serve exec: ${text}`,
  });
  if (facts.run === "none") {
    return no("permission", `this program may not start others. ${howToGet(facts.executables)}`);
  }
  if (facts.run === "list" && facts.missing.length > 0) {
    return no(
      "permission",
      `this program may not start ${facts.missing.join(", ")}. ${howToGet(facts.executables)}`,
    );
  }
  if (facts.rules === 0) {
    return no("usage", "nothing may run: name it with --allow 'CMD ARG *' or in a --policy FILE");
  }
  if (facts.uid === 0 && !facts.asRoot) {
    return no(
      "permission",
      "this is root, and so would be every command: use another user, or say --as-root",
    );
  }
  if (facts.classic && facts.trust !== "nobody") {
    return no(
      "usage",
      "--classic knows no secret and no code; it goes with --insecure-loopback only",
    );
  }
  if (facts.classic && !facts.insecureLoopback) {
    return no("usage", "--classic proves nothing about who asks: say --insecure-loopback as well");
  }
  if (facts.trust === "nobody" && !facts.insecureLoopback) {
    return no("usage", "nobody to trust: --secret-file FILE, SLUICE_SECRET, or a code");
  }
  if (facts.trust === "nobody" && !facts.loopback) {
    return no(
      "usage",
      "--insecure-loopback is for 127.0.0.0/8 and ::1; elsewhere use a secret or a code",
    );
  }
  return { open: true };
}

/** The permission, in words that can be typed. */
export function howToGet(executables: readonly string[]): string {
  const list = executables.length > 0 ? executables.join(",") : "/usr/bin/uname";
  return "Either use sluice-run (from source: scripts/sluice-run), which is the same program with that " +
    `right, or: deno run --allow-run=${list},/bin/sh --allow-net --allow-read --allow-sys=uid main.ts ` +
    "serve exec … (/bin/sh ends what commands leave behind; see docs/exec.md)";
}

/** Whether a host is this machine and nobody else. Names are not: somebody may have changed them. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").replace(/^::ffff:(?=\d)/i, "");
  return bare === "localhost" || bare === "::1" ||
    /^127(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(bare);
}
