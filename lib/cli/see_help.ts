/** References to help at the end of messages. @module */

/** Appends a reference to a page of help: `…; see sluice help send`, or, after a question, `… See …`. */
export function seeHelp(message: string, topic?: string): string {
  const command = ["sluice help", ...topic === undefined ? [] : [topic]].join(" ");
  return message.endsWith("?") ? `${message} See ${command}` : `${message}; see ${command}`;
}
