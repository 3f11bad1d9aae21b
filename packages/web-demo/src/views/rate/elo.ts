import { integerBelow, seededRandom } from "../../shaping/seeded-random.ts";

/** One decided comparison: the share of the win that the first has (1, 0.5 or 0). */
export interface Match {
  readonly first: string;
  readonly second: string;
  readonly share: number;
}

export interface Standing {
  readonly name: string;
  /** On the Elo scale: 400 points are odds of ten to one; the mean of all is 1000. */
  readonly elo: number;
  /** 95 % bootstrap interval. */
  readonly from: number;
  readonly to: number;
  /** Matches, and wins with ties as halves. */
  readonly matches: number;
  readonly wins: number;
}

const POINTS = 400 / Math.LN10;
const MEAN = 1000;

/**
 * Strengths on the Elo scale that make the matches likeliest (Bradley and Terry 1952; minorisation by Hunter 2004). Unlike
 * Elo's running update it does not depend on the order of the matches. A tie is half a win. Each has drawn one imaginary match
 * with one of average strength, so that who has won all stays finite.
 */
export function eloOf(names: readonly string[], matches: readonly Match[]): number[] {
  const place = new Map(names.map((name, i) => [name, i]));
  const wins = names.map(() => 0.5);
  const met = names.map(() => names.map(() => 0));
  for (const { first, second, share } of matches) {
    const [a, b] = [place.get(first)!, place.get(second)!];
    wins[a]! += share;
    wins[b]! += 1 - share;
    met[a]![b]!++;
    met[b]![a]!++;
  }
  let strengths = names.map(() => 1);
  for (let round = 0; round < 1000; round++) {
    const next = strengths.map((own, i) => {
      const against = met[i]!.reduce(
        (sum, count, j) => sum + (count === 0 ? 0 : count / (own + strengths[j]!)),
        1 / (own + 1),
      );
      return wins[i]! / against;
    });
    const moved = Math.max(...next.map((one, i) => Math.abs(Math.log(one / strengths[i]!))));
    strengths = next;
    if (moved < 1e-9) break;
  }
  const points = strengths.map((one) => POINTS * Math.log(one));
  const mean = points.reduce((a, b) => a + b, 0) / Math.max(1, points.length);
  return points.map((one) => MEAN + one - mean);
}

/** Everybody's standing, best first; intervals by drawing the matches anew, with replacement. */
export function standings(
  names: readonly string[],
  matches: readonly Match[],
  { seed = 1, draws = 300 }: { readonly seed?: number; readonly draws?: number } = {},
): Standing[] {
  const random = seededRandom(seed);
  const drawn = Array.from({ length: matches.length === 0 ? 0 : draws }, () =>
    eloOf(
      names,
      matches.map(() => matches[integerBelow(random, matches.length)]!),
    ),
  );
  const elos = eloOf(names, matches);
  return names
    .map((name, i) => {
      const own = matches.filter(({ first, second }) => first === name || second === name);
      const values = drawn.map((one) => one[i]!).sort((a, b) => a - b);
      return {
        ...{ name, elo: elos[i]!, matches: own.length },
        from: quantile(values, 0.025) ?? elos[i]!,
        to: quantile(values, 0.975) ?? elos[i]!,
        wins: own.reduce((sum, one) => sum + (one.first === name ? one.share : 1 - one.share), 0),
      };
    })
    .sort((a, b) => b.elo - a.elo);
}

/** Between the two nearest, as numpy's default; of sorted values. */
function quantile(sorted: readonly number[], share: number): number | undefined {
  if (sorted.length === 0) return undefined;
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}
