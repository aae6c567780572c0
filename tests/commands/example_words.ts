/** The arguments of an example, as a shell would pass them to sluice. @module */

/** Ends the arguments of sluice: a pipe, a redirection, a list, the end of a substitution. */
const OPERATOR = /^(?:[|&;<>)]|$)/;

/**
 * Everything after `sluice` up to an operator, with quotes removed; undefined if the line does not
 * run sluice. Supports as much shell grammar as the examples in help need.
 */
export function exampleWords(line: string): string[] | undefined {
  const start = /(?:^|[(|&;]\s*|\s)sluice(?:-run)?\s+/.exec(line);
  if (start === null) return undefined;
  let rest = line.slice(start.index + start[0].length);
  const words: string[] = [];
  while (!OPERATOR.test(rest)) {
    const [word = ""] = /^(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\|&;<>()])+/.exec(rest) ?? [];
    if (word === "") throw new SyntaxError(`read the example ${line}: stuck at ${rest}`);
    words.push(
      word.replace(/'([^']*)'|"([^"]*)"|\\(.)/g, (_, ...parts) => parts.slice(0, 3).join("")),
    );
    rest = rest.slice(word.length).trimStart();
  }
  return words;
}
