/**
 * The ids of windows that overlap as those of one text: each is laid over the one before so that most of them agree, and up
 * to the middle of what agrees the earlier one counts, from there on the later. As transformers does it for Whisper.
 */
export function mergeOverlaps(windows: readonly (readonly number[])[]): number[] {
  const [first = [], ...others] = windows;
  const merged: number[] = [];
  let left = first;
  for (const right of others) {
    const [leftMiddle, rightMiddle] = middleOfOverlap(left, right);
    merged.push(...left.slice(0, leftMiddle));
    left = right.slice(rightMiddle);
  }
  return [...merged, ...left];
}

/** Where to go over from the one to the other; behind the one and at the start of the other where nothing agrees. */
function middleOfOverlap(left: readonly number[], right: readonly number[]) {
  let best = 0;
  let middles: readonly [number, number] = [left.length, 0];
  for (let shift = 1; shift < left.length + right.length; shift++) {
    const leftStart = Math.max(0, left.length - shift);
    const leftStop = Math.min(left.length, left.length + right.length - shift);
    const rightStart = Math.max(0, shift - left.length);
    const rightStop = Math.min(right.length, shift);
    let matches = 0;
    for (let i = leftStart; i < leftStop; i++)
      if (left[i] === right[rightStart + i - leftStart]) matches++;
    // Of equal shares the longer overlap.
    const matching = matches / shift + shift / 10000;
    if (matches < 2 || matching <= best) continue;
    best = matching;
    const middle = (start: number, stop: number) => Math.floor((start + stop) / 2);
    middles = [middle(leftStart, leftStop), middle(rightStart, rightStop)];
  }
  return middles;
}
