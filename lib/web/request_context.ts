/** One request, and what is known of whoever makes it. @module */

/** What a handler is given. */
export interface RequestContext {
  /** The request. */
  request: Request;
  /** Path below the token, as it stands in the URL, without a slash at its start. */
  path: string;
  /** The query. */
  query: URLSearchParams;
  /** The client, as events name it: `tcp://192.0.2.8:50122`. */
  peer: string;
  /**
   * Settles when the answer has been delivered: to the network, or, where the server was told to wait
   * for that, to the client. Rejects where it was not.
   */
  completed: Promise<void>;
}

/** Answers requests that were let in. */
export interface Handler {
  /** Answers; what it throws is told to the client as a fault of this machine, without its text. */
  handle(context: RequestContext): Promise<Response>;
  /** Lets go of everything when nobody will come any more. */
  close(): Promise<void>;
}
