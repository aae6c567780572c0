/** Compares the PIN of a request, and limits guesses. @module */

import {
  ALL_PIN_GUESS_INTERVAL,
  MAX_ALL_PIN_GUESSES,
  MAX_GUESS_SOURCES,
  MAX_PIN_GUESSES,
  PIN_GUESS_INTERVAL,
} from "../../limits.ts";
import { RateLimiter, SourceRateLimiter } from "../../rate_limiter.ts";
import { sourceOf } from "../../socket/source_of.ts";
import { sameText } from "../http/same_text.ts";
import { messageAnswer } from "./json_answer.ts";
import { LocalSendStatus } from "./protocol.ts";

/** The result for one request. */
export type PinVerdict = "ok" | "required" | "wrong" | "too_many";

/** Options of {@linkcode PinGuard}. */
export interface PinGuardOptions {
  /** The PIN; undefined where none is required. */
  pin: string | undefined;
  /** A monotonic clock in milliseconds. @default {performance.now} */
  now?: () => number;
}

/**
 * Admits requests with the right PIN. A wrong one costs its source, and all sources together, one guess.
 * Without guesses left no PIN is compared, so that a guess cannot succeed either.
 */
export class PinGuard {
  readonly #pin: string | undefined;
  readonly #sources: SourceRateLimiter;
  readonly #all: RateLimiter;

  constructor({ pin, now = () => performance.now() }: PinGuardOptions) {
    this.#pin = pin;
    this.#sources = new SourceRateLimiter({
      burst: MAX_PIN_GUESSES,
      perSecond: 1000 / PIN_GUESS_INTERVAL,
      maxSources: MAX_GUESS_SOURCES,
      now,
    });
    this.#all = new RateLimiter({
      burst: MAX_ALL_PIN_GUESSES,
      perSecond: 1000 / ALL_PIN_GUESS_INTERVAL,
      now,
    });
  }

  /**
   * Judges a request.
   *
   * @param given The PIN in its query; null without one, which is no guess.
   * @param from The client's address, with or without its port.
   */
  admit(given: string | null, from: string): PinVerdict {
    if (this.#pin === undefined) return "ok";
    const source = sourceOf(from);
    if (!this.#sources.has(source) || !this.#all.has()) return "too_many";
    if (given === null || given === "") return "required";
    if (sameText(given, this.#pin)) return "ok";
    this.#sources.tryTake(source);
    this.#all.tryTake();
    return "wrong";
  }
}

/** The response for a request that is not admitted; undefined for one that is. */
export function pinAnswer(verdict: PinVerdict): Response | undefined {
  switch (verdict) {
    case "ok":
      return undefined;
    case "required":
      return messageAnswer(LocalSendStatus.pin, "PIN required");
    case "wrong":
      return messageAnswer(LocalSendStatus.pin, "Invalid PIN");
    case "too_many":
      return messageAnswer(LocalSendStatus.tooMany, "Too many requests");
  }
}
