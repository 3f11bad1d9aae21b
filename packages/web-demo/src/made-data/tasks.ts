import type { Choose } from "./animal-sentences/index.ts";
import { choosing } from "./choose.ts";

/** A question and its answer. */
type Pair = readonly [source: string, target: string];

const letters = "abcdefghijklmnop";

const word = (choose: Choose, shortest: number, longest: number): string =>
  Array.from(
    { length: shortest + choose(longest - shortest + 1) },
    () => letters[choose(letters.length)],
  ).join("");

const months = [
  ...["January", "February", "March", "April", "May", "June", "July"],
  ...["August", "September", "October", "November", "December"],
];
const padded = (value: number, digits: number) => String(value).padStart(digits, "0");

/** A date as people write it, in one of three ways without spaces, and as ISO 8601 has it. */
function date(choose: Choose): Pair {
  const [year, month] = [1900 + choose(200), choose(12)];
  const day = 1 + choose(new Date(Date.UTC(year, month + 1, 0)).getUTCDate());
  const name = months[month]!;
  const written = [
    `${day}.${name}.${year}`,
    `${name}-${day}-${year}`,
    `${day}/${name.slice(0, 3)}/${year}`,
  ];
  return [written[choose(written.length)]!, `${year}-${padded(month + 1, 2)}-${padded(day, 2)}`];
}

function addition(choose: Choose): Pair {
  const [a, b] = [choose(100), choose(100)];
  return [`${a}+${b}`, String(a + b)];
}

const made = {
  reverse(choose) {
    const source = word(choose, 3, 8);
    return [source, [...source].reverse().join("")];
  },
  sort(choose) {
    const source = word(choose, 3, 8);
    return [source, [...source].sort().join("")];
  },
  copy(choose) {
    const source = word(choose, 3, 8);
    return [source, source];
  },
  add: addition,
  dates: date,
} as const satisfies Record<string, (choose: Choose) => Pair>;

export type Task = keyof typeof made;

/** So many pairs of a task, the same for a seed: "abc TAB cba" a line. */
export function taskPairs(task: Task, count: number, seed: number): string {
  const choose = choosing(seed);
  const pair: (choose: Choose) => Pair = made[task];
  return `${Array.from({ length: count }, () => pair(choose).join("\t")).join("\n")}\n`;
}

/** Pairs as a text that goes on: what a model learns that knows no source and target. */
export const pairsAsText = (pairs: string): string => pairs.replaceAll("\t", " = ");
