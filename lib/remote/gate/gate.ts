/**
 * Decides whether `serve exec` may start. It requires the permission to run programs, a policy, and a way to
 * authenticate clients. Pure.
 *
 * @module
 */

/** The facts, collected before the server listens. */
export interface GateFacts {
  /** Which programs this program may start. */
  run: "all" | "list" | "none";
  /** Executables of the policy that are not in the list, where {@linkcode GateFacts.run} is `list`. */
  missing: readonly string[];
  /** The number of rules in the policy. */
  rules: number;
  /** Absolute paths of the policy's executables, for the advice in errors. */
  executables: readonly string[];
  /** How clients authenticate; `nobody`: not at all. */
  trust: "secret" | "code" | "nobody";
  /** Whether `--insecure-loopback` is given: clients on this machine need not authenticate. */
  insecureLoopback: boolean;
  /** Whether `--classic` is given. */
  classic: boolean;
  /** Whether the server listens on loopback addresses only. */
  loopback: boolean;
  /** The user's id; undefined where the system has none. */
  uid: number | undefined;
  /** Whether `--as-root` is given. */
  asRoot: boolean;
}

/** The decision. */
export type GateDecision =
  | { open: true }
  | {
    open: false;
    /** The exit code: 77 for `permission`, 64 for `usage`. */
    code: "permission" | "usage";
    /** The reason, and what to do. */
    text: string;
  };

/** Decides, and names the first requirement that is missing. */
export function gate(facts: GateFacts): GateDecision {
  const no = (code: "permission" | "usage", text: string): GateDecision => ({
    open: false,
    code,
    text,
  });
  if (facts.run === "none") {
    return no("permission", `This program may not start others; ${howToGet(facts.executables)}`);
  }
  if (facts.run === "list" && facts.missing.length > 0) {
    return no(
      "permission",
      `This program may not start ${facts.missing.join(", ")}; ${howToGet(facts.executables)}`,
    );
  }
  if (facts.rules === 0) {
    return no("usage", "No command may run; allow one with --allow 'CMD ARG *' or --policy FILE");
  }
  if (facts.uid === 0 && !facts.asRoot) {
    return no(
      "permission",
      "Every command would run as root; use another user, or --as-root",
    );
  }
  if (facts.classic && facts.trust !== "nobody") {
    return no(
      "usage",
      "--classic has no secret and no code; use it with --insecure-loopback only",
    );
  }
  if (facts.classic && !facts.insecureLoopback) {
    return no("usage", "--classic does not authenticate clients; add --insecure-loopback");
  }
  if (facts.trust === "nobody" && !facts.insecureLoopback) {
    return no(
      "usage",
      "Clients have no way to authenticate; use --secret-file FILE, SLUICE_SECRET or a code",
    );
  }
  if (facts.trust === "nobody" && !facts.loopback) {
    return no(
      "usage",
      "--insecure-loopback needs a loopback address (127.0.0.0/8, ::1); elsewhere use a secret or a code",
    );
  }
  return { open: true };
}

/** Describes how to get the permission. */
export function howToGet(executables: readonly string[]): string {
  const list = executables.length > 0 ? executables.join(",") : "/usr/bin/uname";
  return "use sluice-run, or deno run " +
    `--allow-run=${list},/bin/sh --allow-net --allow-read --allow-sys=uid main.ts serve exec …`;
}
