import { turned } from "../../../../shaping/turns.ts";

/** Made up, of width 4. */
export const embeddings = {
  cat: [1, 0.2, -0.4, 0.5],
  eats: [0.1, 1, 0.6, -0.3],
  mouse: [-0.6, 0.3, 0.9, 0.8],
} as const;
export type Word = keyof typeof embeddings;

/** Sine and cosine of a place, slower from pair to pair (Vaswani et al., section 3.5). */
export const encoding = (place: number, width: number): number[] =>
  Array.from({ length: width }, (_, i) => {
    const angle = place / 10_000 ** ((i - (i % 2)) / width);
    return i % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });

/** Each word's embedding, plus so much of the encoding of its place. */
export const withPositions = (sentence: readonly Word[], amount: number): number[][] =>
  sentence.map((word, place) => {
    const added = encoding(place, embeddings[word].length);
    return embeddings[word].map((value, i) => value + amount * added[i]!);
  });

export const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.hypot(...Array.from(a, (value, i) => value - b[i]!));

/** Made up, of width 8: four pairs. A query is drawn to a key that is much like it. */
export const query: readonly number[] = [1, 0.3, 0.8, -0.4, 0.6, 0.7, 0.9, 0.2];
export const key: readonly number[] = [0.9, 0.5, 0.7, -0.2, 0.4, 0.8, 0.8, 0.4];

/** Radians a place of each pair (Su et al., arXiv:2104.09864). */
export const frequencies: readonly number[] = Array.from(
  { length: query.length / 2 },
  (_, pair) => 10_000 ** ((-2 * pair) / query.length),
);

export const pairsOf = (vector: readonly number[]): (readonly [number, number])[] =>
  Array.from({ length: vector.length / 2 }, (_, pair) => [
    vector[2 * pair]!,
    vector[2 * pair + 1]!,
  ]);

/** The dot product of the query and the key, each turned by its place: it depends on the difference of the places alone. */
export function turnedScore(queryPlace: number, keyPlace: number): number {
  const at = (vector: readonly number[], place: number) =>
    pairsOf(vector).flatMap((pair, i) => turned(pair, place * frequencies[i]!));
  const [q, k] = [at(query, queryPlace), at(key, keyPlace)];
  return q.reduce((sum, value, i) => sum + value * k[i]!, 0);
}
