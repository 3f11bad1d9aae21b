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
