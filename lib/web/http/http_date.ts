/** Dates of HTTP (RFC 9110, section 5.6.7). @module */

const FORMS = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2,8}day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/** Formats a time in milliseconds since 1970, rounded down to a second. */
export function httpDate(time: number): string {
  return new Date(Math.floor(time / 1000) * 1000).toUTCString();
}

/** Parses a date in one of the three forms to milliseconds since 1970; undefined for any other text. */
export function parseHttpDate(text: string): number | undefined {
  if (!FORMS.some((form) => form.test(text))) return undefined;
  // asctime's form names no zone and is in GMT.
  const time = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}
