/**
 * A view of `record` that notices which members are read, so that a case with an input or an
 * attribute that nobody understands fails instead of passing without it.
 */
export function noticing(record) {
  const unread = new Set(Object.keys(record));
  const view = new Proxy(record, {
    get(target, name) {
      unread.delete(name);
      return target[name];
    },
  });
  return { view, unread };
}

/** Throw when something of this kind was never read. */
export function expectAllRead(kind, { unread }, reader) {
  if (unread.size > 0)
    throw new Error(`${kind} ${[...unread].join(", ")} not understood for ${reader}`);
}
