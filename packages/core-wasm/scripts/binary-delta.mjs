/** Runs of equal bytes shorter than this are written out. */
const SHORTEST_RUN = 8;
/** Places of a run that are tried: more of them find hardly longer ones. */
const MOST_PLACES = 200;

/**
 * How `target` differs from `base`, as text: parts "literal,skip,length" with ";" between. A part's bytes are the literal, in
 * hexadecimal, then `length` bytes of `base` from `skip` behind the end of the run before; both numbers in base 36.
 */
export function writeDelta(base, target) {
  const places = placesOf(base);
  const parts = [];
  let literal = 0; // where the bytes begin that no run has
  let end = 0; // of the run before, in base
  for (let at = 0; at < target.length; ) {
    const run = longestRun(base, target, at, places, end);
    if (run.length < SHORTEST_RUN) {
      at++;
      continue;
    }
    parts.push([target.toString("hex", literal, at), run.start - end, run.length]);
    at += run.length;
    literal = at;
    end = run.start + run.length;
  }
  parts.push([target.toString("hex", literal), 0, 0]);
  return parts
    .map(([bytes, skip, length]) => `${bytes},${skip.toString(36)},${length.toString(36)}`)
    .join(";");
}

/** Where each run of SHORTEST_RUN bytes stands in `base`. */
function placesOf(base) {
  const places = new Map();
  for (let at = 0; at + SHORTEST_RUN <= base.length; at++) {
    const key = base.toString("latin1", at, at + SHORTEST_RUN);
    if (!places.has(key)) places.set(key, []);
    places.get(key).push(at);
  }
  return places;
}

/** The longest run of `base` that `target` goes on with; of equal ones the nearest to `end`, whose number is short. */
function longestRun(base, target, at, places, end) {
  let best = { start: end, length: 0 };
  const starts = places.get(target.toString("latin1", at, at + SHORTEST_RUN)) ?? [];
  for (const start of starts.slice(0, MOST_PLACES)) {
    let length = 0;
    while (at + length < target.length && base[start + length] === target[at + length]) length++;
    const nearer = Math.abs(start - end) < Math.abs(best.start - end);
    if (length > best.length || (length === best.length && nearer)) best = { start, length };
  }
  return best;
}
