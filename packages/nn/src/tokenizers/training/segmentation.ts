import { PieceTrie } from "./piece-trie.ts";

/** How much less likely an unknown character is than the least likely piece. */
const unknownPenalty = 10;
const none = Number.NEGATIVE_INFINITY;

/** The most likely pieces of a word, by their ids, and the logarithm of how likely they are. */
export interface BestPath {
  readonly ids: readonly number[];
  readonly score: number;
}

/**
 * The ways in which pieces make up words, while the pieces are trained. The nodes of one word's lattice lie in arrays that
 * serve for the next: node i is piece `#ids[i]` from `#starts[i]` up to `#ends[i]`, and those that begin at a place follow
 * one another.
 */
export class Segmentation {
  readonly #scores: Float64Array;
  readonly #trie: PieceTrie;
  readonly #unknownScore: number;
  #ids = new Int32Array(256);
  #starts = new Int32Array(256);
  #ends = new Int32Array(256);
  #nodes = 0;
  #forward = new Float64Array(64);
  #backward = new Float64Array(64);
  #from = new Int32Array(64);

  /** The first piece stands for what is unknown. */
  constructor(pieces: readonly (readonly [piece: string, score: number])[]) {
    this.#scores = Float64Array.from(pieces, ([, score]) => score);
    this.#trie = new PieceTrie(pieces.slice(1).map(([piece]) => piece));
    let least = Number.POSITIVE_INFINITY;
    for (const score of this.#scores) if (score < least) least = score;
    this.#unknownScore = least - unknownPenalty;
    this.#scores[0] = this.#unknownScore;
  }

  /** Adds to `expected`, by piece, how often each is to be expected in a word that comes `count` times. */
  addExpected(word: string, count: number, expected: Float64Array): void {
    const size = this.#build(word);
    const [forward, backward, scores] = [this.#forward, this.#backward, this.#scores];
    const [ids, starts, ends] = [this.#ids, this.#starts, this.#ends];
    forward.fill(none, 0, size + 1);
    backward.fill(none, 0, size + 1);
    forward[0] = 0;
    backward[size] = 0;
    for (let i = 0; i < this.#nodes; i++)
      forward[ends[i]!] = logSum(forward[ends[i]!]!, forward[starts[i]!]! + scores[ids[i]!]!);
    // From the last place to the first, at each its nodes in their order: sums are rounded as the reference rounds them.
    for (let last = this.#nodes - 1; last >= 0; ) {
      const start = starts[last]!;
      let first = last;
      while (first > 0 && starts[first - 1] === start) first--;
      for (let i = first; i <= last; i++)
        backward[start] = logSum(backward[start]!, backward[ends[i]!]! + scores[ids[i]!]!);
      last = first - 1;
    }
    const whole = forward[size]!;
    for (let i = 0; i < this.#nodes; i++) {
      const way = forward[starts[i]!]! + scores[ids[i]!]! + backward[ends[i]!]! - whole;
      expected[ids[i]!] = expected[ids[i]!]! + count * Math.exp(way);
    }
  }

  /** The best way, of several the first; with `whole` false one of at least two pieces. Undefined where there is none. */
  best(word: string, { whole = true }: { readonly whole?: boolean } = {}): BestPath | undefined {
    const size = this.#build(word);
    const [forward, scores, from] = [this.#forward, this.#scores, this.#from];
    const [ids, starts, ends] = [this.#ids, this.#starts, this.#ends];
    forward.fill(none, 0, size + 1);
    forward[0] = 0;
    for (let i = 0; i < this.#nodes; i++) {
      const [start, end] = [starts[i]!, ends[i]!];
      if (!whole && start === 0 && end === size) continue;
      const score = forward[start]! + scores[ids[i]!]!;
      if (score <= forward[end]!) continue;
      forward[end] = score;
      from[end] = i;
    }
    if (forward[size] === none) return undefined;
    const path: number[] = [];
    for (let end = size; end > 0; end = starts[from[end]!]!) path.push(ids[from[end]!]!);
    return { ids: path.reverse(), score: forward[size]! };
  }

  /** Writes the nodes of a word by where they begin; a character that no piece is alone is unknown. */
  #build(word: string): number {
    const size = word.length;
    this.#reserve(size);
    this.#nodes = 0;
    for (let start = 0; start < size; ) {
      const code = word.charCodeAt(start);
      const single = start + (code >= 0xd800 && code < 0xdc00 && start + 1 < size ? 2 : 1);
      let known = false;
      for (let node = 0, at = start; at < size; at++) {
        node = this.#trie.child(node, word.charCodeAt(at));
        if (node < 0) break;
        const piece = this.#trie.pieceAt(node);
        if (piece < 0) continue;
        this.#add(piece + 1, start, at + 1);
        known ||= at + 1 === single;
      }
      if (!known) this.#add(0, start, single);
      start = single;
    }
    return size;
  }

  #add(id: number, start: number, end: number): void {
    if (this.#nodes === this.#ids.length) {
      this.#ids = doubled(this.#ids);
      this.#starts = doubled(this.#starts);
      this.#ends = doubled(this.#ends);
    }
    this.#ids[this.#nodes] = id;
    this.#starts[this.#nodes] = start;
    this.#ends[this.#nodes++] = end;
  }

  #reserve(size: number): void {
    if (size < this.#forward.length) return;
    this.#forward = new Float64Array(2 * size + 2);
    this.#backward = new Float64Array(2 * size + 2);
    this.#from = new Int32Array(2 * size + 2);
  }
}

function doubled(values: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(2 * values.length);
  grown.set(values);
  return grown;
}

/** log(exp(a) + exp(b)) */
function logSum(a: number, b: number): number {
  if (a === none) return b;
  const [low, high] = a < b ? [a, b] : [b, a];
  return high > low + 50 ? high : high + Math.log(Math.exp(low - high) + 1);
}
