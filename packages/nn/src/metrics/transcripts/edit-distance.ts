/**
 * How many insertions, deletions and substitutions make one sequence the other: Levenshtein's distance. What both begin
 * or end with is left out first. O(a.length b.length) time, O(b.length) memory.
 */
export function editDistance(a: readonly string[], b: readonly string[]): number {
  let [start, endA, endB] = [0, a.length, b.length];
  while (start < endA && start < endB && a[start] === b[start]) start++;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const width = endB - start;
  let above = Uint32Array.from({ length: width + 1 }, (_, j) => j);
  let row = new Uint32Array(width + 1);
  for (let i = 1; i <= endA - start; i++) {
    row[0] = i;
    for (let j = 1; j <= width; j++) {
      const substituted = above[j - 1]! + (a[start + i - 1] === b[start + j - 1] ? 0 : 1);
      row[j] = Math.min(substituted, above[j]! + 1, row[j - 1]! + 1);
    }
    [above, row] = [row, above];
  }
  return above[width]!;
}
