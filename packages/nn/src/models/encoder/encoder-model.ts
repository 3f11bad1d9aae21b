import { formatShape, refuseUnknownOptions, ShapeError } from "@qkv/core-wasm/contract";
import { Module } from "../../module/module.ts";
import type { ModuleList } from "../../module/module-list.ts";
import { expectParameterOptions, type ParameterOptions } from "../../module/parameter-options.ts";
import { reshape } from "../../ops/reshape.ts";
import { expectInstance, expectObject, expectText } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import type { TransformerBlock } from "../block/transformer-block.ts";
import { type Encoded, type Head, type HeadOutputs, mainOutput } from "../heads/head.ts";
import { statedProblem } from "../heads/label-losses.ts";
import { MultipleChoice } from "../heads/multiple-choice.ts";
import { SentenceEmbedding } from "../heads/sentence-embedding.ts";
import { withLoss } from "../heads/with-loss.ts";
import type { Encoder, NamedTensors } from "../roles.ts";
import { sampleIds } from "../sample-ids.ts";
import { EncoderBackbone, type EncoderInputs } from "./encoder-backbone.ts";
import type { EncoderNames, EncoderOptions } from "./encoder-options.ts";

const inputNames: ReadonlySet<string> = new Set<keyof EncoderInputs>([
  ...(["attentionMask", "positions", "tokenTypes"] as const),
]);

/** The head of an encoder. */
export interface EncoderHead {
  /** Its name in the state dict; "" where its parts stand beside the backbone. */
  readonly name: string;
  make(backbone: EncoderBackbone, options: ParameterOptions): Head;
}

/** Whether a model can give one vector of each sequence. */
export const embedsSentences = (model: Module): model is EncoderModel => "embedSentences" in model;

/** An encoder of token ids, with a head or without. */
export class EncoderModel extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly options: EncoderOptions;
  readonly backbone: EncoderBackbone;
  readonly head: Head | undefined;
  #sentence: SentenceEmbedding | undefined;

  constructor(
    modelType: string,
    names: EncoderNames,
    encoder: EncoderOptions,
    options: ParameterOptions = {},
    head?: EncoderHead,
  ) {
    super();
    expectText("EncoderModel", "modelType", modelType);
    expectObject("EncoderModel", "names", names, "the names of its parts", "backbone", "words");
    expectObject("EncoderModel", "encoder", encoder, "the encoder's options", "vocabSize", "norm");
    expectParameterOptions("EncoderModel", options);
    this.modelType = modelType;
    this.options = encoder;
    this.backbone = this.child(names.backbone, new EncoderBackbone(encoder, names, options));
    this.head = head && this.child(head.name, head.make(this.backbone, options));
  }

  /** int32 ids [batch, tokens] -> the first of the outputs: the head's scores, sentence embeddings, or the tokens' vectors. */
  forward(ids: Tensor, inputs: EncoderInputs = {}): Tensor {
    return scope(() => {
      const outputs = this.#outputs(ids, inputs);
      return outputs.sentence_embedding ?? mainOutput(outputs);
    });
  }

  /**
   * By Hugging Face's names: { input_ids, attention_mask, token_type_ids, position_ids } -> { last_hidden_state,
   * pooler_output } or what the head gives; beside them { sentence_embedding } of sentence-transformers. With { labels }, or
   * { start_positions, end_positions }, also the head's { loss }, as there.
   */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const { input_ids: ids, attention_mask: attentionMask, position_ids: positions } = inputs;
    expectTensor(this.path, "input_ids", ids);
    const read = { attentionMask, positions, tokenTypes: inputs.token_type_ids };
    const outputs = this.#outputs(ids, read);
    return withLoss(this, inputs, outputs, this.head?.lossOf(outputs, statedProblem(this)));
  }

  hiddenStates(inputs: NamedTensors): Tensor {
    expectObject(this.path, "inputs", inputs, "tensors by their names");
    const { input_ids: ids, attention_mask: attentionMask, position_ids: positions } = inputs;
    expectTensor(this.path, "input_ids", ids);
    this.#check(ids);
    const read = { attentionMask, positions, tokenTypes: inputs.token_type_ids };
    return scope(() => this.backbone.forward(ids, read).hidden);
  }

  /** Also give one vector of each sequence, as sentence-transformers does: what `modules.json` lists beside the encoder. */
  embedSentences(embedding: SentenceEmbedding): void {
    expectInstance(this.path, "embedding", embedding, SentenceEmbedding, "a SentenceEmbedding");
    this.#sentence = this.child("sentence", embedding);
  }

  get sentenceEmbedding(): SentenceEmbedding | undefined {
    return this.#sentence;
  }

  #outputs(ids: Tensor, inputs: EncoderInputs): HeadOutputs {
    expectTensor(this.path, "ids", ids);
    refuseUnknownOptions(this.path, inputs, inputNames);
    if (this.head instanceof MultipleChoice && ids.shape.length === 3)
      return this.#outputsOfChoices(this.head, ids, inputs);
    this.#check(ids);
    const encoded = this.backbone.forward(ids, inputs);
    const outputs = this.head?.forward(encoded) ?? own(encoded);
    if (!this.#sentence) return outputs;
    return { ...outputs, sentence_embedding: this.#sentence.forward(encoded) };
  }

  get labels(): readonly string[] | undefined {
    return this.head?.labels;
  }

  get device(): Device {
    return this.backbone.embeddings.words.device;
  }

  get encoderLayers(): ModuleList<TransformerBlock> {
    return this.backbone.stack.blocks;
  }

  get vocabSize(): number {
    return this.options.vocabSize;
  }

  get tokenTypes(): number | undefined {
    return this.options.tokenTypes;
  }

  get dModel(): number {
    return this.options.dModel;
  }

  get contextLength(): number {
    return this.options.contextLength;
  }

  /** Inputs of `forward` for a trial run: ids [batch, contextLength]. */
  sampleInputs(batch: number): readonly HostTensor[] {
    return [sampleIds(batch, this.contextLength, this.vocabSize)];
  }

  /** Of ids [batch, choices, tokens], and all else in this shape: every choice is a sequence. */
  #outputsOfChoices(head: MultipleChoice, ids: Tensor, inputs: EncoderInputs): HeadOutputs {
    const [, choices, tokens] = ids.shape as readonly [number, number, number];
    const one = (x: Tensor | undefined) => x && reshape(x, [-1, tokens]);
    const { attentionMask, positions, tokenTypes } = inputs;
    const sequences = one(ids)!;
    this.#check(sequences);
    const encoded = this.backbone.forward(sequences, {
      attentionMask: one(attentionMask),
      positions: one(positions),
      tokenTypes: one(tokenTypes),
    });
    return head.forward({ ...encoded, choices });
  }

  #check({ shape }: Tensor): void {
    const { positionTable, contextLength } = this.options;
    // Rotations have no end, and padding takes no positions where they pass over it: the table refuses what is too long.
    const counts = positionTable && positionTable.behind === undefined;
    const longest = counts ? contextLength : Number.POSITIVE_INFINITY;
    const tokens = shape[1];
    if (shape.length === 2 && tokens !== undefined && tokens >= 1 && tokens <= longest) return;
    throw new ShapeError(
      `${this.path}: ids are ${formatShape(shape)}, expected [batch, tokens] with at most ${contextLength} tokens (contextLength)`,
    );
  }
}

const own = ({ hidden, pooled }: Encoded): HeadOutputs => ({
  last_hidden_state: hidden,
  ...(pooled && { pooler_output: pooled }),
});
