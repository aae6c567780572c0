/** `--telnet`: refuses the options of Telnet. @module */

import { crlfEncoder } from "../../lib/line/crlf_encode.ts";
import { encodeTelnet, TelnetDecoder } from "../../lib/line/telnet.ts";
import type { LocalEnds } from "../../lib/socket/splice.ts";

/**
 * Makes the ends of a connection to a Telnet peer: the output receives the data without commands, and what
 * is sent has CR LF line ends and doubled bytes 255. A refusal is sent as soon as the option is requested,
 * as long as the input has not ended.
 */
export function telnetEnds({ input, output }: LocalEnds): LocalEnds {
  const telnet = new TelnetDecoder();
  const reader = input.getReader();
  const encode = crlfEncoder();
  let sender: ReadableStreamDefaultController<Uint8Array> | undefined;
  return {
    input: new ReadableStream<Uint8Array>({
      start(controller) {
        sender = controller;
      },
      async pull(controller) {
        const { value, done } = await reader.read().catch((error) => {
          sender = undefined;
          throw error;
        });
        if (!done) return controller.enqueue(encodeTelnet(encode(value)));
        sender = undefined;
        controller.close();
      },
      async cancel(reason) {
        sender = undefined;
        await reader.cancel(reason);
      },
    }, { highWaterMark: 0 }),
    async output(bytes) {
      const { data, answer } = telnet.push(bytes);
      if (answer.length > 0) sender?.enqueue(answer);
      if (data.length > 0) await output(data);
    },
  };
}
