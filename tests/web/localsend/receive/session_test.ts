import { assertEquals } from "@std/assert";
import { IntegrityError } from "../../../../lib/errors.ts";
import type { PeerPath } from "../../../../lib/file/safe_path.ts";
import { ReceiveSession, type SessionEnd } from "../../../../lib/web/localsend/receive/session.ts";
import { until } from "../../../support/wait.ts";

const FILE = { id: "a", fileName: "a", size: 1, fileType: "", path: "a" as PeerPath };

function session(secondAttemptTimeout: number) {
  const ends: SessionEnd[] = [];
  const made = new ReceiveSession({
    host: "192.0.2.8",
    files: [{ ...FILE, isNumbered: false }],
    ifExists: "refuse",
    secondAttemptTimeout,
    onEnd: (why) => ends.push(why),
  });
  return { made, ends };
}

Deno.test("a sender that does not send a damaged file again keeps others out for a short time", async () => {
  const { made, ends } = session(20);
  const file = made.begin("a", made.tokens.a!)!;
  assertEquals(made.finish(file, new IntegrityError("digest_mismatch", "damaged")), true);
  await until(() => ends.length > 0, "the session ends");
  assertEquals(ends, ["silent"]);
});

Deno.test("a damaged file can be sent again, with the same token, and then no more", () => {
  const { made, ends } = session(60_000);
  const token = made.tokens.a!;
  const damaged = new IntegrityError("digest_mismatch", "damaged");
  for (const mayRepeat of [true, true, false]) {
    const file = made.begin("a", token)!;
    assertEquals(made.begin("a", token), undefined);
    assertEquals(made.finish(file, damaged), mayRepeat);
  }
  assertEquals(made.begin("a", token), undefined);
  assertEquals(ends, ["finished"]);
});
