/** WGSL that unpacks words of a quantised weight, in the order of the contract's `quantizeWeight`. */
export const packedWeights = {
  /** Four words are eight elements: the lower halves, then the upper ones. */
  bf16: `
fn lowerHalves(words: vec4u) -> vec4f { return bitcast<vec4f>(words << vec4u(16u)); }
fn upperHalves(words: vec4u) -> vec4f { return bitcast<vec4f>(words & vec4u(0xffff0000u)); }
`,
  /** A word is four elements. */
  int8: `
fn signedBytes(word: u32) -> vec4i {
  return bitcast<vec4i>(vec4u(word << 24u, word << 16u, word << 8u, word)) >> vec4u(24u);
}
`,
  /** Four words are a block: nibble s of the eight half words is elements 8 s .. 8 s + 7. */
  int4: `
fn signedNibbles(first: u32, second: u32, s: u32) -> vec4i {
  let nibbles = vec4u(first, first >> 16u, second, second >> 16u) >> vec4u(4u * s);
  return bitcast<vec4i>(nibbles & vec4u(15u)) - vec4i(8);
}
`,
} as const;
