/** Lengths of the longest common subsequences of all beginnings: [a.length + 1, b.length + 1], row-major. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const at = i * width + j;
      lengths[at] =
        a[i - 1] === b[j - 1]
          ? lengths[at - width - 1]! + 1
          : Math.max(lengths[at - width]!, lengths[at - 1]!);
    }
  return lengths;
}

/** Length of the longest common subsequence. O(a.length b.length) time, O(b.length) memory. */
export function commonLength(a: readonly string[], b: readonly string[]): number {
  let above = new Uint32Array(b.length + 1);
  for (const word of a) {
    const row = new Uint32Array(b.length + 1);
    for (let j = 1; j <= b.length; j++)
      row[j] = word === b[j - 1] ? above[j - 1]! + 1 : Math.max(above[j]!, row[j - 1]!);
    above = row;
  }
  return above.at(-1)!;
}

/** Where in `a` a longest common subsequence lies; of several the one that ends first in `b`. */
export function commonPlaces(a: readonly string[], b: readonly string[]): number[] {
  const lengths = commonLengths(a, b);
  const width = b.length + 1;
  const places: number[] = [];
  let [i, j] = [a.length, b.length];
  while (i > 0 && j > 0) {
    const at = i * width + j;
    if (a[i - 1] === b[j - 1]) {
      places.push(i - 1);
      i--;
      j--;
    } else if (lengths[at - 1]! > lengths[at - width]!) j--;
    else i--;
  }
  return places.reverse();
}
