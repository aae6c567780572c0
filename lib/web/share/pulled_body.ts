/** Bodies of responses whose pieces are made when the server asks for them. @module */

import { WEB_STALL_TIMEOUT } from "../../limits.ts";
import { StallTimer } from "./stall_timer.ts";

type Piece = Uint8Array<ArrayBuffer>;

/** Options of {@linkcode pulledBody}. */
export interface PulledBodyOptions {
  /**
   * Makes the next piece, which is passed on at once; undefined after the last one. What it throws becomes the
   * body's error.
   */
  next: () => Promise<Piece | undefined>;
  /** Called with each piece that is passed on. */
  onPiece?: (piece: Piece) => void;
  /** Called once at the end; true where everything was passed on. */
  onEnd: (whole: boolean) => void;
  /** Milliseconds in which the client must take a piece. @default {WEB_STALL_TIMEOUT} */
  timeout?: number;
}

/** Makes a body without a queue. It ends with an error where the client stalls. */
export function pulledBody(
  { next, onPiece, onEnd, timeout = WEB_STALL_TIMEOUT }: PulledBodyOptions,
): ReadableStream<Piece> {
  let over = false;
  let controller: ReadableStreamDefaultController<Piece>;
  const finish = (whole: boolean) => {
    if (over) return;
    over = true;
    stall.stop();
    onEnd(whole);
  };
  const fail = (error: unknown) => {
    finish(false);
    controller.error(error);
  };
  const stall = new StallTimer(timeout, () => fail(new Error("the client stalled")));
  return new ReadableStream<Piece>({
    start(own) {
      controller = own;
    },
    async pull() {
      stall.pause();
      try {
        const piece = await next();
        if (over) return;
        if (piece === undefined) {
          finish(true);
          return controller.close();
        }
        onPiece?.(piece);
        controller.enqueue(piece);
        stall.start();
      } catch (error) {
        fail(error);
      }
    },
    cancel: () => finish(false),
  }, { highWaterMark: 0 });
}
