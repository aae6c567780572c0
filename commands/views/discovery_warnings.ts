/** Warns of what discovery could not do. @module */

import { escapeText } from "../../lib/text/escape.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import type { Network } from "../../lib/discovery/network.ts";
import { reachableAddresses } from "../../lib/discovery/networks.ts";
import { describeProblems, type DiscoveryProblem } from "../../lib/discovery/problem.ts";

const NO_NETWORK = "this machine is on no network but its own; connect it, and begin again";

/** Warns of each problem once, however often discovery restarts. */
export class DiscoveryWarnings {
  readonly #terminal: Pick<Terminal, "event" | "warn">;
  readonly #advice: string;
  readonly #told = new Set<string>();

  /** @param advice What the user can do, printed after the problems. */
  constructor(terminal: Pick<Terminal, "event" | "warn">, advice: string) {
    this.#terminal = terminal;
    this.#advice = advice;
  }

  /** Warns of what an announcer or a finder could not do on these networks. */
  async report(
    problems: readonly DiscoveryProblem[],
    networks: readonly Network[],
  ): Promise<void> {
    const isAlone = reachableAddresses().length === 0;
    if (isAlone) await this.#tell(NO_NETWORK);
    if (!isAlone || networks.length > 0) await this.warn(describeProblems(problems, networks));
  }

  /** Warns of problems given as text, which is safe to print. */
  async warn(lines: readonly string[]): Promise<void> {
    let isNew = false;
    for (const line of lines) isNew = await this.#tell(line) || isNew;
    if (isNew) this.#terminal.warn(this.#advice);
  }

  async #tell(line: string): Promise<boolean> {
    const message = escapeText(line);
    if (this.#told.has(message)) return false;
    this.#told.add(message);
    await this.#terminal.event({ event: "discovery_problem", message });
    this.#terminal.warn(`Warning: ${message}`);
    return true;
  }
}
