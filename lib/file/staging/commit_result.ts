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
    const renamed = selfOrAncestor(path, this.renamed);
    return renamed === undefined ? path : this.renamed.get(renamed)! + path.slice(renamed.length);
  }

  /** The path itself, or the first of the folders it is in, that could not be committed. */
  failedAt(path: string): string | undefined {
    return selfOrAncestor(path, this.failed);
  }
}

function selfOrAncestor(path: string, among: ReadonlyMap<string, string>): string | undefined {
  if (among.size === 0) return undefined;
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    const one = path.slice(0, end);
    if (among.has(one)) return one;
  }
  return undefined;
}
