import { assert, assertEquals } from "@std/assert";
import { Consent } from "../../../commands/views/consent.ts";
import type { OfferView } from "../../../lib/transfer/receive/receive_options.ts";

const AGREED: OfferView = {
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

const COVERED: [what: string, changes: Partial<OfferView>][] = [
  ["the same offer", {}],
  ["the same offer from another port", { from: "tcp://192.0.2.1:4001" }],
  ["a smaller offer", { entries: 0, bytes: 9 }],
];
const { kinds: _, ...WITHOUT_KINDS } = AGREED;
const NOT_COVERED: [what: string, changes: Partial<OfferView>, base?: OfferView][] = [
  ["more bytes", { bytes: 11 }],
  ["more entries", { entries: 2 }],
  ["an unknown total", { exact: false }],
  ["a folder of the same name", { kinds: ["dir"] }],
  ["an undeclared kind", {}, WITHOUT_KINDS],
  ["another name", { names: ["b"] }],
  ["more names", { names: ["a"], roots: 2 }],
  ["another digest", { digest: 4 }],
  ["another host in a plain session", { from: "tcp://192.0.2.2:4000" }],
];

for (const [what, changes] of COVERED) {
  Deno.test(`an acceptance covers ${what}`, () => {
    const consent = new Consent([], true);
    assert(!consent.covers(AGREED));
    consent.agreeTo(AGREED);
    assert(consent.covers({ ...AGREED, ...changes }));
  });
}
for (const [what, changes, base = AGREED] of NOT_COVERED) {
  Deno.test(`an acceptance does not cover ${what}`, () => {
    const consent = new Consent([".git"], true);
    consent.agreeTo(AGREED);
    consent.addName("a/.ssh");
    assert(consent.hasName("b/.SSH"));
    assert(!consent.covers({ ...base, ...changes }));
    // Names that were accepted one by one are forgotten with the offer; those of the command line
    // stay.
    assertEquals([consent.hasName(".ssh"), consent.hasName("a/.git")], [false, true]);
    assert(!consent.covers(AGREED));
  });
}

Deno.test("accepting a tree that is still being counted covers the same tree, counted further", () => {
  const consent = new Consent([]);
  const counting = { ...AGREED, kinds: ["dir" as const], exact: false };
  consent.agreeTo(counting);
  assert(consent.covers({ ...counting, entries: 1000, bytes: 1e12, from: "tcp://192.0.2.2:1" }));
});

Deno.test("a smaller offer does not lower what was accepted", () => {
  const consent = new Consent([]);
  consent.agreeTo(AGREED);
  const smaller = { ...AGREED, bytes: 1 };
  assert(consent.covers(smaller));
  consent.agreeTo(smaller);
  assert(consent.covers(AGREED));
});
