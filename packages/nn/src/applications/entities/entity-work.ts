import { entityScores } from "../../metrics/entities/entity-scores.ts";
import { entitySpans } from "../../metrics/entities/entity-spans.ts";
import type { Encoder } from "../../models/roles.ts";
import { ranked, softmaxRow } from "../../pipelines/labels/softmax-row.ts";
import { defaultGenerator } from "../../random/generator.ts";
import type { OutputPair, TableSample } from "../../recipes/sample.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import type { Described, HeldOutOptions, Work } from "../application.ts";
import type { DataParts } from "../data-parts.ts";
import { AlikeBatches } from "../text-encoder/alike-batches.ts";
import { hiddenWords, hideWords } from "../text-encoder/hide-words.ts";
import { tokenizerOf } from "../text-tokenizer.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import { type EntityBatch, entityBatch, type LabelledPieces } from "./entity-batch.ts";
import { mentionsOf, swapMentions } from "./swap-mentions.ts";
import { tagSentences } from "./tag-sentences.ts";
import type { TaggedSentence } from "./tagged-sentence.ts";
import { WordPieces } from "./word-pieces.ts";

export interface EntityWorkParts extends Described {
  readonly model: Encoder;
  readonly settings: ApplicationTraining & {
    readonly context: number;
    readonly wordDropout: number;
    readonly swap: number;
  };
}

/** Batches, losses, figures and examples of an encoder that tells the entities of sentences. */
export function entityWork(parts: EntityWorkParts): Work<DataParts<TaggedSentence>, EntityBatch> {
  const { model, settings } = parts;
  const { batch: batchSize, seed, swap } = settings;
  const tokenizer = tokenizerOf(parts);
  const labels = model.labels ?? [];
  const ids = new Map(labels.map((label, id) => [label, id]));
  const most = Math.min(settings.context, model.contextLength ?? settings.context);
  const pieces = new WordPieces(tokenizer, most);
  const paddingIdx = tokenizer.specialTokenId("pad") ?? 0;
  const hidden = hiddenWords(tokenizer, settings.wordDropout);

  const idOf = (tag: string, words: readonly string[]): number => {
    const id = ids.get(tag);
    if (id !== undefined) return id;
    throw new RecipeError(
      `a word of ${JSON.stringify(words.join(" ").slice(0, 40))} has the tag ${tag}, expected one of ${labels.slice(0, 12).join(", ")}`,
    );
  };
  /** Pieces behind the first of a word are inside of its entity. */
  const labelled = ({ words, tags }: TaggedSentence): readonly LabelledPieces[] =>
    pieces.windows(words).map((window) => ({
      ids: hideWords(window.ids, hidden, defaultGenerator),
      labels: window.words.map((word, i) => {
        if (word < 0) return -100;
        const tag = tags[word]!;
        return idOf(word === window.words[i - 1] ? tag.replace(/^B-/, "I-") : tag, words);
      }),
    }));
  /** Tags told of sentences, and the mean nats of the right ones. */
  const told = async (
    sentences: readonly TaggedSentence[],
    { part: _, examples: __, ...options }: HeldOutOptions,
  ) => {
    const rows = await tagSentences(
      sentences.map(({ words }) => words),
      { model, pieces, paddingIdx, batchSize, ...options },
    );
    let [nats, words] = [0, 0];
    const tags = rows.map((row, i) =>
      row.map((logits, k) => {
        const shares = softmaxRow(logits);
        const right = shares[idOf(sentences[i]!.tags[k]!, sentences[i]!.words)]!;
        nats -= Math.log(Math.max(right, Number.MIN_VALUE));
        words++;
        return labels[ranked(shares, 1)[0]!]!;
      }),
    );
    const scores = entityScores(
      sentences.map((one) => one.tags),
      tags,
    );
    return { tags, scores, loss: nats / words };
  };

  return {
    batches({ training }) {
      const mentions = mentionsOf(training);
      return new AlikeBatches<TaggedSentence, EntityBatch>(training, {
        ...{ batchSize, seed },
        lengthOf: ({ words }) => words.length,
        collate: (some) =>
          entityBatch(
            some.flatMap((one) => labelled(swapMentions(one, mentions, swap, defaultGenerator))),
            { paddingIdx, device: model.device },
          ),
      });
    },
    loss: (batch) => model.forwardNamed(batch).loss!,
    async score(data, options) {
      const { loss, scores } = await told(data[options.part].slice(0, options.examples), options);
      const { f1, precision, recall } = scores.micro;
      return { loss, figures: { f1, precision, recall } };
    },
    async samples(data, options) {
      const sentences = data[options.part];
      const { tags, scores } = await told(sentences, options);
      const pairs = sentences.map(({ words, tags: right }, i): OutputPair => {
        const [target, output] = [right, tags[i]!].map((one) => named(words, one));
        return {
          source: words.join(" "),
          target: target!,
          output: output!,
          exact: target === output,
        };
      });
      const { examples = 8 } = options;
      const wrong = pairs.filter(({ exact }) => !exact).slice(0, examples >> 1);
      const right = pairs.filter(({ exact, target }) => exact && target !== "none");
      const table: TableSample = {
        title: "By type",
        columns: ["type", "precision", "recall", "F1", "entities"],
        rows: [...scores.perType].map(([type, { precision, recall, f1, gold }]) => [
          type,
          ...[precision, recall, f1].map((share) => `${(100 * share).toFixed(1)} %`),
          gold,
        ]),
      };
      return [
        {
          kind: "pairs",
          pairs: [...right.slice(0, examples - wrong.length), ...wrong],
          title: "Told right, and wrong",
        },
        { kind: "table", ...table },
      ];
    },
  };
}

/** "PER Ada Lovelace, LOC London" */
const named = (words: readonly string[], tags: readonly string[]): string =>
  entitySpans(tags)
    .map(({ first, last, type }) => `${type} ${words.slice(first, last + 1).join(" ")}`)
    .join(", ") || "none";
