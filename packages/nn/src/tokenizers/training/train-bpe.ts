import { MergeQueue } from "./merge-queue.ts";
import { PairCounts } from "./pair-counts.ts";
import type { TrainingTurns } from "./training-turns.ts";

export interface BpeTraining {
  readonly vocabSize: number;
  readonly specialTokens: readonly string[];
  /** Characters that have tokens whether they come or not. */
  readonly initialAlphabet: readonly string[];
  /** The most characters that have tokens; the rarest have none. */
  readonly limitAlphabet?: number | undefined;
  /** Rarer pairs are not merged. */
  readonly minFrequency: number;
  /** Before every symbol of a word but the first. */
  readonly prefix: string;
  /** Behind the last symbol of a word. */
  readonly suffix: string;
}

export interface TrainedBpe {
  /** By id. */
  readonly tokens: readonly string[];
  readonly merges: readonly (readonly [string, string])[];
}

/** Merges the most frequent pair of neighbours, over and over, until there are as many tokens as asked for. */
export async function trainBpe(
  words: ReadonlyMap<string, number>,
  training: BpeTraining,
  turns: TrainingTurns,
): Promise<TrainedBpe> {
  const trainer = new BpeTrainer(words, training);
  const { vocabSize } = training;
  while (trainer.size < vocabSize && trainer.merge())
    if (trainer.size % 64 === 0) await turns.turn("merges", trainer.size, vocabSize);
  return trainer.trained();
}

class BpeTrainer {
  readonly #training: BpeTraining;
  readonly #tokens: string[] = [];
  readonly #ids = new Map<string, number>();
  readonly #words: number[][] = [];
  readonly #counts: number[] = [];
  readonly #pairs = new PairCounts();
  readonly #queue = new MergeQueue();
  /** By pair, in the order of merging: a pair that is merged again comes last. */
  readonly #merges = new Map<string, readonly [number, number]>();

  constructor(words: ReadonlyMap<string, number>, training: BpeTraining) {
    this.#training = training;
    for (const token of training.specialTokens) if (token !== "") this.#idOf(token);
    for (const character of alphabet(words, training)) this.#idOf(character);
    for (const [word, count] of words) this.#addWord(word, count);
    this.#offerNew();
  }

  get size(): number {
    return this.#tokens.length;
  }

  trained(): TrainedBpe {
    const merges = [...this.#merges.values()].map(
      ([first, second]) => [this.#tokens[first]!, this.#tokens[second]!] as const,
    );
    return { tokens: this.#tokens, merges };
  }

  /** Merge the next pair; false where none is frequent enough. */
  merge(): boolean {
    for (let top = this.#queue.pop(); top; top = this.#queue.pop()) {
      const { first, second } = top;
      const now = this.#pairs.of(first, second);
      if (top.count !== now) {
        this.#queue.push({ ...top, count: now });
        continue;
      }
      if (top.count < 1 || top.count < this.#training.minFrequency) return false;
      const id = this.#idOf(this.#joint(first, second));
      const key = `${first} ${second}`;
      this.#merges.delete(key);
      this.#merges.set(key, [first, second]);
      for (const word of top.words) this.#mergeIn(word, first, second, id);
      this.#offerNew();
      return true;
    }
    return false;
  }

  #joint(first: number, second: number): string {
    const { prefix } = this.#training;
    const end = this.#tokens[second]!;
    return this.#tokens[first]! + (end.startsWith(prefix) ? end.slice(prefix.length) : end);
  }

  #idOf(token: string): number {
    const known = this.#ids.get(token);
    if (known !== undefined) return known;
    this.#ids.set(token, this.#tokens.length);
    return this.#tokens.push(token) - 1;
  }

  /** Characters without a token of their own are left out of the word. */
  #addWord(word: string, count: number): void {
    const { prefix, suffix } = this.#training;
    const characters = [...word];
    const symbols: number[] = [];
    for (const [i, character] of characters.entries()) {
      if (!this.#ids.has(character)) continue;
      const last = i === characters.length - 1;
      symbols.push(this.#idOf((i > 0 ? prefix : "") + character + (last ? suffix : "")));
    }
    const index = this.#words.push(symbols) - 1;
    this.#counts.push(count);
    for (let i = 0; i + 1 < symbols.length; i++)
      this.#pairs.add(symbols[i]!, symbols[i + 1]!, count, index);
  }

  #mergeIn(word: number, first: number, second: number, id: number): void {
    const symbols = this.#words[word]!;
    const count = this.#counts[word]!;
    for (let i = 0; i + 1 < symbols.length; i++) {
      if (symbols[i] !== first || symbols[i + 1] !== second) continue;
      if (i > 0) {
        this.#pairs.add(symbols[i - 1]!, first, -count, word);
        this.#pairs.add(symbols[i - 1]!, id, count, word);
      }
      symbols.splice(i, 2, id);
      if (i + 1 < symbols.length) {
        this.#pairs.add(second, symbols[i + 1]!, -count, word);
        this.#pairs.add(id, symbols[i + 1]!, count, word);
      }
    }
  }

  #offerNew(): void {
    for (const pair of this.#pairs.takeNew()) if (pair.count > 0) this.#queue.push(pair);
  }
}

/** The characters that have tokens, in the order of their code points. */
function alphabet(
  words: ReadonlyMap<string, number>,
  { initialAlphabet, limitAlphabet }: BpeTraining,
): readonly string[] {
  const counts = new Map<string, number>();
  for (const [word, count] of words)
    for (const character of word) counts.set(character, (counts.get(character) ?? 0) + count);
  for (const character of initialAlphabet) counts.set(character, Number.POSITIVE_INFINITY);
  let kept = [...counts.keys()].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  if (limitAlphabet !== undefined && kept.length > limitAlphabet) {
    const frequent = kept.toSorted((a, b) => counts.get(b)! - counts.get(a)!);
    const chosen = new Set(frequent.slice(0, limitAlphabet));
    kept = kept.filter((character) => chosen.has(character));
  }
  return kept;
}
