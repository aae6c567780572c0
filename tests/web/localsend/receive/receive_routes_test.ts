import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { LocalError } from "../../../../lib/errors.ts";
import { until } from "../../../support/wait.ts";
import { INFO, receiving, SENDER } from "./receiving.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const TEXT = {
  info: INFO,
  files: { t: { id: "t", fileName: "x.txt", size: 5, fileType: "text/plain", preview: "hello" } },
};

Deno.test("stores files under their names, in folders, with their times", async () => {
  await receiving(async (device) => {
    const large = "x".repeat(600_000);
    const statuses = await device.send([
      { name: "a.txt", content: "a", modified: "2020-01-02T03:04:05Z" },
      { name: "holiday/beach.jpg", content: "b" },
      { name: "holiday/deep/er.jpg", content: large, sha256: sha256(large).toUpperCase() },
      { name: "empty" },
    ]);
    assertEquals(statuses, [200, 200, 200, 200]);
    assertEquals(device.names(), ["a.txt", "empty", "holiday"]);
    assertEquals(device.content("holiday/deep/er.jpg"), large);
    const { mtime } = Deno.statSync(`${device.into}/a.txt`);
    assertEquals(mtime?.toISOString(), "2020-01-02T03:04:05.000Z");
    assertEquals(device.ends, ["finished"]);
    assertEquals(device.bytes, 600_002);
    const done = device.events.filter(({ type }) => type === "file_done");
    assertEquals(done.length, 4);
  });
});

Deno.test("a file has its name before its upload is answered", async () => {
  await receiving(async (device) => {
    const session = await device.prepare([{ name: "a", content: "a" }, {
      name: "b",
      content: "b",
    }]);
    assertEquals((await device.upload(session, 1, "b")).status, 200);
    assertEquals(device.names(), ["b"]);
    assertEquals(device.ends, []);
  });
});

/** Requests that no session belongs to, and the answers of the application. */
const ALONE: readonly { name: string; path: string; body?: string; status: number }[] = [
  { name: "an upload without parameters", path: "upload", body: "x", status: 400 },
  { name: "an upload without a token", path: "upload?sessionId=a&fileId=b", status: 400 },
  { name: "an upload without a session", path: "upload?sessionId=a&fileId=b&token=c", status: 403 },
  { name: "a cancellation of no session", path: "cancel?sessionId=a", status: 200 },
  { name: "a cancellation without an id", path: "cancel", status: 200 },
  { name: "an offer that is no JSON", path: "prepare-upload", body: "{", status: 400 },
  { name: "an offer that is empty", path: "prepare-upload", status: 400 },
  {
    name: "an offer without files",
    path: "prepare-upload",
    body: JSON.stringify({ info: INFO, files: {} }),
    status: 400,
  },
  {
    name: "an offer of no device",
    path: "prepare-upload",
    body: JSON.stringify({ files: { a: { fileName: "a", size: 1 } } }),
    status: 400,
  },
  { name: "another request", path: "prepare-download", status: 404 },
];

for (const { name, path, body, status } of ALONE) {
  Deno.test(`answers ${status} to ${name}`, async () => {
    await receiving(async (device) => {
      assertEquals((await device.post(path, body)).status, status);
      assertEquals(device.names(), []);
      // The place is free.
      assertEquals((await device.prepare([{ name: "a", content: "a" }])).status, 200);
    });
  });
}

