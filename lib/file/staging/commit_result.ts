/** What a commit did with each entry. @module */

/** Results by the paths of the entries in the staged tree. */
export class CommitResult {
  /** Entries that got another name, and that name. */
  readonly renamed: Map<string, string> = new Map();
  /** Entries that the policy left out. */
  readonly skipped: Set<string> = new Set();
  /** Entries that could not be committed, and why. */
  readonly failed: Map<string, string> = new Map();

  /** The path in the destination of an entry that was committed. */
  finalPath(path: string): string {
    const renamed = selfOrAncestor(path, (one) => this.renamed.has(one));
    return renamed === undefined ? path : this.renamed.get(renamed)! + path.slice(renamed.length);
  }

  /** The path itself, or the first of the folders it is in, that could not be committed. */
  failedAt(path: string): string | undefined {
    return selfOrAncestor(path, (one) => this.failed.has(one));
  }
}

function selfOrAncestor(path: string, matches: (path: string) => boolean): string | undefined {
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    const one = path.slice(0, end);
    if (matches(one)) return one;
  }
  return undefined;
}
