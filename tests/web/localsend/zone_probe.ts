/** Sends to a device at the link-local address of this machine, for zoned_stream_test.ts. @module */

import { LocalSendClient } from "../../../lib/web/localsend/http_client.ts";
import { newIdentity } from "../../../lib/web/localsend/identity.ts";
import { ScriptedDevice } from "./scripted_device.ts";

const identity = await newIdentity();
const own = Deno.networkInterfaces().find(({ address }) => address.startsWith("fe80:"))!;
const host = `${own.address}%${own.name}`;
const signal = AbortSignal.timeout(20_000);

async function* pieces() {
  const buffer = new Uint8Array(100_000);
  for (let n = 1; n <= 50; n++) {
    buffer.fill(n);
    yield buffer;
  }
}

for (const protocol of ["https", "http"] as const) {
  const device = await ScriptedDevice.start({ hostname: "::", plain: protocol === "http" });
  const place = { host, port: device.port, protocol };
  const client = new LocalSendClient({ place, identity, fingerprint: device.fingerprint });
  for (let round = 0; round < 2; round++) {
    const body = { bytes: pieces(), length: 5_000_000 };
    const { status } = await client.post("/upload", { body, signal });
    const last = device.requests.at(-1)!;
    console.log(
      protocol,
      status,
      last.body!.length,
      last.body![4_950_000],
      last.host?.includes("%"),
    );
  }
  client.close();
  await device[Symbol.asyncDispose]();
  const again = new LocalSendClient({ place, identity });
  const refused = await again.post("/x", { signal }).catch((error) => error.code);
  console.log(protocol, refused);
  again.close();
}
