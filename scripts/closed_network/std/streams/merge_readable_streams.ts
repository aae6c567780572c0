/** Stand-in for `@std/streams/merge-readable-streams`. @module */

/**
 * One stream of the chunks of several, each as it comes. It ends when all have ended and fails when
 * one fails. Like the real one it does not wait for its reader: do not merge endless sources.
 */
export function mergeReadableStreams<T>(...streams: ReadableStream<T>[]): ReadableStream<T> {
  return new ReadableStream<T>({
    start(controller) {
      let failed = false;
      const drain = async (stream: ReadableStream<T>) => {
        for await (const chunk of stream) {
          if (failed) return;
          controller.enqueue(chunk);
        }
      };
      Promise.all(streams.map(drain)).then(
        () => controller.close(),
        (error) => {
          failed = true;
          controller.error(error);
        },
      );
    },
  });
}
