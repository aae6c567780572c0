/** Stand-in for `@std/streams/text-line-stream`. @module */

/** Splits chunks of text into lines, without their endings: LF or CR LF. */
export class TextLineStream extends TransformStream<string, string> {
  constructor() {
    let rest: string[] = [];
    super({
      transform(text, controller) {
        if (text === "") return;
        rest.push(text);
        // An unfinished line is kept in pieces: joining it for each chunk would take quadratic
        // time.
        if (!text.includes("\n")) return;
        const lines = rest.join("").split(/\r?\n/);
        const last = lines.pop()!;
        for (const line of lines) controller.enqueue(line);
        rest = last === "" ? [] : [last];
      },
      flush(controller) {
        if (rest.length > 0) controller.enqueue(rest.join(""));
      },
    });
  }
}
