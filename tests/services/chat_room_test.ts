import { assert, assertEquals, assertMatch } from "@std/assert";
import { ChatRoom, type Member } from "../../lib/services/chat_room.ts";
import { isPlainName, nameSkeleton } from "../../lib/services/name_skeleton.ts";

/** A member of a room, with the lines it has received. */
class Guest {
  readonly lines: string[] = [];
  readonly member: Member;

  constructor(room: ChatRoom) {
    const decoder = new TextDecoder();
    this.member = room.join({
      put: (bytes) => {
        this.lines.push(decoder.decode(bytes as Uint8Array).trimEnd());
        return true;
      },
    });
  }
}

Deno.test("sends nothing after the end of the room", () => {
  const shown: string[] = [];
  const room = new ChatRoom({ lines: new ReadableStream(), show: (line) => void shown.push(line) });
  const [one, two] = [new Guest(room), new Guest(room)];
  room.close();
  room.leave(one.member);
  room.hear(two.member, "too late");
  assertEquals([one, two].map(({ lines }) => lines.at(-1)), ["exit", "exit"]);
  assertEquals(shown.at(-2), "* guest1 has left");
});

Deno.test("rejects a name that looks like the room's or another's", () => {
  const room = new ChatRoom();
  const [one, two] = [new Guest(room), new Guest(room)];
  const nick = (guest: Guest, name: string) => {
    room.hear(guest.member, `/nick ${name}`);
    return guest.lines.at(-1)!;
  };
  assertMatch(nick(one, "Anna-lwm0"), /is now Anna-lwm0/);
  const imitations = [
    "ѕerver",
    "ѕегѵег",
    "server\u3164",
    "server\u115f",
    "ser\ufe0fver",
    "sërver",
    "ꜱᴇʀᴠᴇʀ",
    "ｓｅｒｖｅｒ",
    "Server",
    "еxіt",
    "ехіt",
    "ехі\u0442",
    "exıt",
    "guest3",
    "guestI",
    "gυest1",
    "аnna-lwm0",
    "Anna-Iwm0",
    "anna-1wrnO",
    "anna-lvvm0",
    "Anna\u200b-lwm0",
  ];
  for (const name of imitations) {
    assertMatch(nick(two, name), /is taken|a name is|no command/, name);
    assertEquals(two.member.name, "guest2", name);
  }
});

Deno.test("rejects a name of confusable letters of one script, or of digits", () => {
  const pairs = [
    ["山口", "山ロ"],
    ["工藤", "エ藤"],
    ["へや", "ヘや"],
    ["二人", "ニ人"],
    ["力士", "カ土"],
    ["夕八卜", "タハト"],
    ["一番", "ー番"],
    ["ада3", "адаЗ"],
    ["ада6", "адаб"],
    ["ك1", "ک1"],
    ["علي", "علی"],
  ];
  for (const [one, other] of pairs) {
    assertEquals(nameSkeleton(one!), nameSkeleton(other!), `${one} and ${other}`);
  }
});

Deno.test("accepts and distinguishes names of every script in use", () => {
  const names = [
    "Zoë",
    "Müller-42",
    "Łukasz",
    "Анна",
    "Νίκος",
    "Արամ",
    "דוד",
    "محمد",
    "राम",
    "田中",
    "たなか",
    "김철수",
    "สมชาย",
    "გიორგი",
    "x_1",
    "Nguyễn",
  ];
  for (const name of names) assert(isPlainName(name.normalize("NFC")), name);
  assertEquals(new Set(names.map(nameSkeleton)).size, names.length);
  for (const name of ["", "-a", "a b", "a".repeat(21), "a\u00adb", "aб", "καt", "[x]", "a\u2062"]) {
    assert(!isPlainName(name), name);
  }
});

Deno.test("assigns the lowest free guest number, and frees the name of a member who left", () => {
  const room = new ChatRoom();
  const guests = Array.from({ length: 12 }, () => new Guest(room));
  assertEquals(guests.at(-1)!.member.name, "guest12");
  room.hear(guests[2]!.member, "/nick Zoë");
  room.leave(guests[0]!.member);
  room.leave(guests[0]!.member);
  const names = Array.from({ length: 3 }, () => new Guest(room).member.name);
  assertEquals(names, ["guest1", "guest3", "guest13"]);
  room.leave(guests[2]!.member);
  room.hear(guests[5]!.member, "/nick zoe");
  assertEquals(guests[5]!.member.name, "zoe");
  assertEquals(new Guest(room).member.name, "guest6");
});

Deno.test("sends a new member of a full room a short list", () => {
  const room = new ChatRoom();
  let told = 0;
  for (let n = 0; n < 1500; n++) {
    room.join({ put: (bytes) => (told = Math.max(told, bytes.length), true) });
  }
  assert(told < 2048, `${told} bytes in one line`);
  const last = new Guest(room);
  assertEquals(last.member.name, "guest1501");
  assertMatch(last.lines.at(-1)!, /^\* here: guest1, .* and 1401 more$/);
});

Deno.test("begins every line with its sender's name or the room's star", () => {
  const room = new ChatRoom();
  const [one, two] = [new Guest(room), new Guest(room)];
  const SAID: [said: string, heard: string][] = [
    ["hello", "[guest1] hello"],
    ["* guest1 has left", "[guest1] * guest1 has left"],
    ["[server] come to my page", "[guest1] [server] come to my page"],
    ["/me waves", "* [guest1] waves"],
    ["/me is now server", "* [guest1] is now server"],
    ["a\x1b[2Jb\u202ec\rd", "[guest1] a[2Jbcd"],
  ];
  for (const [said, heard] of SAID) {
    assertEquals(room.hear(one.member, said), true);
    assertEquals(two.lines.at(-1), heard);
  }
});

Deno.test("rejects a name with an invisible letter", () => {
  assertEquals(isPlainName("가나"), true);
  // HANGUL FILLER and HALFWIDTH HANGUL FILLER are letters of that script.
  for (const name of ["가\u3164나", "가\uffa0"]) assertEquals(isPlainName(name), false, name);
});
