// Reasons of the server in the words of the page.

/** Keys of words by the code of a refusal. */
const BY_CODE = new Map([
  ["cannot_create", "whyDestination"],
  ["cut", "whyCut"],
  ["declined", "whyDeclined"],
  ["digest_mismatch", "whyDamaged"],
  ["exists", "whyExists"],
  ["internal", "whyInternal"],
  ["io", "whyDestination"],
  ["limit", "whyLimit"],
  ["no_space", "whyNoSpace"],
  ["permission", "whyDestination"],
  ["protocol", "whyProtocol"],
  ["timeout", "whyTimeout"],
  ["unsafe_name", "whyName"],
]);
/** Keys of words by the status, where there is no code. */
const BY_STATUS = new Map([
  [401, "whyPassword"],
  [403, "whyDeclined"],
  [404, "whyAddress"],
  [408, "whyTimeout"],
  [409, "whyExists"],
  [413, "whyLimit"],
  [422, "whyDamaged"],
  [429, "whyPassword"],
  [507, "whyNoSpace"],
]);

/** Returns the key of the words for a refusal; undefined where only the server's text says what it is. */
export function whyKey({ code, status }) {
  return BY_CODE.get(code) ?? BY_STATUS.get(status);
}
