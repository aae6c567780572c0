/** The negotiation of Telnet (RFC 854), of which every option is refused. @module */

import { concatBytes } from "../bytes.ts";

const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
/** Begins a subnegotiation, which SE ends. */
const SB = 250;
const SE = 240;
const CR = 0x0d;
const NUL = 0;
/** The option whose every request is answered: clients discard what they receive until then (RFC 860). */
const TIMING_MARK = 6;
/** Bytes of a subnegotiation at most. What follows them is data. */
const MAX_SUBNEGOTIATION = 4096;
/** Requests for a timing mark that are answered at most, in case the peer takes each answer for a reason. */
const MAX_TIMING_MARKS = 1024;

const NOTHING = new Uint8Array();

/** Options of {@linkcode TelnetDecoder}. */
export interface TelnetDecoderOptions {
  /**
   * When the peer is known to speak Telnet: from the start; at the first command, for services whose peers
   * send text, which never contains the byte 255; or at a chunk of commands alone, for peers that may send
   * any bytes. Until then every byte is data. @default {"start"}
   */
  since?: "start" | "command" | "commands-alone";
}

/** What a chunk contains. */
export interface TelnetChunk {
  /** The bytes without commands, valid as long as the chunk. */
  data: Uint8Array;
  /** The answers to send: a refusal of every option that is requested. May be empty. */
  answer: Uint8Array;
}

/**
 * Separates commands from data, however the bytes are split. Each request to use an option is refused once:
 * a request that is repeated may be the reaction of a peer to the refusal. Other commands are ignored.
 *
 * ```ts
 * import { TelnetDecoder } from "./telnet.ts";
 * import { assertEquals } from "@std/assert";
 * const telnet = new TelnetDecoder();
 * const { data, answer } = telnet.push(Uint8Array.of(0x61, 255, 253, 1, 0x62, 255, 255));
 * assertEquals(data, Uint8Array.of(0x61, 0x62, 255));
 * assertEquals(answer, Uint8Array.of(255, 252, 1));
 * ```
 */
export class TelnetDecoder {
  readonly #since: NonNullable<TelnetDecoderOptions["since"]>;
  #isKnown: boolean;
  #state: "data" | "iac" | "option" | "sub" | "sub-iac" = "data";
  /** The command whose option follows. */
  #command = 0;
  #last = 0;
  #subLength = 0;
  #timingMarks = 0;
  readonly #refused = new Set<number>();
  /** The result of the chunk that is being decoded. */
  #data: Uint8Array = NOTHING;
  #length = 0;
  #answers: number[] = [];

  /** Starts outside of a command. */
  constructor({ since = "start" }: TelnetDecoderOptions = {}) {
    this.#since = since;
    this.#isKnown = since === "start";
  }

  /** Whether the peer is known to speak Telnet, and doubles the byte 255. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Decodes the next chunk. */
  push(chunk: Uint8Array): TelnetChunk {
    if (this.#since === "commands-alone") this.#isKnown ||= isCommandsAlone(chunk);
    const isPlain = this.#state === "data" && !chunk.includes(IAC);
    if (!this.#isKnown && (isPlain || this.#since === "commands-alone")) {
      return { data: chunk, answer: NOTHING };
    }
    // One more for a 255 that was held back.
    this.#data = new Uint8Array(chunk.length + 1);
    this.#length = 0;
    this.#answers = [];
    for (const byte of chunk) this.#take(byte);
    return {
      data: this.#data.subarray(0, this.#length),
      answer: Uint8Array.from(this.#answers),
    };
  }

  /** The byte 255 at the end of the last chunk if it was held back and belongs to no command. */
  rest(): Uint8Array {
    const isHeld = this.#state === "iac" && !this.#isKnown;
    if (isHeld) this.#state = "data";
    return isHeld ? Uint8Array.of(IAC) : NOTHING;
  }

  #take(byte: number): void {
    switch (this.#state) {
      case "data":
        if (byte === IAC) this.#state = "iac";
        else this.#put(byte);
        return;
      case "iac":
        return this.#afterIac(byte);
      case "option":
        this.#state = "data";
        return this.#refuse(byte);
      case "sub":
        if (byte === IAC) this.#state = "sub-iac";
        else this.#countSub();
        return;
      case "sub-iac":
        this.#state = "sub";
        if (byte === IAC) this.#countSub();
        // A subnegotiation without its end is ended by the next command.
        else this.#afterIac(byte);
    }
  }

  #afterIac(byte: number): void {
    this.#state = "data";
    if (!this.#isKnown && !beginsTelnet(byte)) {
      this.#put(IAC);
      if (byte === IAC) this.#state = "iac";
      else this.#put(byte);
      return;
    }
    this.#isKnown = true;
    if (byte === IAC) return this.#put(IAC);
    if (byte < SB) return;
    this.#state = byte === SB ? "sub" : "option";
    this.#command = byte;
    this.#subLength = 0;
  }

  #put(byte: number): void {
    // The NUL of CR NUL is not data.
    const isPadding = this.#isKnown && byte === NUL && this.#last === CR;
    this.#last = byte;
    if (!isPadding) this.#data[this.#length++] = byte;
  }

  #countSub(): void {
    if (++this.#subLength >= MAX_SUBNEGOTIATION) this.#state = "data";
  }

  #refuse(option: number): void {
    // WONT and DONT are answers, which are never answered.
    if (this.#command !== WILL && this.#command !== DO) return;
    const key = this.#command << 8 | option;
    const isMark = this.#command === DO && option === TIMING_MARK;
    if (isMark ? this.#timingMarks++ >= MAX_TIMING_MARKS : this.#refused.has(key)) return;
    this.#refused.add(key);
    this.#answers.push(IAC, this.#command === WILL ? DONT : WONT, option);
  }
}

/**
 * Whether a command shows that the peer speaks Telnet. WONT and DONT answer requests, of which none was sent;
 * IAC DONT is also the byte order mark of UTF-16.
 */
function beginsTelnet(command: number): boolean {
  return command > SE && command !== WONT && command < DONT;
}

/** Whether a chunk is a sequence of complete commands and nothing else. */
function isCommandsAlone(chunk: Uint8Array): boolean {
  if (!beginsTelnet(chunk[1] ?? 0)) return false;
  let at = 0;
  while (at < chunk.length) {
    const command = chunk[at + 1];
    if (chunk[at] !== IAC || command === undefined || command <= SE || command === IAC) {
      return false;
    }
    if (command === SB) {
      const end = endOfSubnegotiation(chunk, at + 2);
      if (end === undefined) return false;
      at = end;
    } else at += command >= WILL ? 3 : 2;
  }
  return at === chunk.length && at > 0;
}

function endOfSubnegotiation(chunk: Uint8Array, from: number): number | undefined {
  for (let at = from; at + 1 < chunk.length; at++) {
    if (chunk[at] !== IAC) continue;
    if (chunk[at + 1] === SE) return at + 2;
    at++;
  }
  return undefined;
}

/**
 * Encodes data for Telnet: the byte 255 is doubled.
 *
 * ```ts
 * import { encodeTelnet } from "./telnet.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(encodeTelnet(Uint8Array.of(1, 255)), Uint8Array.of(1, 255, 255));
 * ```
 */
export function encodeTelnet(data: Uint8Array): Uint8Array {
  if (!data.includes(IAC)) return data;
  const parts: Uint8Array[] = [];
  let start = 0;
  for (let at; (at = data.indexOf(IAC, start)) >= 0; start = at + 1) {
    parts.push(data.subarray(start, at + 1), Uint8Array.of(IAC));
  }
  return concatBytes([...parts, data.subarray(start)]);
}
