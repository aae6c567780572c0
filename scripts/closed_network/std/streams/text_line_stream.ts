/** Stand-in for `@std/streams/text-line-stream`. @module */

/** Cuts text in chunks of any size into lines, without their ends: LF or CR LF. */
export class TextLineStream extends TransformStream<string, string> {
  constructor() {
    let rest: string[] = [];
    super({
      transform(text, controller) {
        if (text === "") return;
        rest.push(text);
        // Text without an end is kept in pieces: joining it for each chunk would take quadratic time.
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
