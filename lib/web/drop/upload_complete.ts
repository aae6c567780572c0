/** The header of answers to what has arrived as a whole. @module */

/**
 * `Upload-Complete` of resumable uploads (draft-ietf-httpbis-resumable-upload). With the status alone, the page
 * could take what a proxy says while the program is away for its answer.
 */
export const UPLOAD_COMPLETE: Readonly<Record<string, string>> = { "upload-complete": "?1" };
