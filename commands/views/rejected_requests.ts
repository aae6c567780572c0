/** Shows the requests that a server of devices rejects. @module */

import type { Terminal } from "../../lib/terminal/terminal.ts";
import { escapeText } from "../../lib/text/escape.ts";
import type { Activity, WebEvent, WebObserver } from "../../lib/web/web_event.ts";
import { hostOf } from "./host_of.ts";
import { PeerNotes } from "./peer_notes.ts";

/** Reports rejected requests, a few of each host to people. */
export class RejectedRequests implements WebObserver {
  readonly #terminal: Terminal;
  readonly #notes = new PeerNotes();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  event(event: WebEvent): void {
    if (event.type !== "rejected") return;
    const { peer, status, reason } = event;
    // The event's documented name in docs/json.md differs.
    void this.#terminal.event({ event: "turned_away", peer, status, reason });
    if (!this.#notes.take(peer)) return;
    this.#terminal.note(`${hostOf(peer)}: request rejected: ${escapeText(reason)}`);
  }

  begin(): Activity {
    return { add() {}, end() {} };
  }
}
