/**
 * The same things one after the other, each asked for while the one before is in use: of a file the next part is read
 * meanwhile. What goes wrong shows in its turn.
 */
export async function* readAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T, void, void> {
  const things = source[Symbol.asyncIterator]();
  const ask = () => {
    const asked = things.next();
    asked.catch(() => {}); // whoever takes it sees it
    return asked;
  };
  let next = ask();
  try {
    for (let now = await next; !now.done; now = await next) {
      next = ask();
      yield now.value;
    }
  } finally {
    // Nothing is being read any more when the caller closes the file.
    await next.catch(() => {});
    await things.return?.();
  }
}
