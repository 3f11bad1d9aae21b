import { type BatchSource, Generator, type Tensor, tensor } from "@qkv/nn";
import type { WordTokenizer } from "./word-tokenizer.ts";

/** Sentences with hidden words: int32 [batch, tokens] each. */
export interface MaskedBatch {
  readonly ids: Tensor;
  /** 1 for tokens, 0 for padding. */
  readonly mask: Tensor;
  /** What was hidden; -100 elsewhere. */
  readonly targets: Tensor;
}

const NOTHING = -100;

interface MaskingOptions extends WordTokenizer {
  readonly batchSize: number;
  readonly vocabSize: number;
  readonly seed: number;
}

/**
 * Sentences of which 15 % of the words are to be guessed, one at least; of those 80 % are masked, 10 % another word, 10 % as
 * they are: Devlin et al., arXiv:1810.04805, section 3.1. Batch number i depends on the seed and i alone.
 */
export class MaskedSentences implements BatchSource<MaskedBatch> {
  readonly #sentences: readonly Int32Array[];
  readonly #options: MaskingOptions;
  readonly #generator: Generator;
  #batch = 0;

  constructor(sentences: readonly Int32Array[], options: MaskingOptions) {
    this.#sentences = sentences;
    this.#options = options;
    this.#generator = new Generator(options.seed).fork();
  }

  get batchesPerEpoch(): number {
    return Math.ceil(this.#sentences.length / this.#options.batchSize);
  }

  get state(): { readonly batch: number } {
    return { batch: this.#batch };
  }
  set state(given: unknown) {
    const { batch } = Object(given);
    if (!Number.isSafeInteger(batch) || batch < 0)
      throw new RangeError(
        `MaskedSentences: state.batch is ${batch}, expected a number of batches`,
      );
    this.#batch = batch;
  }

  next(): MaskedBatch {
    const { batchSize } = this.#options;
    this.#generator.state = { ...this.#generator.state, stream: this.#batch++ };
    const chosen = [...this.#generator.integers(batchSize, this.#sentences.length)].map(
      (i) => this.#sentences[i]!,
    );
    return this.#masked(chosen);
  }

  #masked(sentences: readonly Int32Array[]): MaskedBatch {
    const { mask: maskId, unknown, firstWord, vocabSize, padding } = this.#options;
    const width = Math.max(...sentences.map(({ length }) => length));
    const shape = [sentences.length, width] as const;
    const ids = new Int32Array(sentences.length * width).fill(padding);
    const mask = new Int32Array(ids.length);
    const targets = new Int32Array(ids.length).fill(NOTHING);
    const choose = (count: number) => this.#generator.integers(1, count)[0]!;
    for (const [row, sentence] of sentences.entries()) {
      const certain = 1 + choose(sentence.length - 2); // between [CLS] and [SEP]
      for (const [i, id] of sentence.entries()) {
        const at = row * width + i;
        [ids[at], mask[at]] = [id, 1];
        const framed = i === 0 || i === sentence.length - 1;
        if (framed || id === unknown || (i !== certain && choose(100) >= 15)) continue;
        targets[at] = id;
        const kind = choose(10);
        if (kind < 8) ids[at] = maskId;
        else if (kind < 9) ids[at] = firstWord + choose(vocabSize - firstWord);
      }
    }
    return {
      ids: tensor(ids, { shape }),
      mask: tensor(mask, { shape }),
      targets: tensor(targets, { shape }),
    };
  }
}
