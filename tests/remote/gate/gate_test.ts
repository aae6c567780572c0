import { assert, assertEquals, assertMatch } from "@std/assert";
import { gate, type GateFacts } from "../../../lib/remote/gate/gate.ts";

const OPEN: GateFacts = {
  run: "all",
  missing: [],
  rules: 1,
  executables: ["/usr/bin/uname"],
  trust: "secret",
  insecureLoopback: false,
  classic: false,
  loopback: false,
  uid: 1000,
  asRoot: false,
};

const OPENS: Partial<GateFacts>[] = [
  {},
  { run: "list" },
  { trust: "code" },
  { uid: 0, asRoot: true },
  { uid: undefined },
  { trust: "nobody", insecureLoopback: true, loopback: true },
  { trust: "nobody", insecureLoopback: true, loopback: true, classic: true },
];

const SHUT: [facts: Partial<GateFacts>, code: "permission" | "usage", text: RegExp][] = [
  [{ run: "none" }, "permission", /sluice-run.*--allow-run=\/usr\/bin\/uname,\/bin\/sh/],
  [{ run: "none", executables: [] }, "permission", /--allow-run=/],
  [{ run: "list", missing: ["/usr/bin/uname"] }, "permission", /may not start \/usr\/bin\/uname/],
  [{ rules: 0 }, "usage", /--allow.*--policy/],
  [{ uid: 0 }, "permission", /--as-root/],
  [{ trust: "nobody" }, "usage", /have no way to authenticate/],
  [{ trust: "nobody", loopback: true }, "usage", /have no way to authenticate/],
  [{ trust: "nobody", insecureLoopback: true }, "usage", /127\.0\.0\.0\/8/],
  [{ classic: true }, "usage", /--classic has no secret/],
  [{ classic: true, trust: "code", loopback: true }, "usage", /--classic has no secret/],
  [{ classic: true, trust: "nobody", loopback: true }, "usage", /--insecure-loopback/],
  [{ classic: true, trust: "nobody", insecureLoopback: true }, "usage", /127\.0\.0\.0\/8/],
];

for (const facts of OPENS) {
  Deno.test(`opens the gate for ${JSON.stringify(facts)}`, () => {
    assertEquals(gate({ ...OPEN, ...facts }), { open: true });
  });
}
for (const [facts, code, text] of SHUT) {
  Deno.test(`keeps the gate shut for ${JSON.stringify(facts)}`, () => {
    const decision = gate({ ...OPEN, ...facts });
    assert(!decision.open);
    assertEquals(decision.code, code);
    assertMatch(decision.text, text);
  });
}

Deno.test("never opens the gate without a permission, a policy and a way to authenticate clients", () => {
  const choices: { [K in keyof GateFacts]: GateFacts[K][] } = {
    run: ["all", "list", "none"],
    missing: [[], ["/usr/bin/uname"]],
    rules: [0, 1],
    executables: [["/usr/bin/uname"]],
    trust: ["secret", "code", "nobody"],
    insecureLoopback: [false, true],
    classic: [false, true],
    loopback: [false, true],
    uid: [0, 1000, undefined],
    asRoot: [false, true],
  };
  let all: Partial<GateFacts>[] = [{}];
  for (const [name, values] of Object.entries(choices)) {
    all = all.flatMap((facts) => values.map((value) => ({ ...facts, [name]: value })));
  }
  let open = 0;
  for (const facts of all as GateFacts[]) {
    if (!gate(facts).open) continue;
    open++;
    assert(facts.run === "all" || (facts.run === "list" && facts.missing.length === 0));
    assert(facts.rules > 0);
    assert(facts.trust !== "nobody" || (facts.insecureLoopback && facts.loopback));
    assert(facts.uid !== 0 || facts.asRoot);
    assert(!facts.classic || facts.trust === "nobody");
  }
  assert(open > 0 && all.length > 1000, `${open} of ${all.length}`);
});
