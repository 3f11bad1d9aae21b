/**
 * Where characters begin and end that Unicode has had since version 10: steps from the last of one range to the first of the
 * next, and lengths, in base 36.
 */
const steps =
  "128 14 2v 1a dc-2 2p-1r m 9-l 89-2 3c 3o-5 2e 4v 1k w-1 q d 2g-1 m-d 4 1j-1 1x 79 3 3 2-5 5 8 8-1 3 e k 1mn 8-a " +
  "6o 2x g7-18 2p-3 1a-2 7e-1i 1k 3 70-4 jp-2 n2 14-2 1gt-1 z-2 d 9-p 5-f 1c 1c di-o bj-3 8f-1 3w-4 11-b 7k 59z-9 " +
  "g7r-15 1ki-3 1k 5u-1 h6-2 fvb-g a6-f 1t-1 1j-7 1b-1 pp b5-2 g1-3n b2-1l au-p 63-1 j jc-3z 6p-ae 3e-5 25-b 3b-3 " +
  "3r-1 34-2 6y 1x-2q 3c 4-3 gn-1 n-j 1j 12-6z 5h-cf 1t-6x 7b-lb 32p-2q u5-34b 5qe-1l 1tj-2h hj-b7 36-a 1c-8 2i-l " +
  "4qf-i l0-7bf 4-l5 4xx-qr fa-1 5y-1f 3j-6 2ig-1ji 99 me-5o r4-2 w 1p-3 1q 4z-5 vi-c o-5 3c-b 2e-r 5c-2n g 9-7 " +
  "2-1 d d-3 g-w j-19 2-ft xr1-8 386-a 4mb-69n 3hf-ad5";

let expression: RegExp | undefined;

/**
 * Whether Hugging Face's library has no class, no script and no form of a character, for its tables are of Unicode 9: it is a
 * letter of no script, and no mark.
 */
export function isUnclassified(character: string): boolean {
  if (character < "\u0500") return false;
  expression ??= new RegExp(`^[${[...ranges()].join("")}]$`, "u");
  return expression.test(character);
}

function* ranges(): Iterable<string> {
  let at = 0;
  for (const step of steps.split(" ")) {
    const [gap, length = 0] = step.split("-").map((digits) => Number.parseInt(digits, 36));
    const first = at + gap!;
    at = first + length;
    yield `\\u{${first.toString(16)}}-\\u{${at.toString(16)}}`;
  }
}
