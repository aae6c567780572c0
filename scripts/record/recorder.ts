/** Records what terminals show. @module */

import { type Machines, type Name, NAMES } from "./machines.ts";

/** The screens from a moment on, with their escape sequences. */
export interface RecordedFrame {
  /** Milliseconds since the start of the recording. */
  at: number;
  /** In the order of {@linkcode NAMES}. */
  screens: string[];
}

/** Milliseconds that a typed key and a screen to be read are shown. */
const KEY = 55;
const READ = 1800;
/** Milliseconds that any other screen is shown at most: waits are shortened to that. */
const LONGEST = 700;
/** Milliseconds between two captures. */
const INTERVAL = 20;
/** Milliseconds until a session that does not go on is given up. */
const PATIENCE = 60_000;

/**
 * Types at the terminals of machines, and records what they show. The session itself is faster than
 * its recording, so that no advice for slow users is in it.
 */
export class Recorder {
  /** The frames so far. */
  readonly frames: RecordedFrame[] = [];
  readonly #machines: Machines;
  #since = 0;
  /** Milliseconds that the last frame is shown at least. */
  #shortest = 0;

  constructor(machines: Machines) {
    this.#machines = machines;
  }

  /** Leaves out what was shown so far, such as the start of a shell. */
  restart(): void {
    this.frames.length = 0;
  }

  /** Types a line, key by key, and ends it. */
  async enter(name: Name, line: string): Promise<void> {
    for (const key of line) {
      await this.#machines.type(name, key);
      await wait(INTERVAL);
      if (await this.#take()) this.#shortest = KEY;
    }
    await this.#machines.type(name, "\r");
  }

  /** Shows the present screen for as long as it takes to read it. */
  async read(): Promise<void> {
    await this.#take();
    this.#shortest = READ;
  }

  /**
   * Records until a terminal shows something.
   *
   * @throws {Error} if that does not come.
   */
  async until(name: Name, pattern: RegExp): Promise<RegExpExecArray> {
    for (const deadline = performance.now() + PATIENCE;;) {
      await this.#take();
      const text = withoutStyles(this.frames.at(-1)!.screens[NAMES.indexOf(name)]!);
      const match = pattern.exec(text);
      if (match) return match;
      if (performance.now() > deadline) {
        throw new Error(`${name} does not show ${pattern}: ${text}`);
      }
      await wait(INTERVAL);
    }
  }

  /** Takes a frame if anything has changed; returns whether it has. */
  async #take(): Promise<boolean> {
    const screens = await Promise.all(NAMES.map((name) => this.#machines.capture(name)));
    const last = this.frames.at(-1);
    if (last !== undefined && screens.every((screen, n) => screen === last.screens[n])) {
      return false;
    }
    const now = performance.now();
    const lasted = Math.max(Math.min(now - this.#since, LONGEST), this.#shortest);
    this.frames.push({ at: last === undefined ? 0 : Math.round(last.at + lasted), screens });
    this.#since = now;
    this.#shortest = 0;
    return true;
  }
}

function withoutStyles(screen: string): string {
  // deno-lint-ignore no-control-regex -- Escape sequences begin with one.
  return screen.replaceAll(/\x1b\[[\d;]*m/g, "");
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
