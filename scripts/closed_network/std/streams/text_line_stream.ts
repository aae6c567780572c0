/** Stand-in for `@std/streams/text-line-stream`. @module */

/** Options for {@link TextLineStream}. */
export interface TextLineStreamOptions {
  /** A lone carriage return ends a line too. Default: false. */
  allowCR?: boolean;
}

/** Text in chunks of any size becomes lines, without their ends: LF or CR LF. */
export class TextLineStream extends TransformStream<string, string> {
  constructor(options: TextLineStreamOptions = {}) {
    // A carriage return at the end of what has arrived may be half of a CR LF, so it is not yet a
    // line's end.
    const lineEnd = options.allowCR ? /\r?\n|\r(?!$)/ : /\r?\n/;
    let rest: string[] = [];
    super({
      transform(text, controller) {
        if (text === "") return;
        const heldReturn = options.allowCR && rest.at(-1)?.endsWith("\r");
        rest.push(text);
        if (!heldReturn && !lineEnd.test(text)) return;
        const lines = rest.join("").split(lineEnd);
        const last = lines.pop() ?? "";
        for (const line of lines) controller.enqueue(line);
        rest = last === "" ? [] : [last];
      },
      flush(controller) {
        const last = rest.join("");
        if (last !== "") controller.enqueue(options.allowCR ? last.replace(/\r$/, "") : last);
      },
    });
  }
}
