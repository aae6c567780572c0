import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { permissionsFor, type Rights } from "../../commands/parts/confined.ts";

async function attempt(
  rights: Rights,
  attempts: Record<string, string>,
): Promise<Record<string, string>> {
  const worker = new Worker(new URL("confined_probe.ts", import.meta.url), {
    type: "module",
    deno: { permissions: permissionsFor(rights) },
  } as WorkerOptions);
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(attempts);
    });
  } finally {
    worker.terminate();
  }
}

Deno.test("the inside of receive touches its destination and nothing else", async () => {
  const root = await Deno.makeTempDir();
  try {
    const into = join(root, "into");
    await Deno.mkdir(into);
    await Deno.writeTextFile(join(root, "outside"), "precious");
    const rights: Rights = { net: true, read: [into], write: [into], sys: ["uid"] };
    const results = await attempt(rights, {
      "write inside": join(into, "a"),
      "read inside": join(into, "a"),
      "remove inside": join(into, "a"),
      listen: "127.0.0.1",
      "read outside": join(root, "outside"),
      "write outside": join(root, "outside"),
      "write beside": join(root, "into-too"),
      "write by climbing": join(into, "..", "outside"),
      "remove outside": join(root, "outside"),
      "link inside": join(into, "link"),
      run: "/bin/true",
      env: "HOME",
    });
    assertEquals(results, {
      "write inside": "done",
      "read inside": "done",
      "remove inside": "done",
      listen: "done",
      "read outside": "NotCapable",
      "write outside": "NotCapable",
      "write beside": "NotCapable",
      "write by climbing": "NotCapable",
      "remove outside": "NotCapable",
      "link inside": "NotCapable",
      run: "NotCapable",
      env: "NotCapable",
    });
    assertEquals(await Deno.readTextFile(join(root, "outside")), "precious");
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("the inside of send reads its sources and writes nothing", async () => {
  const root = await Deno.makeTempDir();
  try {
    const source = join(root, "source");
    await Deno.writeTextFile(source, "content");
    await Deno.writeTextFile(join(root, "other"), "private");
    const rights: Rights = { net: true, read: [source], write: [], sys: [] };
    const results = await attempt(rights, {
      "read source": source,
      "read other": join(root, "other"),
      "write source": source,
      run: "/bin/true",
    });
    assertEquals(results, {
      "read source": "done",
      "read other": "NotCapable",
      "write source": "NotCapable",
      run: "NotCapable",
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("what is sent from a pipe needs no file, and what is discarded no network", async () => {
  const piped = await attempt({ net: true, read: [], write: [], sys: [] }, {
    read: "/etc/hostname",
    listen: "127.0.0.1",
  });
  assertEquals(piped, { read: "NotCapable", listen: "done" });
  const offline = await attempt({ net: false, read: [], write: [], sys: [] }, {
    listen: "127.0.0.1",
  });
  assertEquals(offline, { listen: "NotCapable" });
});
