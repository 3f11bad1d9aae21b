/** `count` fresh numbers, uniform in [-scale, scale]. */
function randomValues(count, scale = 1) {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = (2 * Math.random() - 1) * scale;
  return values;
}

/** An operand with fresh values: { shape, values }. */
export const randomOperand = (shape, scale) => ({
  shape,
  values: randomValues(
    shape.reduce((size, axis) => size * axis, 1),
    scale,
  ),
});

/** A few indices below `count`, the first and the last among them. */
export function sampledIndices(count, samples) {
  const drawn = Array.from({ length: samples }, () => Math.floor(Math.random() * count));
  return [...new Set([0, count - 1, ...drawn])];
}
