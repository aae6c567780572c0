import { assert, assertEquals } from "@std/assert";
import { EXIT_CODES, exitCodeOf, exitCodesOf } from "../../lib/cli/exit_codes.ts";
import { OutputClosed } from "../../lib/terminal/output_closed.ts";
import {
  CallerError,
  ConnectionError,
  IntegrityError,
  LocalError,
  ProtocolError,
  RefusedError,
} from "../../lib/errors.ts";

const remote = { remote: true };

/** Repeated here, because scripts depend on them. */
const CASES: [string, unknown, number][] = [
  ["usage", new CallerError("usage", ""), 64],
  ["no input", new CallerError("no_input", ""), 66],
  ["no input there", new CallerError("no_input", "", remote), 1],
  ["refused", new RefusedError("refused", ""), 1],
  ["declined by the peer", new RefusedError("declined", ""), 1],
  ["declined here", new LocalError("declined", ""), 77],
  ["name taken there", new RefusedError("exists", "", remote), 1],
  ["name taken here", new LocalError("exists", ""), 73],
  ["digest refused", new RefusedError("digest_refused", ""), 1],
  ["version", new RefusedError("version", ""), 1],
  ["security", new RefusedError("security", ""), 1],
  ["busy", new RefusedError("busy", ""), 1],
  ["no permission there", new RefusedError("permission", "", remote), 1],
  ["disk full there", new LocalError("no_space", "", remote), 1],
  ["breach", new ProtocolError(""), 65],
  ["breach that the other side names", new RefusedError("protocol", "", remote), 65],
  ["unsafe name", new ProtocolError("", "unsafe_name"), 65],
  ["limit", new ProtocolError("", "limit"), 65],
  ["digest mismatch", new IntegrityError("digest_mismatch", ""), 65],
  ["digest mismatch there", new IntegrityError("digest_mismatch", "", remote), 65],
  ["source changed", new IntegrityError("source_changed", ""), 1],
  ["cut", new ConnectionError("cut", ""), 75],
  ["timeout", new ConnectionError("timeout", ""), 75],
  ["unavailable", new ConnectionError("unavailable", ""), 69],
  ["an unknown name", new ConnectionError("unavailable", "", { reason: "name_unknown" }), 68],
  ["no route", new ConnectionError("unavailable", "", { reason: "unreachable" }), 79],
  ["no answer", new ConnectionError("unavailable", "", { reason: "no_answer" }), 80],
  ["a closed port", new ConnectionError("unavailable", "", { reason: "refused" }), 69],
  ["interrupted", new ConnectionError("interrupted", "", { cause: "SIGINT" }), 130],
  ["terminated", new ConnectionError("interrupted", "", { cause: "SIGTERM" }), 143],
  ["interrupted by the peer", new ConnectionError("peer_interrupted", ""), 75],
  ["permission", new LocalError("permission", ""), 77],
  ["disk full", new LocalError("no_space", ""), 74],
  ["cannot create", new LocalError("cannot_create", ""), 73],
  ["i/o", new LocalError("io", ""), 74],
  ["output closed", new OutputClosed(), 141],
  ["a permission error of Deno", new Deno.errors.NotCapable(""), 77],
  ["an internal error", new TypeError(""), 70],
  ["any other value thrown", "text", 70],
];

for (const [name, error, code] of CASES) {
  Deno.test(`exits with ${code} for ${name}`, () => {
    assertEquals(exitCodeOf(error), code);
    assert(EXIT_CODES.some((each) => each.code === code), "it stands in the table");
  });
}

Deno.test("has a sorted table without duplicates, and a description of every code", () => {
  const codes = EXIT_CODES.map(({ code }) => code);
  assertEquals(codes, [...new Set(codes)].sort((a, b) => a - b));
  for (const { name, when } of EXIT_CODES) assert(name !== "" && when !== "");
});

Deno.test("lists the exit codes of a command, and those of every command", () => {
  const listed = (...exitCodes: number[]) => exitCodesOf({ exitCodes }).map(({ code }) => code);
  assertEquals(listed(), [0, 64, 70, 74, 130, 141, 143]);
  assertEquals(listed(75, 1, 64), [0, 1, 64, 70, 74, 75, 130, 141, 143]);
});
