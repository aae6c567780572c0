/** A LocalSend device on the server of a page. @module */

import type { Handler, RequestContext } from "../../request_context.ts";
import { ANY_API } from "../protocol.ts";

/** Whether a path, without its leading slash, is one of LocalSend's, which has no token. */
export function isApiPath(path: string): boolean {
  return path.startsWith(ANY_API);
}

/** Sends requests of LocalSend's paths to the device, and all others to the page. */
export class BesidePage implements Handler {
  readonly #device: Handler;
  readonly #page: Handler;

  constructor(device: Handler, page: Handler) {
    this.#device = device;
    this.#page = page;
  }

  /** Answers a request. A path below the token is the page's, also that of a folder of LocalSend's name. */
  async handle(context: RequestContext): Promise<Response> {
    const isApi = isApiPath(new URL(context.request.url).pathname.slice(1));
    return await (isApi ? this.#device : this.#page).handle(context);
  }

  /** Closes both. */
  async close(): Promise<void> {
    await this.#device.close();
    await this.#page.close();
  }
}
