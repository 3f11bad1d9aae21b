/**
 * `sortable(bits: u32) -> u32`: what floats are ordered by when they are ordered as integers, from the bits of one: a
 * NaN above infinity, -0 equal to 0, everything above 0u.
 */
export const sortable = `
fn sortable(bits: u32) -> u32 {
  let magnitude = bits & 0x7fffffffu;
  let ordered = select(bits | 0x80000000u, ~bits, bits != magnitude);
  return select(select(ordered, 0x80000000u, magnitude == 0u), 0xffffffffu, magnitude > 0x7f800000u);
}
`;
