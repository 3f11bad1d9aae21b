/** What remains of an angle in radians when whole turns are left out, 0 to 2 pi. */
export const withinTurn = (angle: number): number => {
  const whole = 2 * Math.PI;
  return ((angle % whole) + whole) % whole;
};

/** The angle of each pair at each place, whole turns left out: [pairs, places]. */
export function turnsOf(frequencies: ArrayLike<number>, places: number): Float32Array {
  const pairs = frequencies.length;
  return Float32Array.from({ length: pairs * places }, (_, cell) =>
    withinTurn((cell % places) * frequencies[Math.floor(cell / places)]!),
  );
}

/** A pair of numbers, turned against the clock. */
export const turned = (
  [x, y]: readonly [number, number],
  angle: number,
): readonly [number, number] => [
  x * Math.cos(angle) - y * Math.sin(angle),
  y * Math.cos(angle) + x * Math.sin(angle),
];
