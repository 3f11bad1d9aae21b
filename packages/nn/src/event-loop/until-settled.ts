import { expectStarted, isPromiseLike } from "./synchronous.ts";

/** Run `body` and call `end` when it is over: when it returns or throws, or when the promise that it returns settles. */
export function untilSettled<T>(what: string, body: () => T, end: () => void): T {
  let result: T;
  try {
    result = expectStarted(what, body());
  } catch (error) {
    end();
    throw error;
  }
  if (isPromiseLike(result)) return Promise.resolve(result).finally(end) as T;
  end();
  return result;
}

/**
 * What `next` makes of a value, or the promise of it when the value is one; `failed` sees why a promise was rejected,
 * and throws.
 */
export function andThen<T, R>(
  value: T,
  next: (value: Awaited<T>) => R,
  failed?: (reason: unknown) => never,
): R | Promise<R> {
  if (!isPromiseLike(value)) return next(value as Awaited<T>);
  return Promise.resolve(value as PromiseLike<Awaited<T>>).then(next, failed);
}
