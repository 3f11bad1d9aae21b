import { Segmentation } from "./segmentation.ts";
import type { TrainingTurns } from "./training-turns.ts";
import { unigramSeeds } from "./unigram-seeds.ts";

export interface UnigramTraining {
  readonly vocabSize: number;
  readonly specialTokens: readonly string[];
  readonly initialAlphabet: readonly string[];
  /** Which of the special tokens stands for what is unknown; it is put before them where it is none of them. */
  readonly unknown: string;
  /** Of a piece, in characters. */
  readonly maxPieceLength: number;
  /** How many pieces training begins with at most. */
  readonly seedSize: number;
  /** What share of the pieces stays after each round. */
  readonly shrinkingFactor: number;
  /** Steps of expectation and maximisation in each round. */
  readonly subIterations: number;
}

type Piece = readonly [piece: string, score: number];

export interface TrainedUnigram {
  /** By id. */
  readonly pieces: readonly Piece[];
  readonly unknownId: number;
}

/** A piece that is expected more seldom is given up. */
const leastExpected = 0.5;
/** Characters that training gave up come back at the end, each a little less unlikely than the one before. */
const stepOfReturned = 0.0001;

/** Kudo's unigram language model (https://arxiv.org/abs/1804.10959): from many pieces to the most useful ones. */
export async function trainUnigram(
  words: ReadonlyMap<string, number>,
  training: UnigramTraining,
  turns: TrainingTurns,
): Promise<TrainedUnigram> {
  const { vocabSize, subIterations, maxPieceLength, seedSize } = training;
  const required = new Set(training.initialAlphabet);
  for (const word of words.keys()) for (const character of word) required.add(character);
  if (required.size > vocabSize)
    throw new RangeError(
      `trainTokenizer: vocabSize is ${vocabSize}, expected at least ${required.size}, one for each character of the text`,
    );
  let pieces: readonly Piece[] = [
    ["<UNK>", Number.NaN],
    ...unigramSeeds(words, maxPieceLength, seedSize),
  ];
  const desired = Math.floor((vocabSize * 11) / 10);
  for (;;) {
    for (let i = 0; i < subIterations; i++) pieces = await maximised(words, pieces, turns);
    if (pieces.length <= desired) break;
    pieces = await pruned(words, pieces, desired, training, turns);
  }
  return finished(pieces, required, training);
}

async function maximised(
  words: ReadonlyMap<string, number>,
  pieces: readonly Piece[],
  turns: TrainingTurns,
): Promise<readonly Piece[]> {
  const segmentation = new Segmentation(pieces);
  const expected = new Float64Array(pieces.length);
  let done = 0;
  for (const [word, count] of words) {
    segmentation.addExpected(word, count, expected);
    if (++done % 1024 === 0) await turns.turn(`${pieces.length} pieces`, done, words.size);
  }
  let sum = 0;
  const kept: Piece[] = [];
  for (const [i, [piece]] of pieces.entries()) {
    if (i > 0 && expected[i]! < leastExpected) continue;
    kept.push([piece, i === 0 ? Number.NaN : expected[i]!]);
    if (i > 0) sum += expected[i]!;
  }
  const whole = digamma(sum);
  return kept.map(([piece, count]) => [piece, digamma(count) - whole] as const);
}

/** The derivative of the logarithm of the gamma function: rare pieces weigh less than by their counts. */
function digamma(value: number): number {
  let [x, result] = [value, 0];
  for (; x < 7; x++) result -= 1 / x;
  x -= 1 / 2;
  const xx2 = 1 / (x * x);
  const xx4 = xx2 * xx2;
  return (
    result +
    Math.log(x) +
    (1 / 24) * xx2 -
    (7 / 960) * xx4 +
    (31 / 8064) * xx4 * xx2 -
    (127 / 30720) * xx4 * xx4
  );
}

/** Gives up the pieces that cost the least likelihood: each is measured against what would stand in its place. */
async function pruned(
  words: ReadonlyMap<string, number>,
  pieces: readonly Piece[],
  desired: number,
  { shrinkingFactor }: UnigramTraining,
  turns: TrainingTurns,
): Promise<readonly Piece[]> {
  const segmentation = new Segmentation(pieces);
  const counts = new Float64Array(pieces.length);
  const wordCounts = new Float64Array(pieces.length);
  let [all, done] = [0, 0];
  for (const [word, count] of words) {
    all += count;
    for (const id of segmentation.best(word)?.ids ?? []) {
      counts[id]! += count;
      wordCounts[id]! += count;
    }
    if (++done % 1024 === 0) await turns.turn(`${pieces.length} pieces`, done, words.size);
  }
  const sum = counts.reduce((total, count) => total + count, 0);
  const kept: Piece[] = [pieces[0]!];
  const candidates: (readonly [id: number, loss: number])[] = [];
  for (const [id, piece] of pieces.entries()) {
    if (id === 0) continue;
    const { keep, instead } = alternatives(segmentation, piece[0]);
    const count = counts[id]!;
    if (count === 0 && !keep) continue;
    if (instead.length === 0) kept.push(piece);
    else if (wordCounts[id]! > 0) {
      const sumInstead = Math.log(sum + count * (pieces.length - 1));
      let likelihood = 0;
      for (const other of instead) likelihood += Math.log(counts[other]! + count) - sumInstead;
      candidates.push([
        id,
        (wordCounts[id]! / all) * (Math.log(count) - Math.log(sum) - likelihood),
      ]);
    }
  }
  const size = Math.max(desired, Math.floor(pieces.length * shrinkingFactor));
  candidates.sort(([, a], [, b]) => b - a);
  for (const [id] of candidates) {
    if (kept.length === size) break;
    kept.push(pieces[id]!);
  }
  return kept;
}

/** Whether a piece stays even where it is not used, and the pieces that would stand in its place. */
function alternatives(
  segmentation: Segmentation,
  piece: string,
): { readonly keep: boolean; readonly instead: readonly number[] } {
  const best = segmentation.best(piece);
  if (!best || best.ids.length > 1) return { keep: !best, instead: [] };
  return { keep: true, instead: segmentation.best(piece, { whole: false })?.ids ?? [] };
}

/** Every required character, the best of the others, and the special tokens before them. */
function finished(
  pieces: readonly Piece[],
  required: ReadonlySet<string>,
  { vocabSize, specialTokens, unknown }: UnigramTraining,
): TrainedUnigram {
  const known = new Map(pieces.slice(1));
  const least = [...known.values()].reduce((low, score) => Math.min(low, score), Infinity);
  const chosen = new Map<string, number>();
  let returned = 0;
  for (const character of required)
    chosen.set(character, known.get(character) ?? least + stepOfReturned * returned++);
  const before = specialTokens.includes(unknown) ? specialTokens : [unknown, ...specialTokens];
  const room = vocabSize - before.length;
  for (const [piece, score] of known) {
    if (chosen.size >= room) break;
    if (!chosen.has(piece)) chosen.set(piece, score);
  }
  const sorted = [...chosen].sort(([, a], [, b]) => b - a);
  const special = before.map((token): Piece => [token, 0]);
  return { pieces: [...special, ...sorted], unknownId: before.indexOf(unknown) };
}