Deno.test("takes an upload only with the session, the token and the address", async () => {
  await receiving(async (device) => {
    const session = await device.prepare([{ name: "a", content: "a" }, {
      name: "b",
      content: "b",
    }]);
    const other = { ...session, sessionId: crypto.randomUUID() };
    assertEquals((await device.upload(other, 0, "a")).status, 403);
    const swapped = { ...session, files: { f0: session.files.f1! } };
    assertEquals((await device.upload(swapped, 0, "a")).status, 403);
    assertEquals((await device.upload(session, 0, "a", { host: "192.0.2.9" })).status, 403);
    assertEquals((await device.upload(session, 7, "a")).status, 403);
    assertEquals(device.names(), []);
    assertEquals((await device.upload(session, 0, "a")).status, 200);
    // Delivered already.
    assertEquals((await device.upload(session, 0, "a")).status, 403);
    assertEquals((await device.upload(session, 1, "b")).status, 200);
    // The session is over.
    assertEquals((await device.upload(session, 1, "b")).status, 403);
    assertNotEquals(session.files.f0, session.files.f1);
  });
});

Deno.test("one of several uploads of one file at once is taken", async () => {
  await receiving(async (device) => {
    const session = await device.prepare([{ name: "a", content: "a" }]);
    const all = [0, 0, 0, 0].map((at) => device.upload(session, at, "a"));
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    assertEquals(statuses.sort(), [200, 403, 403, 403]);
    assertEquals(device.names(), ["a"]);
  });
});

Deno.test("a second offer is answered 409 while the first one runs or is asked about", async () => {
  const asked = Promise.withResolvers<void>();
  await receiving(async (device) => {
    const first = device.prepare([{ name: "a", content: "a" }]);
    await until(() => device.offers.length === 1, "the user is asked");
    assertEquals((await device.prepare([{ name: "b" }], { host: "192.0.2.9" })).status, 409);
    asked.resolve();
    const session = await first;
    assertEquals((await device.prepare([{ name: "b" }], { host: "192.0.2.9" })).status, 409);
    await device.upload(session, 0, "a");
    assertEquals((await device.prepare([{ name: "b" }], { host: "192.0.2.9" })).status, 200);
  }, (device) => ({
    async accept(offer) {
      const accepted = device().acceptance(offer);
      await asked.promise;
      return accepted;
    },
  }));
});

Deno.test("answers 403 where the user declines, and tells no path of this machine", async () => {
  const errors = [
    new LocalError("declined", "Declined; nothing was received"),
    new LocalError("exists", '"a" already exists'),
    new LocalError("no_space", 'Not enough space in "/home/ada": 1 needed'),
  ];
  await receiving(async (device) => {
    const answers = [];
    for (const _ of [0, 0, 0]) answers.push(await device.prepare([{ name: "a" }]));
    assertEquals(answers.map(({ status }) => status), [403, 403, 500]);
    assert(!answers[2]!.text.includes("/home"), answers[2]!.text);
    assertEquals(device.refused, ["declined", "exists", "no_space"]);
  }, { accept: () => Promise.reject(errors.shift()!) });
});

Deno.test("a source whose offers are declined does not keep the others out", async () => {
  await receiving(async (device) => {
    const statuses = [];
    for (let time = 0; time < 7; time++) {
      statuses.push((await device.prepare([{ name: "a" }])).status);
    }
    assertEquals(statuses, [403, 403, 403, 403, 403, 429, 429]);
    assertEquals(device.refused.length, 5);
    assertEquals((await device.prepare([{ name: "a" }], { host: "192.0.2.9" })).status, 403);
  }, { accept: () => Promise.reject(new LocalError("declined", "Declined")) });
});

for (const how of ["cancels", "disconnects"]) {
  Deno.test(`a sender that ${how} while the user is asked withdraws the question`, async () => {
    await receiving(async (device) => {
      const gone = new AbortController();
      const offer = device.prepare([{ name: "a" }], { signal: gone.signal });
      await until(() => device.offers.length === 1, "the user is asked");
      await device.post("cancel", null, { host: "192.0.2.9" });
      assertEquals(device.refused, []);
      if (how === "cancels") await device.post("cancel");
      else gone.abort();
      assertEquals((await offer).status, 403);
      assertEquals(device.refused, ["peer_interrupted"]);
    }, (device) => ({
      accept(offer, withdrawn) {
        const accepted = device().acceptance(offer);
        return new Promise((resolve, reject) => {
          withdrawn.addEventListener("abort", () => reject(withdrawn.reason));
          if (device().refused.length > 0) resolve(accepted);
        });
      },
    }));
  });
}

