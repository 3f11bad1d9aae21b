/** Characters as ranges of code points, in order and apart; none of them is half of a surrogate pair, which UTF-8 has not. */
export type CodePoints = readonly (readonly [from: number, to: number])[];

const highestCodePoint = 0x10ffff;
const [firstSurrogate, lastSurrogate] = [0xd800, 0xdfff];

/** Ranges in any order, which may overlap, as a set. */
export function codePoints(ranges: readonly (readonly [number, number])[]): CodePoints {
  const whole = ranges.flatMap(([from, to]): [number, number][] =>
    from <= lastSurrogate && to >= firstSurrogate
      ? [
          [from, firstSurrogate - 1],
          [lastSurrogate + 1, to],
        ]
      : [[from, to]],
  );
  const joined: [number, number][] = [];
  for (const [from, to] of whole.filter(([a, b]) => a <= b).sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

export const everyCharacter: CodePoints = codePoints([[0, highestCodePoint]]);

/** All characters that are not in a set. */
export function without(set: CodePoints): CodePoints {
  let next = 0;
  const gaps: [number, number][] = [];
  for (const [from, to] of set) {
    gaps.push([next, from - 1]);
    next = to + 1;
  }
  return codePoints([...gaps, [next, highestCodePoint]]);
}

/** The characters of a text. */
export const charactersOf = (text: string): CodePoints =>
  codePoints([...text].map((one) => [one.codePointAt(0)!, one.codePointAt(0)!]));

/** Those that are in both. */
export const shared = (a: CodePoints, b: CodePoints): CodePoints =>
  without(codePoints([...without(a), ...without(b)]));

export const difference = (a: CodePoints, b: CodePoints): CodePoints => shared(a, without(b));

export const has = (set: CodePoints, code: number): boolean =>
  set.some(([from, to]) => code >= from && code <= to);
