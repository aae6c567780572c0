import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../lib/errors.ts";
import { Tally } from "../../lib/transfer/tally.ts";

/** A tally of two files of 10 bytes, of three announced entries, one of which could not be sent. */
function twoOfThree(): Tally {
  const tally = new Tally();
  tally.announced = 3;
  tally.addFile(4);
  tally.addFile(6);
  tally.failed = 1;
  return tally;
}

Deno.test("adopts the sender's failures where its totals are those that arrived", () => {
  const tally = twoOfThree();
  tally.adoptSent({ files: 2, bytes: 10, failed: 5 });
  assertEquals(tally.failed, 5);
  tally.adoptSent({ files: 2, bytes: 10, failed: 0 });
  assertEquals(tally.failed, 5);
});

Deno.test("rejects totals of the sender that differ from what arrived", () => {
  for (const totals of [{ files: 1, bytes: 10 }, { files: 2, bytes: 9 }]) {
    assertThrows(
      () => twoOfThree().adoptSent({ ...totals, failed: 0 }),
      ProtocolError,
      "the sender reports",
    );
  }
});

Deno.test("accepts a receiver that accounts for every file", () => {
  twoOfThree().assertStored({ files: 2, bytes: 10, failed: 0, skipped: 0 });
  twoOfThree().assertStored({ files: 1, bytes: 4, failed: 0, skipped: 1 });
  twoOfThree().assertStored({ files: 0, bytes: 0, failed: 2, skipped: 0 });
});

Deno.test("rejects a receiver that accounts for fewer or more than was sent", () => {
  const wrong = [
    { files: 1, bytes: 4, failed: 0, skipped: 0 },
    { files: 3, bytes: 10, failed: 0, skipped: 0 },
    { files: 2, bytes: 11, failed: 0, skipped: 0 },
    { files: 2, bytes: 10, failed: 0, skipped: 1 },
    { files: 2, bytes: 10, failed: 4, skipped: 0 },
  ];
  for (const done of wrong) {
    assertThrows(() => twoOfThree().assertStored(done), ProtocolError, "the receiver reports");
  }
  const lost = twoOfThree();
  lost.lost = 3;
  const done = { files: 1, bytes: 4, failed: 1, skipped: 0 };
  assertThrows(() => lost.assertStored(done), ProtocolError, "the receiver reports");
});
