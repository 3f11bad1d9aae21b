/** Where vectors lie in the plane along which they differ most. */
export interface Plane {
  readonly places: readonly (readonly [number, number])[];
  /** Of their variance, the share within the plane. */
  readonly share: number;
}

/** The first two principal components of vectors, in float64. */
export function principalComponents(vectors: readonly ArrayLike<number>[]): Plane {
  const width = vectors[0]?.length ?? 0;
  const mean = Float64Array.from({ length: width }, (_, i) =>
    vectors.reduce((sum, vector) => sum + vector[i]! / vectors.length, 0),
  );
  const rows = vectors.map((vector) => Float64Array.from(mean, (middle, i) => vector[i]! - middle));
  const total = rows.reduce((sum, row) => sum + dot(row, row), 0);
  const first = leading(rows, []);
  const second = leading(rows, [first]);
  const places = rows.map((row) => [dot(row, first), dot(row, second)] as const);
  const seen = places.reduce((sum, [x, y]) => sum + x * x + y * y, 0);
  return { places, share: total === 0 ? 1 : seen / total };
}

const most = 1000;

/** The direction of largest variance at right angles to the others: power iteration. Its sign is that of its largest part. */
function leading(rows: readonly Float64Array[], others: readonly Float64Array[]): Float64Array {
  const width = rows[0]?.length ?? 0;
  // No vector of data is at right angles to it by accident.
  let direction = Float64Array.from({ length: width }, (_, i) => 1 + 0.5 * Math.sin(1.7 * i));
  for (let step = 0; step < most; step++) {
    const next = new Float64Array(width);
    for (const row of rows) {
      const along = dot(row, direction);
      for (let i = 0; i < width; i++) next[i]! += along * row[i]!;
    }
    for (const other of others) {
      const along = dot(next, other);
      for (let i = 0; i < width; i++) next[i]! -= along * other[i]!;
    }
    const size = Math.sqrt(dot(next, next));
    if (size < 1e-30) return next; // there is no more to see
    for (let i = 0; i < width; i++) next[i]! /= size;
    const moved = 1 - Math.abs(dot(next, direction));
    direction = next;
    if (step > 0 && moved < 1e-14) break;
  }
  const largest = direction.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  return largest < 0 ? direction.map((value) => -value) : direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
