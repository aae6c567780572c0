/** Announced files about which the receiver has still to say something. @module */

import { ProtocolError } from "../../errors.ts";
import type { NumberedEntry } from "./numbered_entry.ts";

/** Which answers are outstanding, and which have come. */
export class PendingFiles {
  /** Announced files that the receiver has said nothing about. */
  readonly #unanswered = new Set<number>();
  /** Answers: the first byte that is wanted, or null for none. */
  readonly #wants = new Map<number, number | null>();
  /** Resumed files without a verdict. */
  readonly #unverified = new Map<number, NumberedEntry>();
  /** Resumed files that have to start over. */
  readonly #redo: NumberedEntry[] = [];
  /** Unanswered files that the receiver does not store. */
  readonly #lost = new Set<number>();

  /** Expects an answer about a file. */
  announce(id: number): void {
    this.#unanswered.add(id);
  }

  /** Takes an answer. @throws {ProtocolError} the file awaits none. */
  answer(id: number, offset: number | null): void {
    if (!this.#unanswered.delete(id)) {
      throw new ProtocolError(`the receiver answered about file ${id}, which has no open question`);
    }
    this.#wants.set(id, offset);
  }

  /** Whether a file was answered. */
  isAnswered(id: number): boolean {
    return this.#wants.has(id);
  }

  /** Removes an answer and returns it. */
  takeAnswer(id: number): number | null {
    const offset = this.#wants.get(id)!;
    this.#wants.delete(id);
    return offset;
  }

  /** Marks a file as lost whose answer has not come. */
  lose(id: number): void {
    if (this.#unanswered.has(id)) this.#lost.add(id);
  }

  /** Whether a file was marked as lost; removes the mark. */
  takeLost(id: number): boolean {
    return this.#lost.delete(id);
  }

  /** Expects a verdict about a resumed file. */
  expectVerdict(entry: NumberedEntry): void {
    this.#unverified.set(entry.id, entry);
  }

  /** Expects no verdict any more. */
  dropVerdict(id: number): void {
    this.#unverified.delete(id);
  }

  /** Whether a file awaits a verdict. */
  isUnverified(id: number): boolean {
    return this.#unverified.has(id);
  }

  /** Files without a verdict. */
  get unverified(): number {
    return this.#unverified.size;
  }

  /** Takes a verdict; a file that is wrong starts over. @throws {ProtocolError} the file awaits none. */
  judge(id: number, ok: boolean): NumberedEntry {
    const entry = this.#unverified.get(id);
    if (entry === undefined) {
      throw new ProtocolError(`the receiver sent a verdict on file ${id}, which has none pending`);
    }
    this.#unverified.delete(id);
    if (!ok) this.#redo.push(entry);
    return entry;
  }

  /** Files that have to start over. */
  get redo(): number {
    return this.#redo.length;
  }

  /** Removes these files and returns them. */
  takeRedo(): NumberedEntry[] {
    return this.#redo.splice(0);
  }
}
