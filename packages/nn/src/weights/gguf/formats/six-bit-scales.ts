/** Scale and minimum of one of 8 groups, 6 bits each, in 12 bytes: q4_K and q5_K. */
export function scaleAndMinimum(
  block: DataView,
  at: number,
  group: number,
): readonly [scale: number, minimum: number] {
  const byte = (index: number) => block.getUint8(at + index);
  if (group < 4) return [byte(group) & 63, byte(group + 4) & 63];
  const low = byte(group + 4);
  return [(low & 15) | ((byte(group - 4) >> 6) << 4), (low >> 4) | ((byte(group) >> 6) << 4)];
}
