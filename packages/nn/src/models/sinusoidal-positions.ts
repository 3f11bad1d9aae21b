/**
 * Position p, channel pair i: sin and cos of p / 10000^(2i / width), interleaved, row-major
 * [positions, width]. Vaswani et al., arXiv:1706.03762, section 3.5.
 */
export function sinusoidalPositions(positions: number, width: number): Float32Array {
  const table = new Float32Array(positions * width);
  for (let p = 0; p < positions; p++)
    for (let channel = 0; channel < width; channel++) {
      const angle = p / 10000 ** ((channel - (channel % 2)) / width);
      table[p * width + channel] = channel % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  return table;
}
