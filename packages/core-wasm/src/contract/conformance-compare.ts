/** Throw at the worst element, NaN and infinities first. */
export function compare(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  if (actual.length !== expected.length)
    throw new Error(`${what}: ${actual.length} elements, expected ${expected.length}`);
  let squares = 0;
  let finite = 0;
  for (let i = 0; i < expected.length; i++) {
    if (!Number.isFinite(expected[i]!)) continue;
    squares += expected[i]! ** 2;
    finite++;
  }
  const rms = Math.sqrt(squares / Math.max(1, finite));
  let worst = 0;
  let at = -1;
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i]!;
    const e = expected[i]!;
    if (Object.is(a, e) || a === e) continue;
    const error =
      Number.isFinite(a) && Number.isFinite(e)
        ? Math.abs(a - e) / (tolerance * Math.max(Math.abs(e), rms))
        : Infinity;
    if (error > worst) [worst, at] = [error, i];
  }
  if (worst > 1)
    throw new Error(
      `${what}: element ${at} of ${expected.length} is ${actual[at]}, expected ${expected[at]} ` +
        `(${worst.toPrecision(3)} times the tolerance ${tolerance})`,
    );
}
