import { flag, integer, number, text } from "../../options/fields.ts";
import type { Described } from "../application.ts";

/** What an encoder of texts can be told, whatever stands on it. */
export const encoderFields = {
  layers: integer({ from: 1, to: 1000 }),
  heads: integer({ from: 1, to: 1000 }),
  dModel: integer({ from: 1, to: 65_536 }),
  dropout: number({ from: 0, below: 1 }),
  /** Tokens of a text at most. */
  context: integer({ from: 3, to: 65_536 }),
  /** Tokens of the vocabulary at most. */
  vocabulary: integer({ from: 100, to: 1_000_000 }),
  /** Whether capitals and small letters are told apart. */
  cased: flag(),
  /** Share of the words that are hidden in training, so that none is relied on alone. */
  wordDropout: number({ from: 0, below: 1 }),
  /** Folder of a model whose encoder and tokenizer it starts from; "" to start from random weights. */
  from: text(),
} as const;

export const encoderFlags: Readonly<Record<keyof typeof encoderFields, string>> = {
  layers: "Transformer blocks",
  heads: "Attention heads; they divide the width",
  dModel: "Width of the model",
  dropout: "Part of the activations that is dropped in training",
  context: "Tokens of a text at most",
  vocabulary: "Tokens of the WordPiece vocabulary, trained on the texts",
  cased: "Tell capitals from small letters",
  wordDropout: "Share of the tokens that are hidden in training",
  from: "Folder of a model whose encoder and tokenizer it starts from, such as one of masked-words",
};

/** What the folder of `from` is, and the settings that it decides. */
export const encoderBase = {
  role: "encoder",
  decides: ["layers", "heads", "dModel", "vocabulary", "cased"],
} as const;

/** What is wrong with the size of an encoder. */
export const encoderProblem = ({
  dModel,
  heads,
}: {
  readonly dModel: number;
  readonly heads: number;
}): string | undefined =>
  dModel % heads === 0
    ? undefined
    : `heads is ${heads}, expected a number that divides the width ${dModel}`;

/** "encoder of 2 layers, 4 heads, width 96" */
export function encoderSize({ config }: Described): string {
  const {
    num_hidden_layers: layers,
    num_attention_heads: heads,
    hidden_size: width,
  } = config as Record<string, number>;
  return `encoder of ${layers} layers, ${heads} heads, width ${width}`;
}
