/** Refuse channels that the groups do not divide. */
export function expectChannels(
  kind: string,
  inChannels: number,
  outChannels: number,
  groups: number,
): void {
  const counts = [inChannels, outChannels, groups];
  if (counts.every((count) => Number.isInteger(count) && count >= 1))
    if (inChannels % groups === 0 && outChannels % groups === 0) return;
  throw new RangeError(
    `${kind}: inChannels is ${inChannels}, outChannels ${outChannels}, ` +
      `expected multiples of groups, ${groups}`,
  );
}
