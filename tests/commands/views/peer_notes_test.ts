import { assertEquals } from "@std/assert";
import { PeerNotes } from "../../../commands/views/peer_notes.ts";

Deno.test("shows five messages about a host at once, whatever its port", () => {
  const notes = new PeerNotes();
  const shown = Array.from({ length: 50 }, (_, port) => notes.take(`tcp://192.0.2.7:${port + 1}`));
  assertEquals(shown.filter(Boolean).length, 5);
  assertEquals(notes.take("tcp://192.0.2.8:1"), true);
});

Deno.test("bounds the hosts that are remembered", () => {
  const notes = new PeerNotes();
  const take = (n: number) => notes.take(`tcp://[fd00::${n.toString(16)}]:1`);
  const shown = Array.from({ length: 1100 }, (_, n) => take(n)).filter(Boolean);
  assertEquals(shown.length, 1005);
});
