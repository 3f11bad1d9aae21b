/** The nearest integer, of two the even one, as IEEE 754 rounds. */
export function roundTiesToEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

const converter = new DataView(new ArrayBuffer(4));

/** The float32 that these 32 bits are. */
export function floatOfBits(bits: number): number {
  converter.setInt32(0, bits);
  return converter.getFloat32(0);
}

/** The 32 bits of the nearest float32. */
export function bitsOfFloat(value: number): number {
  converter.setFloat32(0, value);
  return converter.getInt32(0);
}