Deno.test("a sender ends its session; what was answered stays, the rest is discarded", async () => {
  await receiving(async (device) => {
    const session = await device.prepare([
      { name: "a", content: "a" },
      { name: "b", content: "b".repeat(500_000) },
      { name: "c", content: "cc" },
    ]);
    await device.upload(session, 0, "a");
    const started = Promise.withResolvers<void>();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(100_000)),
      pull: () => started.resolve(),
    }, { highWaterMark: 0 });
    const uploading = device.upload(session, 1, body);
    await started.promise;
    await until(() => device.bytes > 1, "bytes have arrived");
    // Not from another address, and not by another id.
    await device.post(`cancel?sessionId=${session.sessionId}`, null, { host: "192.0.2.9" });
    await device.post(`cancel?sessionId=${crypto.randomUUID()}`);
    assertEquals(device.ends, []);
    assertEquals((await device.post(`cancel?sessionId=${session.sessionId}`)).status, 200);
    assertEquals((await uploading).status, 403);
    await until(() => device.ends.length > 0, "the end");
    assertEquals(device.ends, ["cancelled"]);
    assertEquals(device.names(), ["a"]);
    assertEquals(device.bytes, 1);
    assertEquals((await device.upload(session, 2, "cc")).status, 403);
    assertEquals((await device.prepare([{ name: "d" }])).status, 200);
  });
});

Deno.test("a session without a byte ends, and blocks no other", async () => {
  await receiving(async (device) => {
    const session = await device.prepare([{ name: "a", content: "a" }]);
    assertEquals(session.status, 200);
    await until(() => device.ends.length > 0, "the end");
    assertEquals(device.ends, ["silent"]);
    assertEquals((await device.upload(session, 0, "a")).status, 403);
  }, { silentTimeout: 50 });
});

Deno.test("content with another checksum may be sent again with its token, three times", async () => {
  await receiving(async (device) => {
    const offer = [
      { name: "small", content: "right", sha256: sha256("right") },
      { name: "lost", content: "right", sha256: sha256("right") },
      { name: "large", content: "r".repeat(500_000), sha256: sha256("r".repeat(500_000)) },
    ];
    const session = await device.prepare(offer);
    assertEquals((await device.upload(session, 0, "wrong")).status, 422);
    assertEquals((await device.upload(session, 0, "right")).status, 200);
    for (const _ of [1, 2, 3]) assertEquals((await device.upload(session, 1, "wrong")).status, 422);
    assertEquals((await device.upload(session, 1, "right")).status, 403);
    assertEquals((await device.upload(session, 2, "w".repeat(500_000))).status, 422);
    assertEquals(device.names(), ["small"]);
    assertEquals((await device.upload(session, 2, "r".repeat(500_000))).status, 200);
    await until(() => device.ends.length > 0, "the end");
    assertEquals(device.names(), ["large", "small"]);
    const failed = device.events.filter(({ type }) => type === "file_failed");
    assertEquals(failed.map(({ path }) => path), ["lost"]);
    assertEquals(device.bytes, 500_005);
  });
});

Deno.test("an upload of another length than announced stores nothing", async () => {
  for (const size of [3, 400_000]) {
    await receiving(async (device) => {
      const content = "x".repeat(size);
      const offer = ["a", "b", "c", "d"].map((name) => ({ name, content }));
      const session = await device.prepare(offer);
      assertEquals((await device.upload(session, 0, content + "y")).status, 400);
      assertEquals((await device.upload(session, 1, content.slice(1))).status, 500);
      const headers = { "content-length": String(size + 1) };
      assertEquals((await device.upload(session, 2, content, { headers })).status, 400);
      assertEquals(device.names(), []);
      assertEquals((await device.upload(session, 3, content)).status, 200);
      await until(() => device.ends.length > 0, "the end");
      assertEquals(device.names(), ["d"]);
      assertEquals(device.bytes, size);
    });
  }
});

