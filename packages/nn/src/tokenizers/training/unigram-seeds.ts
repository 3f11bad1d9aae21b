type Piece = readonly [piece: string, score: number];

const several = "\0several";

/**
 * Where the training begins: every character, and every part of words that comes more than once and goes on in more than
 * one way, with logarithms of how much text they are. Longer ones than `longest` characters are left out.
 */
export function unigramSeeds(
  words: ReadonlyMap<string, number>,
  longest: number,
  most: number,
): readonly Piece[] {
  const characters = new Map<string, number>();
  const parts = new Map<string, { count: number; next: string }>();
  for (const [word, count] of words) {
    const letters = [...word];
    for (const letter of letters) characters.set(letter, (characters.get(letter) ?? 0) + count);
    for (let start = 0; start < letters.length; start++) {
      let part = letters[start]!;
      for (let end = start + 1; end < letters.length && end - start < longest; end++) {
        part += letters[end]!;
        const next = letters[end + 1] ?? "\0";
        const known = parts.get(part);
        if (!known) parts.set(part, { count: 1, next });
        else {
          known.count++;
          if (known.next !== next) known.next = several;
        }
      }
    }
  }
  const single = [...characters].sort(
    ([a, x], [b, y]) => y - x || b.codePointAt(0)! - a.codePointAt(0)!,
  );
  const longer: Piece[] = [];
  for (const [part, { count, next }] of parts)
    if (next === several) longer.push([part, count * [...part].length]);
  longer.sort(([a, x], [b, y]) => y - x || (a < b ? 1 : -1));
  const seeds = [...single, ...longer].slice(0, Math.max(single.length, most));
  const sum = Math.log(seeds.reduce((total, [, score]) => total + score, 0));
  return seeds.map(([piece, score]) => [piece, Math.log(score) - sum] as const);
}
