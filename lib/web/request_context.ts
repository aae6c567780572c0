/** A request with what the server knows of its client. @module */

import type { Language } from "./page/words/language.ts";

/** What a {@linkcode Handler} is given. */
export interface RequestContext {
  /** The request. */
  request: Request;
  /** The path below the token, as it stands in the URL, without a leading slash. */
  path: string;
  /** The query. */
  query: URLSearchParams;
  /** The language of the client's user. */
  language: Language;
  /** The client's address as events show it: `tcp://192.0.2.8:50122`. */
  peer: string;
  /**
   * Resolves when the response has been delivered: to the network, or to the client where the server
   * runs with `acknowledged`. Rejects where it was not delivered.
   */
  completed: Promise<void>;
}

/** Answers requests that passed the access check. */
export interface Handler {
  /** Answers a request. What it throws becomes a 500 without the error's text. */
  handle(context: RequestContext): Promise<Response>;
  /** Releases all resources; no further request comes. */
  close(): Promise<void>;
}
