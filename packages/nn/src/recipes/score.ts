/** How far a computation has come. */
export type Progress = (done: number, total: number) => void;

/** How well a model does on some data; which figures there are depends on what it does. */
export interface Score {
  /** Mean negative log likelihood of a token, in nats; of labels, of a text's class, of each of any number of classes, or the squared error of a number. */
  readonly loss: number;
  /** exp(loss), of tokens. */
  readonly perplexity?: number;
  /** Of the text that the tokens stand for. */
  readonly bitsPerByte?: number;
  /** Share of the tokens that were the likeliest, given the right ones before them. */
  readonly tokenAccuracy?: number;
  /** Tokens that were predicted. */
  readonly tokens?: number;
  /** Share of the texts whose class was told right. */
  readonly accuracy?: number;
  /** F1 of any number of labels a text, over all labels of all texts. */
  readonly microF1?: number;
  /** Its mean over labels. */
  readonly macroF1?: number;
  /** Texts of which something was told. */
  readonly texts?: number;
  /** exp of the nats that a word takes: comparable between tokenizers, as bits per byte are. */
  readonly wordPerplexity?: number;
  /** Words, between white space, of the text that was predicted. */
  readonly words?: number;
  /** UTF-8 bytes of the text that was predicted. */
  readonly bytes?: number;
  readonly pairs?: number;
  /** Share of the decoded pairs whose output was the target, symbol for symbol; or of the texts of whose labels all were told right. */
  readonly exactMatch?: number;
  /** Of the decoded symbols, 0 to 100. */
  readonly bleu?: number;
  /** Pairs whose sources were decoded: the first ones. */
  readonly decoded?: number;
  /** Of an application: what its table of figures lists, by name. */
  readonly figures?: Readonly<Record<string, number>>;
}

/** Who is told how far a scoring is, and what stops it. */
export interface ScoringOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: Progress;
}
