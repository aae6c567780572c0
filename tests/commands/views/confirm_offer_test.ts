import { assertEquals, assertRejects } from "@std/assert";
import { confirmName, confirmOffer } from "../../../commands/views/confirm_offer.ts";
import { Consent } from "../../../commands/views/consent.ts";
import type { Terminal } from "../../../lib/terminal/terminal.ts";
import { SluiceError } from "../../../lib/errors.ts";
import type { OfferView } from "../../../lib/transfer/receive/receive_options.ts";

const OFFER: OfferView = {
  names: ["a"],
  kinds: ["file"],
  roots: 1,
  entries: 1,
  bytes: 10,
  exact: true,
  digest: 1,
  agent: "sluice/1",
  from: "tcp://192.0.2.1:4000",
  digestName: "sha256",
};

/**
 * A terminal that answers each question with the next of these; without any there is no terminal.
 */
class Answering {
  readonly shown: string[] = [];
  readonly asked: string[] = [];
  readonly interactive: boolean;
  readonly #answers: (string | undefined)[];

  constructor(...answers: (string | undefined)[]) {
    this.interactive = answers.length > 0;
    this.#answers = answers;
  }

  warn(line: string): void {
    this.shown.push(line);
  }

  note(line: string): void {
    this.shown.push(line);
  }

  event(): Promise<void> {
    return Promise.resolve();
  }

  ask(question: string): Promise<string | undefined> {
    this.asked.push(question);
    return Promise.resolve(this.#answers.shift());
  }
}

const { signal } = new AbortController();

interface Asked {
  terminal: Answering;
  offer?: Partial<OfferView>;
  yes?: boolean;
  into?: string;
  consent?: Consent;
}

function agree({ terminal, offer, yes = false, into, consent = new Consent([]) }: Asked) {
  const options = {
    ...{ terminal: terminal as unknown as Terminal, signal, consent, yes, into },
    asksIfExists: false,
    shortage: () => Promise.resolve(undefined),
  };
  return confirmOffer({ ...OFFER, ...offer }, options);
}

async function declined(action: () => Promise<unknown>, code = "declined"): Promise<void> {
  assertEquals((await assertRejects(action, SluiceError)).code, code);
}

Deno.test("accepts an offer after a yes in any case, and after nothing else", async () => {
  for (const answer of ["y", "yes", " Y ", "YES"]) await agree({ terminal: new Answering(answer) });
  for (const answer of ["", "n", "No", undefined]) {
    await declined(() => agree({ terminal: new Answering(answer) }));
  }
});

Deno.test("rejects an offer without a terminal to ask on, unless --yes is given", async () => {
  const terminal = new Answering();
  await declined(() => agree({ terminal }), "unattended");
  await agree({ terminal, yes: true });
  assertEquals(terminal.asked, []);
});

Deno.test("a name that other programs run needs a yes of its own, also with --yes", async () => {
  const offer = { names: [".bashrc"] };
  const into = "/inbox";
  await declined(
    () => agree({ terminal: new Answering(), offer, into, yes: true }),
    "unattended",
  );
  await declined(() => agree({ terminal: new Answering("n"), offer, into, yes: true }));
  // The name, then the offer.
  const terminal = new Answering("y", "y");
  await agree({ terminal, offer, into });
  assertEquals(terminal.asked.length, 2);
  await agree({
    terminal: new Answering(),
    offer,
    into,
    yes: true,
    consent: new Consent([".BASHRC"]),
  });
  // Standard output has no names.
  await agree({ terminal: new Answering(), offer, yes: true });
});

Deno.test("asks about a name once", async () => {
  const terminal = new Answering("y");
  const asked = { terminal: terminal as unknown as Terminal, signal, consent: new Consent([]) };
  await confirmName("a/.git", asked);
  await confirmName("b/.GIT", asked);
  assertEquals(terminal.asked.length, 1);
});

Deno.test("escapes names and folders", async () => {
  const nasty = "\x1b]0;owned\x07\u202egpj.exe";
  const terminal = new Answering("y", "y");
  await agree({ terminal, offer: { names: [nasty, `.${nasty}`] }, into: `/${nasty}` });
  const all = [...terminal.shown, ...terminal.asked].join("\n");
  for (const character of ["\x1b", "\x07", "\u202e"]) assertEquals(all.includes(character), false);
  assertEquals(all.split("\\x1b]0;owned\\x07\\u{202e}gpj.exe").length, 4);
});

Deno.test("lists existing names before the question, also if a flag decides", async () => {
  const terminal = new Answering("y");
  await agree({ terminal, offer: { taken: ["a"] }, into: "/in" });
  assertEquals(terminal.shown.filter((line) => line.includes("exists")), [
    '"a" already exists in /in',
  ]);
});
