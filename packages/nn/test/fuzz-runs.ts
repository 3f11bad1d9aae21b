/**
 * How often a property is tried: so many random cases, or under `npm run fuzz` as many as fit into the seconds that it gives
 * each.
 */
export function fuzzRuns(numRuns: number) {
  const seconds = Number(process.env.QKV_FUZZ_SECONDS ?? 0);
  return seconds > 0
    ? { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: 1000 * seconds }
    : { numRuns };
}
