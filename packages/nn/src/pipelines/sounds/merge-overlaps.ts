/** A token of a text, with the seconds from and to which it is heard where these are asked for. */
export interface SaidToken {
  readonly id: number;
  readonly time?: readonly [start: number, end: number];
}

/**
 * The tokens of windows that overlap as those of one text: each is laid over the one before so that most of them agree, and up
 * to the middle of what agrees the earlier one counts, from there on the later. Tokens agree that are the same, and none earlier
 * than in the window before. As transformers does it for Whisper.
 */
export function mergeOverlaps(windows: readonly (readonly SaidToken[])[]): SaidToken[] {
  const [first = [], ...others] = windows;
  const merged: SaidToken[] = [];
  let left = first;
  for (const right of others) {
    const [leftMiddle, rightMiddle] = middleOfOverlap(left, right);
    merged.push(...left.slice(0, leftMiddle));
    left = right.slice(rightMiddle);
  }
  return [...merged, ...left];
}

/** Where to go over from the one to the other; behind the one and at the start of the other where nothing agrees. */
function middleOfOverlap(left: readonly SaidToken[], right: readonly SaidToken[]) {
  let best = 0;
  let middles: readonly [number, number] = [left.length, 0];
  for (let shift = 1; shift < left.length + right.length; shift++) {
    const leftStart = Math.max(0, left.length - shift);
    const leftStop = Math.min(left.length, left.length + right.length - shift);
    const rightStart = Math.max(0, shift - left.length);
    const rightStop = Math.min(right.length, shift);
    let matches = 0;
    for (let i = leftStart; i < leftStop; i++)
      if (agree(left[i]!, right[rightStart + i - leftStart]!)) matches++;
    // Of equal shares the longer overlap.
    const matching = matches / shift + shift / 10000;
    if (matches < 2 || matching <= best) continue;
    best = matching;
    const middle = (start: number, stop: number) => Math.floor((start + stop) / 2);
    middles = [middle(leftStart, leftStop), middle(rightStart, rightStop)];
  }
  return middles;
}

function agree(left: SaidToken, right: SaidToken): boolean {
  if (left.id !== right.id) return false;
  if (!left.time || !right.time) return true;
  const [start, end] = left.time;
  return start < right.time[0] || (start === right.time[0] && end <= right.time[1]);
}
