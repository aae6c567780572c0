import { assertEquals } from "@std/assert";
import { peerText } from "../../lib/text/peer_text.ts";

Deno.test("leaves no run of spaces and no line end in a peer's message", () => {
  assertEquals(
    peerText(`  timed out;${" ".repeat(80)}Receive\r\n\u2028into? `),
    "timed out; Receive into?",
  );
});

Deno.test("shortens a peer's message to 200 characters", () => {
  assertEquals(peerText("x".repeat(200)), "x".repeat(200));
  assertEquals(peerText("x".repeat(201)), `${"x".repeat(199)}…`);
  assertEquals(peerText("x".repeat(198) + "😀😀").isWellFormed(), true);
});
