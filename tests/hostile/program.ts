/** The program as a child process under attack. @module */

import { type Program, start } from "../support/program.ts";

/** Starts a receiver that ends after one session and leaves nothing to resume. */
export function startReceiver(
  into: string,
  args: string[] = ["--yes"],
  prefix: string[] = [],
): Promise<Program> {
  const words = ["receive", "--listen", "127.0.0.1:0", "--plain", "--once", "--no-resume"];
  return start([...words, "--into", into, ...args], { cwd: into, prefix });
}

/** Starts a sender that does not retry. */
export function startSender(
  paths: string[],
  port: number,
  prefix: string[] = [],
): Promise<Program> {
  const words = ["send", "--to", `127.0.0.1:${port}`, "--plain", "--retry", "0", ...paths];
  return start(words, { cwd: "/", prefix });
}