Deno.test("shows a text, and stores nothing", async () => {
  await receiving(async (device) => {
    const answer = await device.post("prepare-upload", JSON.stringify(TEXT));
    assertEquals([answer.status, answer.text], [204, ""]);
    assertEquals(device.texts, ["hello"]);
    assertEquals(device.names(), []);
    assertEquals((await device.prepare([{ name: "a" }])).status, 200);
  });
});

Deno.test("an empty text is an empty file", async () => {
  await receiving(async (device) => {
    const t = { ...TEXT.files.t, size: 0, preview: "" };
    const session = await device.post(
      "prepare-upload",
      JSON.stringify({ info: INFO, files: { t } }),
    );
    assertEquals([session.status, device.texts], [200, []]);
  });
});

Deno.test("a PIN is asked for before the list is read, and guessed three times", async () => {
  await receiving(async (device) => {
    const offer = [{ name: "a", content: "a" }];
    assertEquals((await device.post("prepare-upload", "no JSON")).status, 401);
    for (const pin of ["", "12345", "1234567"]) {
      const { status, text } = await device.prepare(offer, { query: `?pin=${pin}` });
      assertEquals(status, 401);
      assertEquals(JSON.parse(text).message, pin === "" ? "PIN required" : "Invalid PIN");
    }
    assertEquals((await device.prepare(offer, { query: "?pin=0" })).status, 401);
    // The right one comes too late; another source may still try.
    assertEquals((await device.prepare(offer, { query: "?pin=123456" })).status, 429);
    assertEquals(device.offers, []);
    const other = { query: "?pin=123456", host: "192.0.2.9" };
    assertEquals((await device.prepare(offer, other)).status, 200);
  }, { pin: "123456" });
});

Deno.test("the addresses of one IPv6 network share their guesses", async () => {
  await receiving(async (device) => {
    const statuses = [];
    for (const end of [1, 2, 3, 4]) {
      const options = { query: "?pin=0", host: `2001:db8::${end}` };
      statuses.push((await device.prepare([{ name: "a" }], options)).status);
    }
    assertEquals(statuses, [401, 401, 401, 429]);
  }, { pin: "123456" });
});

Deno.test("many addresses do not get many guesses", async () => {
  await receiving(async (device) => {
    const counts: Record<number, number> = {};
    for (let host = 1; host <= 40; host++) {
      const options = { query: "?pin=0", host: `192.0.2.${host}` };
      const { status } = await device.prepare([{ name: "a" }], options);
      counts[status] = (counts[status] ?? 0) + 1;
    }
    assertEquals(counts, { 401: 30, 429: 10 });
  }, { pin: "123456" });
});

Deno.test("files of one name get numbers, and replace nothing of each other", async () => {
  for (const ifExists of ["refuse", "overwrite", "skip"] as const) {
    await receiving(async (device) => {
      const names = ["image.jpg", "image.jpg", "image (1).jpg", "image.jpg"];
      const statuses = await device.send(names.map((name, at) => ({ name, content: `${at}` })));
      assertEquals(statuses, [200, 200, 200, 200]);
      const stored = device.names().map((name) => [name, device.content(name)]);
      assertEquals(stored, [
        ["image (1).jpg", "2"],
        ["image (2).jpg", "1"],
        ["image (3).jpg", "3"],
        ["image.jpg", "0"],
      ]);
    }, (device) => ({
      accept: (offer) => Promise.resolve(device().acceptance(offer, ifExists)),
    }));
  }
});

