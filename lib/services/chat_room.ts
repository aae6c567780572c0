/** Who is in a chat, under which name, and what they are told. @module */

import { plainText } from "../line/plain_text.ts";
import type { Outbox } from "../socket/outbox.ts";
import type { ChatConsole } from "./service.ts";

/** The operator's name. */
const OPERATOR = "server";
/** Letters, digits, `_` and `-`: what cannot be mistaken for the room's own words. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}_-]{0,19}$/u;

/** Somebody in the room. */
export interface Member {
  /** Unique in the room. */
  name: string;
  /** What is still to be sent to them. */
  outbox: Pick<Outbox, "put">;
}

/**
 * The room. Every line that leaves it begins with `[NAME] ` or, where the room itself speaks, with
 * `* `, so that nobody can speak as somebody else.
 */
export class ChatRoom {
  readonly #members = new Set<Member>();
  readonly #console: ChatConsole | undefined;

  /** @param console Where the operator reads along. */
  constructor(console?: ChatConsole) {
    this.#console = console;
  }

  /** Lets somebody in under a free name, and tells everyone. */
  join(outbox: Member["outbox"]): Member {
    let number = 1;
    while (this.#isTaken(`guest${number}`)) number++;
    const member = { name: `guest${number}`, outbox };
    this.#members.add(member);
    this.#tellAll(`* ${member.name} has joined`, member);
    this.#tell(member, `* you are ${member.name}; /nick NAME, /who, /me TEXT; exit leaves`);
    this.#tell(member, this.#who());
    return member;
  }

  /** Tells everyone that somebody has gone. Idempotent. */
  leave(member: Member): void {
    if (this.#members.delete(member)) this.#tellAll(`* ${member.name} has left`);
  }

  /** One line that a member said; false where it asks to leave. */
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

  /** One line that the operator said; false where it closes the room. */
  hearOperator(line: string): boolean {
    const text = plainText(line).trimEnd();
    if (text === "exit") return false;
    if (text === "/who") this.#console?.show(this.#who());
    else if (text !== "") this.#tellMembers(`[${OPERATOR}] ${text}`);
    return true;
  }

  /** Tells everyone that it is over. */
  close(): void {
    this.#tellMembers("exit");
  }

  /** Tells one member something in the room's name. */
  notify(member: Member, text: string): void {
    this.#tell(member, `* ${text}`);
  }

  #rename(member: Member, wish: string): void {
    const name = wish.normalize("NFC");
    if (!NAME.test(name)) {
      return this.#tell(member, "* a name is 1 to 20 letters, digits, _ or -");
    }
    if (/^guest\d+$/i.test(name) || this.#isTaken(name, member)) {
      return this.#tell(member, `* ${name} is taken`);
    }
    const text = `* ${member.name} is now ${name}`;
    member.name = name;
    this.#tellAll(text);
  }

  #isTaken(name: string, except?: Member): boolean {
    const wanted = folded(name);
    if (wanted === OPERATOR || wanted === "exit") return true;
    return [...this.#members].some((other) => other !== except && folded(other.name) === wanted);
  }

  #who(): string {
    const names = [...this.#members].map(({ name }) => name);
    return `* here: ${[...this.#console ? [OPERATOR] : [], ...names].join(", ")}`;
  }

  #tell({ outbox }: Member, line: string): void {
    outbox.put(new TextEncoder().encode(`${line}\n`));
  }

  #tellMembers(line: string, except?: Member): void {
    const bytes = new TextEncoder().encode(`${line}\n`);
    for (const member of this.#members) if (member !== except) member.outbox.put(bytes);
  }

  #tellAll(line: string, except?: Member): void {
    this.#tellMembers(line, except);
    this.#console?.show(line);
  }
}

/** Names that look the same are the same: case and compatible forms (Unicode UAX #15). */
function folded(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}
