/**
 * An option, or a field of a file, that does not exist, is missing or has a value that it may not have; the message
 * names it, what came and what was expected. A RangeError, as ECMAScript throws for the options of `Intl`: most callers
 * look for that one, and a caller who looks for this one catches every kind of wrong option.
 */
export class OptionError extends RangeError {
  override readonly name = "OptionError";
}

/**
 * Throw unless `given` is an object whose options all have one of these names. It looks at what is given alone: a call
 * of a small operation can afford it.
 */
export function refuseUnknownOptions(who: string, given: object, names: ReadonlySet<string>): void {
  if (typeof given !== "object" || given === null) throw noOptions(who, given);
  for (const name in given) if (!names.has(name)) throw unknownOption(who, name, [...names]);
}

/** "softplus: unknown option treshold, expected one of beta, threshold; did you mean threshold?" */
export function unknownOption(
  who: string,
  name: string,
  names: readonly string[],
  path = "",
): OptionError {
  const nearest = nearestName(name, names);
  const advice = nearest === undefined ? "" : `; did you mean ${path}${nearest}?`;
  return new OptionError(
    `${who}: unknown option ${path}${shorten(name)}, expected one of ${names.join(", ")}${advice}`,
  );
}

function noOptions(who: string, given: unknown): OptionError {
  const came =
    typeof given === "function" ? "a function" : shorten(JSON.stringify(given) ?? "undefined");
  return new OptionError(`${who}: it is ${came}, expected an object`);
}

const shorten = (name: string): string => (name.length > 60 ? `${name.slice(0, 60)}…` : name);

/** The name that was probably meant: at most two in five letters of it, or of the name given, are others. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const given = plain(name.slice(0, 40));
  let nearest: string | undefined;
  let least = Infinity;
  for (const candidate of names) {
    const away = editDistance(given, plain(candidate));
    if (away > 0.4 * Math.max(given.length, candidate.length) || away >= least) continue;
    [nearest, least] = [candidate, away];
  }
  return nearest;
}

/** top_p, topP and top-p are one name. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, "");

/** Letters to insert, remove, replace or exchange with their neighbour: the optimal string alignment. */
function editDistance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
