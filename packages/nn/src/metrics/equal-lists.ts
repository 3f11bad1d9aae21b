import { expectList } from "../options/expect-argument.ts";

/** Two lists whose entries belong together, one of each for every example. */
export function expectEqualLists(
  who: string,
  [firstName, first]: readonly [name: string, list: ArrayLike<unknown>],
  [secondName, second]: readonly [name: string, list: ArrayLike<unknown>],
): void {
  expectList(who, firstName, first);
  expectList(who, secondName, second);
  if (first.length === 0) throw new RangeError(`${who}: ${firstName} are empty, expected some`);
  if (first.length !== second.length)
    throw new RangeError(
      `${who}: there are ${first.length} ${firstName} and ${second.length} ${secondName}, expected as many of each`,
    );
}
