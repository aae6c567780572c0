import { assertEquals, assertRejects } from "@std/assert";
import { FrameType, HEADER_BYTES } from "../../../lib/frame/frame.ts";
import { FrameWriter } from "../../../lib/frame/frame_writer.ts";
import { ReplyQueue } from "../../../lib/transfer/receive/reply_queue.ts";

/** A queue whose output is collected; `types` are the frame types of what was sent. */
function collect(fault?: Error) {
  const chunks: Uint8Array[] = [];
  const write = (chunk: Uint8Array) => {
    if (fault) return Promise.reject(fault);
    chunks.push(chunk.slice());
    return Promise.resolve();
  };
  const types = async () => {
    const bytes = new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
    const view = new DataView(bytes.buffer);
    const found: number[] = [];
    for (let at = 0; at < bytes.length; at += HEADER_BYTES + view.getUint32(at + 4)) {
      found.push(bytes[at]!);
    }
    return found;
  };
  return { queue: new ReplyQueue(new FrameWriter({ write })), types };
}

Deno.test("holds added messages until a flush", async () => {
  const { queue, types } = collect();
  assertEquals(queue.hasUnsent, false);
  await queue.add(FrameType.want, { id: 0, offset: 0 });
  assertEquals([queue.hasUnsent, await types()], [true, []]);
  await queue.flush();
  assertEquals([queue.hasUnsent, await types()], [false, [FrameType.want]]);
});

Deno.test("sends messages in the order of the calls", async () => {
  const { queue, types } = collect();
  await Promise.all([
    queue.add(FrameType.want, { id: 0, offset: 0 }),
    queue.send(FrameType.verdict, { id: 0, ok: true }),
    queue.add(FrameType.want, { id: 1, offset: null }),
    queue.flush(),
  ]);
  assertEquals(await types(), [FrameType.want, FrameType.verdict, FrameType.want]);
});

Deno.test("rejects every message after a failure", async () => {
  const { queue } = collect(new Error("gone"));
  await assertRejects(() => queue.send(FrameType.want, { id: 0, offset: 0 }), Error, "gone");
  await assertRejects(() => queue.add(FrameType.want, { id: 1, offset: 0 }), Error, "gone");
});
