/** What of a pass over a sound counts, and from where on it is to be heard again. */
export interface HeardSegments {
  /** How many of the ids count: behind the last pair of times a segment has only begun. */
  readonly kept: number;
  /** Steps of the sound that are done; all where nothing has been cut off. */
  readonly done: number;
}

/**
 * Segments end and begin with a time, so that two times in a row end one: what follows the last such pair is heard again from
 * there on. A text that ends with one time alone says that nothing follows. Radford et al., arXiv:2212.04356, section 3.8.
 *
 * @param ids without the end of the text
 * @param firstTime the first of the ids that are times, a step each
 * @param steps those of the sound that are left
 */
export function heardSegments(
  ids: readonly number[],
  firstTime: number,
  steps: number,
): HeardSegments {
  const isTime = (place: number) => place >= 0 && ids[place]! >= firstTime;
  const last = ids.length - 1;
  const pair = ids.findLastIndex((_, place) => isTime(place) && isTime(place - 1));
  if (pair < 0 || (isTime(last) && !isTime(last - 1))) return { kept: ids.length, done: steps };
  const done = ids[pair - 1]! - firstTime;
  // A pair at the beginning would have the same heard for ever.
  return { kept: pair + 1, done: done > 0 ? done : steps };
}
