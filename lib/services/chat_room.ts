/** The members of a chat, their names, and the lines they receive. @module */

import { plainText } from "../text/plain_text.ts";
import type { SendQueue } from "../socket/send_queue.ts";
import { isPlainName, nameSkeleton } from "./name_skeleton.ts";
import type { ChatConsole } from "./service.ts";

/** The operator's name. */
const OPERATOR = "server";
/** Skeletons of names that no member may choose. */
const RESERVED = new Set([OPERATOR, "exit"].map(nameSkeleton));
const GUEST = /^guest[\dlo]+$/;
/** Names in a list at most. Further members are counted. */
const MAX_LISTED = 100;

/** A member of the room. */
export interface Member {
  /** Unique in the room. */
  name: string;
  /** The lines to send to the member. */
  queue: Pick<SendQueue, "put">;
}

/**
 * A room. Every line that it sends begins with `[NAME] ` or, for its own messages, with `* `, so that no
 * member can impersonate another.
 */
export class ChatRoom {
  readonly #members = new Set<Member>();
  /** Skeletons of the names in use. */
  readonly #names = new Set<string>();
  /** All guest numbers below this one are in use. */
  #nextGuest = 1;
  readonly #console: ChatConsole | undefined;
  #isClosed = false;

  /** @param console The operator's, which receives every line. */
  constructor(console?: ChatConsole) {
    this.#console = console;
  }

  /** Adds a member under a free name, and announces it. */
  join(queue: Member["queue"]): Member {
    while (this.#names.has(guestKey(this.#nextGuest))) this.#nextGuest++;
    const number = this.#nextGuest++;
    const member = { name: `guest${number}`, queue };
    this.#members.add(member);
    this.#names.add(guestKey(number));
    this.#tellAll(`* ${member.name} has joined`, member);
    this.#tell(member, `* you are ${member.name}; /nick NAME, /who, /me TEXT; exit leaves`);
    this.#tell(member, this.#who());
    return member;
  }

  /** Removes a member, and announces it. Idempotent. */
  leave(member: Member): void {
    if (!this.#members.delete(member)) return;
    this.#free(member.name);
    this.#tellAll(`* ${member.name} has left`);
  }

  /** Handles a line of a member. Returns false if the member leaves. */
  hear(member: Member, line: string): boolean {
    const text = plainText(line).trimEnd();
    if (text === "") return true;
    if (text === "exit" || text === "/quit") return false;
    const [, word, rest = ""] = /^\/(\S*)\s*(.*)$/.exec(text) ?? [];
    switch (word) {
      case undefined:
        this.#tellAll(`[${member.name}] ${text}`, member);
        return true;
      case "me":
        if (rest !== "") this.#tellAll(`* [${member.name}] ${rest}`, member);
        return true;
      case "who":
        this.#tell(member, this.#who());
        return true;
      case "nick":
        this.#rename(member, rest);
        return true;
      default:
        this.#tell(member, `* no command /${word}; there are /nick, /who, /me and /quit`);
        return true;
    }
  }

  /** Handles a line of the operator. Returns false if it closes the room. */
  hearOperator(line: string): boolean {
    const text = plainText(line).trimEnd();
    if (text === "exit") return false;
    if (text === "/who") this.#console?.show(this.#who());
    else if (text !== "") this.#tellMembers(`[${OPERATOR}] ${text}`);
    return true;
  }

  /**
   * Announces the end of the room, after which members receive nothing more. The end of the stream ends this
   * line, because programs of the exercise compare all that they have read with `exit`.
   */
  close(): void {
    this.#isClosed = true;
    const bytes = new TextEncoder().encode("exit");
    for (const { queue } of this.#members) queue.put(bytes);
  }

  /** Sends a message of the room to one member. */
  notify(member: Member, text: string): void {
    this.#tell(member, `* ${text}`);
  }

  #rename(member: Member, wish: string): void {
    const name = wish.normalize("NFC");
    if (!isPlainName(name)) {
      const rule = "a name is 1 to 20 letters of one script, digits, _ or -";
      return this.#tell(member, `* ${rule}`);
    }
    const skeleton = nameSkeleton(name);
    const isOwn = skeleton === keyOf(member.name);
    const isReserved = RESERVED.has(skeleton) || GUEST.test(skeleton);
    if (isReserved || this.#names.has(skeleton) && !isOwn) {
      return this.#tell(member, `* ${name} is taken, or looks like one that is`);
    }
    const text = `* ${member.name} is now ${name}`;
    this.#free(member.name);
    this.#names.add(skeleton);
    member.name = name;
    this.#tellAll(text);
  }

  #free(name: string): void {
    this.#names.delete(keyOf(name));
    const number = guestNumber(name);
    if (number !== undefined) this.#nextGuest = Math.min(this.#nextGuest, number);
  }

  #who(): string {
    const names = Array.from(this.#members.values().take(MAX_LISTED), ({ name }) => name);
    const more = this.#members.size - names.length;
    const all = [...this.#console ? [OPERATOR] : [], ...names];
    return `* here: ${all.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  }

  #tell({ queue }: Member, line: string): void {
    if (this.#isClosed) return;
    queue.put(new TextEncoder().encode(`${line}\n`));
  }

  #tellMembers(line: string, except?: Member): void {
    if (this.#isClosed) return;
    const bytes = new TextEncoder().encode(`${line}\n`);
    for (const member of this.#members) if (member !== except) member.queue.put(bytes);
  }

  #tellAll(line: string, except?: Member): void {
    this.#tellMembers(line, except);
    this.#console?.show(line);
  }
}

/** The number of a name that the room has assigned. No member can choose such a name. */
function guestNumber(name: string): number | undefined {
  const [, digits] = /^guest(\d+)$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** The key of an assigned name. Its skeleton would be that of others: guest10 and guest1O. */
function guestKey(number: number): string {
  return `guest ${number}`;
}

function keyOf(name: string): string {
  const number = guestNumber(name);
  return number === undefined ? nameSkeleton(name) : guestKey(number);
}
