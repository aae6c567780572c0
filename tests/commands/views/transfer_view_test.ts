import { assertEquals, assertStringIncludes } from "@std/assert";
import { TransferView } from "../../../commands/views/transfer_view.ts";
import { StdioTerminal } from "../../../lib/terminal/stdio_terminal.ts";
import { FakeStreams } from "../../terminal/fake_streams.ts";

function hintFor(into: string): string {
  const streams = new FakeStreams({ terminal: false });
  new TransferView(new StdioTerminal(streams), "Received").unfinished(["a"], into);
  return streams.err;
}

Deno.test("quotes the folder in the command that discards a part", () => {
  const word = String.raw`'/srv/[ab] '\''c'\'''`;
  assertStringIncludes(hintFor("/srv/[ab] 'c'"), `sluice receive --discard-partial ${word}\n`);
});

Deno.test("names the folder of a part, but not in a command, if a terminal would obey its name", () => {
  assertEquals(
    hintFor("/srv/\x1b[2J\n\u202e").split("\n")[1],
    String
      .raw`To discard it, go to "/srv/\u001b[2J\n\u{202e}" and run: sluice receive --discard-partial`,
  );
});
