import { assertEquals } from "@std/assert";
import { showFailure } from "../../../commands/views/failed_service.ts";
import { ConnectionError } from "../../../lib/errors.ts";
import { StdioTerminal } from "../../../lib/terminal/stdio_terminal.ts";
import { FakeStreams } from "../../terminal/fake_streams.ts";

function shown(error: unknown, quiet: boolean): string {
  const streams = new FakeStreams();
  showFailure(error, "tcp://127.0.0.1:1", new StdioTerminal(streams, { noColor: true, quiet }));
  return streams.err;
}

Deno.test("shows a failure of the network in one line, unless --quiet is given", () => {
  const error = new ConnectionError("cut", "Connection lost: \x1b");
  assertEquals(shown(error, false), "tcp://127.0.0.1:1: Connection lost: \\x1b\n");
  assertEquals(shown(error, true), "");
});

Deno.test("shows a fault of the program also with --quiet", () => {
  for (const quiet of [false, true]) {
    assertEquals(
      shown(new TypeError("broken"), quiet),
      "tcp://127.0.0.1:1: Internal error (please report it): TypeError: broken\n",
    );
  }
});
