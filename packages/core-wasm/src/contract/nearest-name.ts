/**
 * The name that was probably meant: the same but for case and hyphens, then one that begins as `given` does ("temp" for
 * "temperature") or that `given` begins with, then the fewest edits, then one of whose words it is ("clip" for
 * "grad-clip"). Of several the closest, then the first. undefined where all are far off, and any would mislead.
 */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const wanted = plain(given.slice(0, longest));
  let best: { readonly name: string; readonly rank: number; readonly edits: number } | undefined;
  for (const name of names) {
    const edits = editDistance(wanted, plain(name));
    const rank = rankOf(wanted, name, edits);
    if (rank === undefined) continue;
    if (!best || rank < best.rank || (rank === best.rank && edits < best.edits))
      best = { name, rank, edits };
  }
  return best?.name;
}

/** "; the nearest is --temperature", or nothing where none is near. */
export function nearestHint(given: string, names: readonly string[], prefix = ""): string {
  const nearest = nearestName(given, names);
  return nearest === undefined ? "" : `; the nearest is ${prefix}${nearest}`;
}

/** Names out of files are of any length, and edits take the square of it. */
const longest = 64;

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** "gradClip", "grad-clip" -> ["grad", "clip"] */
const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/(\p{Ll})(?=\p{Lu})/gu, "$1-")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);

/** Names with more edits than this share of their letters have nothing to do with one another. */
const closeShare = 0.4;

/** How `given` may stand for a name, the likeliest first; undefined for not at all. */
function rankOf(given: string, name: string, edits: number): number | undefined {
  const whole = plain(name);
  if (edits === 0) return 0;
  if (given.length > 0 && whole.startsWith(given)) return 1;
  if (edits === 1 && Math.min(given.length, whole.length) > 3) return 2;
  const shared = sharedStart(given, whole);
  if (shared > 1 && (shared === whole.length || 4 * shared >= 3 * given.length)) return 3;
  if (edits <= closeShare * Math.max(given.length, whole.length)) return 4;
  if (given.length > 2 && wordsOf(name).some((word) => word.startsWith(given))) return 5;
  return undefined;
}

function sharedStart(a: string, b: string): number {
  let count = 0;
  while (count < a.length && a[count] === b[count]) count++;
  return count;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn the one into the other. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) edits = Math.min(edits, beforeLast[j - 2]! + 1);
      row.push(edits);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}