Deno.test("a file that gets a number replaces none that exists", async () => {
  await receiving(async (device) => {
    Deno.writeTextFileSync(`${device.into}/a`, "old");
    Deno.writeTextFileSync(`${device.into}/a (1)`, "old");
    const files = [{ name: "a", content: "new" }, { name: "a", content: "newer" }];
    assertEquals(await device.send(files), [200, 200]);
    assertEquals(device.names(), ["a", "a (1)", "a (1) (1)"]);
    assertEquals(device.content("a"), "new");
    assertEquals(device.content("a (1)"), "old");
  }, (device) => ({
    accept: (offer) => Promise.resolve(device().acceptance(offer, "overwrite")),
  }));
});

Deno.test("a file that is a folder of another one gets a number", async () => {
  await receiving(async (device) => {
    const names = ["a", "a/b", "a/b/c", "a"];
    const statuses = await device.send(names.map((name) => ({ name, content: name })));
    assertEquals(statuses, [200, 200, 200, 200]);
    assertEquals(device.names(), ["a", "a (1)", "a (2)"]);
    assertEquals(device.names("a"), ["b", "b (1)"]);
    assertEquals(device.content("a/b/c"), "a/b/c");
  });
});

Deno.test("a policy decides about names that exist", async () => {
  const cases = {
    refuse: [403, "old"],
    skip: [undefined, "old"],
    rename: [200, "old"],
    overwrite: [200, "new"],
  } as const;
  for (const [policy, [status, content]] of Object.entries(cases)) {
    await receiving(async (device) => {
      Deno.writeTextFileSync(`${device.into}/a`, "old");
      const session = await device.prepare([{ name: "a", content: "new" }, { name: "b" }]);
      assertEquals("f0" in session.files, status !== undefined);
      if (status) assertEquals((await device.upload(session, 0, "new")).status, status);
      assertEquals((await device.upload(session, 1, null)).status, 200);
      await until(() => device.ends.length > 0, "the end");
      assertEquals(device.content("a"), content);
      assertEquals(device.names(), policy === "rename" ? ["a", "a (1)", "b"] : ["a", "b"]);
    }, (device) => ({
      accept: (offer) => Promise.resolve(device().acceptance(offer, policy as "skip")),
    }));
  }
});

Deno.test("nothing is wanted where every file exists and is skipped", async () => {
  await receiving(async (device) => {
    Deno.writeTextFileSync(`${device.into}/a`, "old");
    assertEquals((await device.prepare([{ name: "a", content: "new" }])).status, 204);
    await until(() => device.ends.length > 0, "the end");
    assertEquals(device.events, [
      { type: "file_skipped", path: "a", reason: "it already exists" },
    ]);
  }, (device) => ({
    accept: (offer) => Promise.resolve(device().acceptance(offer, "skip")),
  }));
});

Deno.test("a name that the disk cannot hold fails alone, or is adapted", async () => {
  const long = "ж".repeat(200);
  const offer = [{ name: `${long}/x.jpg`, content: "x" }, { name: `${long}.jpg`, content: "y" }];
  await receiving(async (device) => {
    assertEquals(await device.send([...offer, { name: "c" }]), [500, 500, 200]);
    assertEquals(device.names(), ["c"]);
  });
  await receiving(async (device) => {
    assertEquals(await device.send(offer), [200, 200]);
    const short = "ж".repeat(127);
    assertEquals(device.names(), [`${"ж".repeat(125)}.jpg`, short]);
    const adapted = device.events.filter(({ type }) => type === "name_adapted");
    assertEquals(adapted.length, 2);
  }, { names: "adapt" });
});

Deno.test("tells the session whose sender does not know that this side stops", async () => {
  await receiving(async (device) => {
    const session = await device.prepare([{ name: "a" }]);
    const stopped = device.routes.stop();
    assertEquals(stopped, {
      id: session.sessionId,
      place: { host: SENDER, port: 53317, protocol: "https" },
      fingerprint: INFO.fingerprint,
    });
    assertEquals(device.routes.stop(), undefined);
    assertEquals((await device.prepare([{ name: "a" }])).status, 409);
  });
});
