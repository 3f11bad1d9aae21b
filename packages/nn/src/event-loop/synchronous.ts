/** What a body may return that is over when it returns. */
export type Synchronous<T> = T extends PromiseLike<unknown> ? never : T;

export const isPromiseLike = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" &&
  value !== null &&
  "then" in value &&
  typeof value.then === "function";

/** Whether it is a generator's, of which nothing has run yet. */
const isSuspended = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  "next" in value && // asked first: there are objects that throw for what they have not
  typeof value.next === "function" &&
  (Symbol.iterator in value || Symbol.asyncIterator in value);

/**
 * What a body gave that runs in something that ends with it.
 *
 * @throws TypeError when the body goes on afterwards: it gave a promise, or a stream that nobody has read yet
 */
export function expectOver<T>(what: string, result: T, instead: string): T {
  if (isPromiseLike(result)) {
    Promise.resolve(result).catch(() => {}); // this error tells of it; another unhandled one would end Node
    throw new TypeError(
      `${what}: the body returned a promise, expected it to be over when it returns; ${instead}`,
    );
  }
  return expectStarted(what, result);
}

/** What a body gave, unless that is a stream of which nothing has run yet. */
export function expectStarted<T>(what: string, result: T): T {
  if (isSuspended(result))
    throw new TypeError(
      `${what}: the body returned a stream that nothing has been read from; read it inside the body`,
    );
  return result;
}
