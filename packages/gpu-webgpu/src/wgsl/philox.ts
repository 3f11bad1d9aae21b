/**
 * Philox4x32-10 as the contract defines it: the same words as on every other backend, to the bit.
 * `philoxWord(row, column, seed, stream)` is one word; `philox(counter, key)` four, the columns c, c + 4, c + 8 and
 * c + 12 of a group of sixteen. Salmon, Moraes, Dror, Shaw: Parallel random numbers, as easy as 1, 2, 3 (SC 2011).
 */
export const philox = `
// High 32 bits of the 64-bit product.
fn multiplyHigh(a: u32, b: u32) -> u32 {
  let aLow = a & 0xffffu;
  let aHigh = a >> 16u;
  let bLow = b & 0xffffu;
  let bHigh = b >> 16u;
  let low = aLow * bLow;
  let middle = aHigh * bLow + (low >> 16u); // below 2^32
  let upper = aLow * bHigh + (middle & 0xffffu); // below 2^32
  return aHigh * bHigh + (middle >> 16u) + (upper >> 16u);
}
fn philox(start: vec4u, startKey: vec2u) -> vec4u {
  var counter = start;
  var key = startKey;
  for (var round = 0u; round < 10u; round++) {
    let high0 = multiplyHigh(0xd2511f53u, counter.x);
    let low0 = 0xd2511f53u * counter.x;
    let high1 = multiplyHigh(0xcd9e8d57u, counter.z);
    let low1 = 0xcd9e8d57u * counter.z;
    counter = vec4u(high1 ^ counter.y ^ key.x, low1, high0 ^ counter.w ^ key.y, low0);
    key += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return counter;
}
fn philoxWord(row: u32, column: u32, seed: u32, stream: u32) -> u32 {
  let words = philox(vec4u(4u * (column / 16u) + (column & 3u), row, 0u, 0u), vec2u(seed, stream));
  return words[(column >> 2u) & 3u];
}
`;
