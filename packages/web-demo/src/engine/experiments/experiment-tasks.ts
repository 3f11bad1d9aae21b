import { integerBelow, shuffled } from "../../shaping/seeded-random.ts";
import type { ExperimentTask } from "../protocol.ts";

/** A batch of made sequences: [batch, length] ids, and what is to be said at each place (-100: nothing). */
export interface ExperimentBatch {
  readonly ids: Int32Array;
  readonly targets: Int32Array;
}

/** Sequences whose best possible loss is known. */
export interface ExperimentData {
  readonly vocabSize: number;
  readonly length: number;
  /** Mean loss of a model that knows the rule, in nats. */
  readonly floor: number;
  batch(size: number, random: () => number): ExperimentBatch;
}

type Example = readonly [ids: readonly number[], targets: readonly number[]];

const made = (
  shape: Pick<ExperimentData, "vocabSize" | "length" | "floor">,
  example: (random: () => number) => Example,
): ExperimentData => ({
  ...shape,
  batch(size, random) {
    const examples = Array.from({ length: size }, () => example(random));
    return {
      ids: Int32Array.from(examples.flatMap(([ids]) => ids)),
      targets: Int32Array.from(examples.flatMap(([, targets]) => targets)),
    };
  },
});

/** A sequence that foresees itself: at each place the next element. */
const foreseeing = (sequence: readonly number[], from = 0): Example => [
  sequence.slice(0, -1),
  sequence.slice(1).map((next, place) => (place < from ? -100 : next)),
];

/** A walk round a clock of twelve: each next hour is one up or one down, by the toss of a coin. Nobody can know which. */
const walk = made({ vocabSize: 12, length: 16, floor: Math.log(2) }, (random) => {
  const hours = [integerBelow(random, 12)];
  while (hours.length < 17) hours.push((hours.at(-1)! + (random() < 0.5 ? 1 : 11)) % 12);
  return foreseeing(hours);
});

/**
 * Three digits and "=": their sum modulo 5. The place that answers adds what it sees; that the sum starts anew at 5 is a bend
 * which no weighted sum has.
 */
const sum = made({ vocabSize: 6, length: 4, floor: 0 }, (random) => {
  const digits = [integerBelow(random, 5), integerBelow(random, 5), integerBelow(random, 5)];
  const total = digits.reduce((a, b) => a + b, 0) % 5;
  return [
    [...digits, 5],
    [-100, -100, -100, total],
  ];
});

const OWNERS = 6;

/**
 * "Ann cat, Ben dog, Cleo fish … Ben?": six owners in any order, each followed by an animal, then the name of one. Name and
 * animal are tokens of their own, so an animal has to learn first whose it is.
 */
const lookup = made({ vocabSize: 2 * OWNERS, length: 2 * OWNERS + 1, floor: 0 }, (random) => {
  const names = shuffled([0, 1, 2, 3, 4, 5], random);
  const animals = names.map(() => OWNERS + integerBelow(random, OWNERS));
  const asked = integerBelow(random, OWNERS);
  const ids = [...names.flatMap((name, i) => [name, animals[i]!]), names[asked]!];
  return [ids, ids.map((_, place) => (place === 2 * OWNERS ? animals[asked]! : -100))];
});

const SEATS = 5;
const COLOURS = 4;

/**
 * Five seats, each with one of four colours (a token is a seat and a colour), in any order; then a pair of seats is named, and
 * both colours are asked for at once: 16 answers. The place that answers has to look at two things, and keep them apart.
 */
const pairs = made(
  { vocabSize: SEATS * COLOURS + SEATS * SEATS, length: SEATS + 1, floor: 0 },
  (random) => {
    const seats = shuffled([0, 1, 2, 3, 4], random);
    const colours = seats.map(() => integerBelow(random, COLOURS));
    const [first, second] = [integerBelow(random, SEATS), integerBelow(random, SEATS)];
    const ids = [
      ...seats.map((seat) => seat * COLOURS + colours[seat]!),
      SEATS * COLOURS + first * SEATS + second,
    ];
    const answer = colours[first]! * COLOURS + colours[second]!;
    return [ids, ids.map((_, place) => (place === SEATS ? answer : -100))];
  },
);

export const experimentTasks: { readonly [K in ExperimentTask]: ExperimentData } = {
  walk,
  sum,
  lookup,
  pairs,
};
