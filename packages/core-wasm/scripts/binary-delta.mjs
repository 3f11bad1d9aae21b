/** Runs of equal bytes shorter than this are written out. */
const SHORTEST_RUN = 8;
/** Places of a run that are tried: more of them find hardly longer ones. */
const MOST_PLACES = 200;

/**
 * How `target` differs from `base`, in bytes: parts of a count, so many bytes of `target`, a skip, and the length of a run of
 * `base` that begins at the skip behind the end of the run before. Numbers are LEB128, as WebAssembly writes them; a skip
 * is doubled, and odd where it goes back.
 */
export function writeDelta(base, target) {
  const places = placesOf(base);
  const parts = [];
  let literal = 0; // where the bytes begin that no run has
  let end = 0; // of the run before, in base
  const addPart = (to, skip, length) => {
    const number = Buffer.from(leb128(to - literal));
    const run = [...leb128(skip < 0 ? -2 * skip - 1 : 2 * skip), ...leb128(length)];
    parts.push(number, target.subarray(literal, to), Buffer.from(run));
  };
  for (let at = 0; at < target.length; ) {
    const run = longestRun(base, target, at, places, end);
    if (run.length < SHORTEST_RUN) {
      at++;
      continue;
    }
    addPart(at, run.start - end, run.length);
    at += run.length;
    literal = at;
    end = run.start + run.length;
  }
  addPart(target.length, 0, 0);
  return Buffer.concat(parts);
}

function leb128(number) {
  const bytes = [];
  let rest = number;
  for (; rest > 127; rest >>>= 7) bytes.push(128 | (rest & 127));
  return [...bytes, rest];
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
