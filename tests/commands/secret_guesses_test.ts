// Guesses at a shared secret, and silent connections, where a command listens with --secret-file.

import { assertEquals, assertRejects } from "@std/assert";
import type { Command } from "../../lib/cli/command.ts";
import { parse } from "../../lib/cli/parse.ts";
import { GuessLine } from "../../lib/secure/guess_line.ts";
import type { Role } from "../../lib/secure/key_schedule.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { secretMeeting } from "../../lib/pairing/secret_peers.ts";
import { serveAll } from "../../lib/pairing/serve_peers.ts";
import { receive } from "../../commands/receive/command.ts";
import { send } from "../../commands/send/command.ts";
import { hasSources, meetingContext, silentFrom, tryFrom, wrong } from "./meeting_context.ts";

const ATTACKER = "127.0.0.2";
const OWNER = "127.0.0.1";
const CODE = { channel: 0, secret: new TextEncoder().encode("correct horse battery staple") };
const options = { ignore: !hasSources };
/** Each command that listens, and the part of those who come to it. */
const LISTENERS: [Role, Command, string[], Role][] = [
  ["receive", receive, [], "send"],
  ["send", send, ["x"], "receive"],
];

for (const [role, command, words, peer] of LISTENERS) {
  const args = parse(command, [...words, "--listen", "127.0.0.1:0"]);

  Deno.test({
    ...options,
    name: `${role}: the right secret is let in while another host's wrong ones fill its own line`,
  }, async () => {
    using context = meetingContext();
    const line = new GuessLine({ now: () => 0 });
    const meeting = await secretMeeting(role, args, context, CODE.secret, line);
    const connecting = meeting.connect(context.signal);
    connecting.catch(() => {});
    const wrongs = await tryFrom(ATTACKER, context.port, 16, { role: peer, code: wrong(CODE) });
    assertEquals(wrongs, Array(16).fill("wrong_code"));
    // Four at once, as owners who share a source do.
    const owners = await tryFrom(OWNER, context.port, 4, { role: peer, code: CODE });
    // The first is let in, and the meeting is over for the others.
    assertEquals(owners.filter((how) => how === "in").length > 0, true, owners.join());
    (await connecting).abort();
    meeting.close();
    assertEquals([line.enter(OWNER), line.enter(ATTACKER)], [0, 500 / 16]);
  });

  Deno.test(`${role}: a guess at the secret is judged in the line of its source, right or wrong`, async () => {
    using context = meetingContext();
    const line = new GuessLine();
    const entered: string[] = [];
    line.enter = (source) => {
      entered.push(source);
      return undefined;
    };
    const meeting = await secretMeeting(role, args, context, CODE.secret, line);
    meeting.connect(context.signal).catch(() => {});
    const [how] = await tryFrom(OWNER, context.port, 1, { role: peer, code: CODE });
    assertEquals([how === "in", entered], [false, [OWNER]]);
    meeting.close();
  });

  Deno.test(`${role}: the right secret takes no place in the line`, async () => {
    using context = meetingContext();
    // A second guess would wait for longer than its peer does.
    const line = new GuessLine({ burst: 1, interval: 3_600_000 });
    const meeting = await secretMeeting(role, args, context, CODE.secret, line);
    for (let owner = 0; owner < 3; owner++) {
      const connecting = meeting.connect(context.signal);
      connecting.catch(() => {});
      assertEquals(await tryFrom(OWNER, context.port, 1, { role: peer, code: CODE }), ["in"]);
      (await connecting).abort();
    }
    meeting.close();
  });

  Deno.test({
    ...options,
    name: `${role}: four hundred silent connections do not keep the owner out`,
  }, async () => {
    using context = meetingContext();
    const meeting = await secretMeeting(role, args, context, CODE.secret);
    const connecting = meeting.connect(context.signal);
    connecting.catch(() => {});
    using _silent = await silentFrom(ATTACKER, context.port, 400);
    assertEquals(await tryFrom(OWNER, context.port, 1, { role: peer, code: CODE }), ["in"]);
    (await connecting).abort();
    meeting.close();
  });

  Deno.test({
    ...options,
    name: `${role}: four hundred silent connections take no session from those of owners`,
  }, async () => {
    using context = meetingContext();
    const meeting = await secretMeeting(role, args, context, CODE.secret);
    const served = Promise.withResolvers<Duplex>();
    const { protect } = meeting;
    const serve = (connection: Duplex) => Promise.resolve(served.resolve(connection));
    const serving = assertRejects(() => serveAll(meeting.listener!, { protect, serve }, context));
    using _silent = await silentFrom(ATTACKER, context.port, 400);
    assertEquals(await tryFrom(OWNER, context.port, 1, { role: peer, code: CODE }), ["in"]);
    (await served.promise).abort();
    meeting.close();
    context[Symbol.dispose]();
    await serving;
  });
}
