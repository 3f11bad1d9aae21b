/**
 * The eigenvalues of a symmetric matrix [size, size], in no order. The matrix is overwritten. Householder's
 * tridiagonalisation and QR steps with Wilkinson's shift: Golub and Van Loan, Matrix Computations, 8.3. O(size^3).
 */
export function symmetricEigenvalues(matrix: Float64Array, size: number): Float64Array {
  const [diagonal, beside] = tridiagonalise(matrix, size);
  let high = size - 1;
  while (high > 0) {
    if (isNegligible(diagonal, beside, high - 1)) {
      high--;
      continue;
    }
    let low = high - 1;
    while (low > 0 && !isNegligible(diagonal, beside, low - 1)) low--;
    step(diagonal, beside, low, high);
  }
  return diagonal;
}

/** Reflections that leave a diagonal and the entries beside it; each in 4 size^2 operations. */
function tridiagonalise(a: Float64Array, size: number): readonly [Float64Array, Float64Array] {
  const [diagonal, beside] = [new Float64Array(size), new Float64Array(size)];
  const [v, w] = [new Float64Array(size), new Float64Array(size)];
  for (let k = 0; k < size; k++) {
    diagonal[k] = a[k * size + k]!;
    let squares = 0;
    for (let i = k + 1; i < size; i++) {
      v[i] = a[i * size + k]!;
      squares += v[i]! ** 2;
    }
    const first = v[k + 1] ?? 0;
    if (k + 1 === size || squares === 0) continue;
    // The reflection I - v v' / scale takes the column to (turned, 0, 0, ...).
    const turned = first > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    beside[k] = turned;
    v[k + 1] = first - turned;
    const scale = squares - first * turned;
    let along = 0;
    for (let i = k + 1; i < size; i++) {
      let sum = 0;
      for (let j = k + 1; j < size; j++) sum += a[i * size + j]! * v[j]!;
      w[i] = sum / scale;
      along += w[i]! * v[i]!;
    }
    for (let i = k + 1; i < size; i++) w[i]! -= (along / (2 * scale)) * v[i]!;
    for (let i = k + 1; i < size; i++)
      for (let j = k + 1; j < size; j++) a[i * size + j]! -= v[i]! * w[j]! + w[i]! * v[j]!;
  }
  return [diagonal, beside];
}

const isNegligible = (diagonal: Float64Array, beside: Float64Array, i: number): boolean => {
  const size = Math.abs(diagonal[i]!) + Math.abs(diagonal[i + 1]!);
  return size + Math.abs(beside[i]!) === size || Math.abs(beside[i]!) < Number.MIN_VALUE * 2 ** 60;
};

/** One QR step on the block from low to high: the shift's bulge is chased down by rotations. */
function step(diagonal: Float64Array, beside: Float64Array, low: number, high: number): void {
  const half = (diagonal[high - 1]! - diagonal[high]!) / 2;
  const corner = beside[high - 1]!;
  const root = Math.hypot(half, corner);
  const shift = diagonal[high]! - corner ** 2 / (half + (half < 0 ? -root : root));
  let [x, bulge] = [diagonal[low]! - shift, beside[low]!];
  for (let k = low; k < high; k++) {
    const length = Math.hypot(x, bulge);
    const [cos, sin] = length > 0 ? [x / length, bulge / length] : [1, 0];
    if (k > low) beside[k - 1] = length;
    const [a, b, c] = [diagonal[k]!, beside[k]!, diagonal[k + 1]!];
    diagonal[k] = cos * cos * a + 2 * cos * sin * b + sin * sin * c;
    diagonal[k + 1] = sin * sin * a - 2 * cos * sin * b + cos * cos * c;
    x = cos * sin * (c - a) + (cos * cos - sin * sin) * b;
    beside[k] = x;
    if (k + 1 === high) return;
    bulge = sin * beside[k + 1]!;
    beside[k + 1]! *= cos;
  }
}
