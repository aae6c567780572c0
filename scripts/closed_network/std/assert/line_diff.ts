/** Above this many pairs of lines a minimal difference costs more than it tells. */
const MAX_PAIRS = 1_000_000;

/** The lines of both texts, marked as removed (`-`), added (`+`) or common, under a heading. */
export function lineDiff(actual: string, expected: string): string {
  const body = marked(actual.split("\n"), expected.split("\n"));
  return ["", "", "    [Diff] Actual / Expected", "", "", ...body, ""].join("\n");
}

function marked(a: string[], b: string[]): string[] {
  if (a.length * b.length > MAX_PAIRS) {
    return [...a.map((line) => `-   ${line}`), ...b.map((line) => `+   ${line}`)];
  }
  const left = commonLengths(a, b);
  const out: string[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push(`    ${a[i++]}`);
      j++;
    } else if (j >= b.length || (i < a.length && left[i + 1]![j]! >= left[i]![j + 1]!)) {
      out.push(`-   ${a[i++]}`);
    } else {
      out.push(`+   ${b[j++]}`);
    }
  }
  return out;
}

/** `[i][j]`: how many lines the rest of `a` from `i` and of `b` from `j` share, in order. */
function commonLengths(a: string[], b: string[]): Uint32Array[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i]![j] = a[i] === b[j]
        ? lengths[i + 1]![j + 1]! + 1
        : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  return lengths;
}
