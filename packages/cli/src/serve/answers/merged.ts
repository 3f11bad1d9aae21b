/** What several generators give, as it comes, each with the number of its generator; leaving the loop ends them all. */
export async function* merged<T>(
  generators: readonly AsyncGenerator<T, void, void>[],
): AsyncGenerator<readonly [index: number, value: T], void, void> {
  const nextOf = async (index: number) => ({ index, result: await generators[index]!.next() });
  const pending = new Map(generators.map((_, index) => [index, nextOf(index)]));
  try {
    while (pending.size > 0) {
      const { index, result } = await Promise.race(pending.values());
      if (result.done) {
        pending.delete(index);
        continue;
      }
      pending.set(index, nextOf(index));
      yield [index, result.value];
    }
  } finally {
    for (const promise of pending.values()) promise.catch(() => {}); // one failure has been told
    for (const generator of generators) generator.return().catch(() => {});
  }
}
