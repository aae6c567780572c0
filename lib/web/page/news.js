// What screen readers read while files are sent: the beginning, each quarter, and what needs the user.

/** Milliseconds between two reports of failures. */
const GAP = 5000;

/** Chooses from the states of a tally what is worth reading. */
export class News {
  #said = { count: 0, failed: 0, quarter: 0, offline: false, active: false, at: -GAP };

  /** Returns the key of a text with its values; undefined where there is nothing new. */
  next(tally, now) {
    const { by, percent, active, isOffline: offline } = tally;
    const [count, failed] = [tally.sum("count"), by.failed.count];
    const before = this.#said;
    const quarter = Math.floor(percent / 25);
    const isNew = count > before.count;
    const failedNow = failed > before.failed && (!active || now - before.at >= GAP);
    this.#said = {
      ...{ count, offline, active },
      failed: failedNow ? failed : Math.min(failed, before.failed),
      quarter: isNew ? quarter : Math.max(quarter, before.quarter),
      at: failedNow ? now : before.at,
    };
    if (!active) return isNew || before.active ? this.#end(by, percent) : undefined;
    if (offline !== before.offline) return [offline ? "offline" : "online", {}];
    if (isNew || !before.active) return ["sending", { count: count - by.done.count - failed }];
    if (failedNow) return ["overallFailed", { count: failed }];
    return quarter > before.quarter && quarter < 4 ? ["percent", { percent }] : undefined;
  }

  #end({ done, failed, paused }, percent) {
    if (paused.count > 0) return ["pausedNow", { percent }];
    if (failed.count === 0) return ["allSent", {}];
    return ["overallFailed", { count: failed.count, done: done.count }];
  }
}
