/** Elements of a block along a row of a quantised weight. */
export const blockElements = 32;

export const blocksOf = (width: number): number => Math.ceil(width / blockElements);

const halvesOfFour = (half: "x" | "y"): string =>
  Array.from({ length: 4 }, (_, i) => `unpack2x16float(words[${i}]).${half}`).join(", ");

/** WGSL that unpacks words of a quantised weight: see the contract's `placeOf`. */
export const packedWeights = {
  /** A word is two elements of a row. Of the words of four rows: the first ones, the second ones; of a row's two: all. */
  bf16: `
fn lowerFloats(words: vec4u) -> vec4f { return bitcast<vec4f>(words << vec4u(16u)); }
fn upperFloats(words: vec4u) -> vec4f { return bitcast<vec4f>(words & vec4u(0xffff0000u)); }
fn fourFloats(first: u32, second: u32) -> vec4f {
  return bitcast<vec4f>(vec4u(first << 16u, first, second << 16u, second) & vec4u(0xffff0000u));
}
`,
  /** The same of half precision: exact, since what is packed is finite. */
  f16: `
fn lowerFloats(words: vec4u) -> vec4f {
  return vec4f(${halvesOfFour("x")});
}
fn upperFloats(words: vec4u) -> vec4f {
  return vec4f(${halvesOfFour("y")});
}
fn fourFloats(first: u32, second: u32) -> vec4f {
  return vec4f(unpack2x16float(first), unpack2x16float(second));
}
`,
  /** A word is four elements of a row. */
  int8: `
fn signedBytes(word: u32) -> vec4i {
  return bitcast<vec4i>(vec4u(word << 24u, word << 16u, word << 8u, word)) >> vec4u(24u);
}
`,
  /** A word is eight elements of a row: the first four, and with the word shifted by 4 the others. */
  int4: `
fn signedNibbles(word: u32) -> vec4i {
  return bitcast<vec4i>(vec4u(word, word >> 8u, word >> 16u, word >> 24u) & vec4u(15u)) - vec4i(8);
}
`,
} as const;
