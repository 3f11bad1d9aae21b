import type { Embedding } from "../../layers/embedding.ts";
import { Module } from "../../module/module.ts";
import type { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import type { TransformerBlock } from "../block/transformer-block.ts";
import { type Head, type HeadOutputs, mainOutput } from "../heads/head.ts";
import { statedProblem } from "../heads/label-losses.ts";
import { withLoss } from "../heads/with-loss.ts";
import type { Encoder, NamedTensors } from "../roles.ts";
import { sampleIds, usualTokens } from "../sample-ids.ts";
import { encodedBy, tokenTable } from "./encoder-decoder-backbone.ts";
import type { EncoderDecoderNames, EncoderDecoderOptions } from "./encoder-decoder-options.ts";
import type { ScoresHead } from "./encoder-decoder-scores.ts";
import { TokenStack } from "./token-stack.ts";

/** The table of tokens, and the encoder of an encoder-decoder. */
class EncoderSide extends Module {
  readonly tokens: Embedding;
  readonly encoder: TokenStack;

  constructor(model: EncoderDecoderOptions, names: EncoderDecoderNames, options: ParameterOptions) {
    super();
    this.tokens = this.child(names.shared, tokenTable(model.sourceVocabSize, model, options));
    const parts = { tokens: this.tokens };
    this.encoder = this.child(
      names.encoder,
      new TokenStack(model.encoder, names.encoderParts, parts, options),
    );
  }
}

/** The encoder of an encoder-decoder by itself, perhaps with a head: T5's. */
export class StackEncoder extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly options: EncoderDecoderOptions;
  readonly side: EncoderSide;
  readonly head: Head | undefined;

  constructor(
    modelType: string,
    names: EncoderDecoderNames,
    model: EncoderDecoderOptions,
    given: ScoresHead | undefined,
    options: ParameterOptions = {},
  ) {
    super();
    this.modelType = modelType;
    this.options = model;
    this.side = this.child(names.backbone, new EncoderSide(model, names, options));
    this.head = given && this.child(given.name, given.head);
  }

  /** int32 ids [batch, tokens] -> [batch, tokens, dModel], or the head's scores. */
  forward(ids: Tensor): Tensor {
    expectTensor(this.path, "ids", ids);
    return scope(() => mainOutput(this.forwardNamed({ input_ids: ids })));
  }

  /** { input_ids, attention_mask } -> { last_hidden_state } or what the head gives. */
  forwardNamed(inputs: NamedTensors): HeadOutputs {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    return scope(() => {
      const { states: hidden } = encodedBy(this.side.encoder, inputs);
      const { attention_mask: attentionMask } = inputs;
      const scores = this.head?.forward({ hidden, attentionMask });
      const outputs = scores ?? { last_hidden_state: hidden };
      return withLoss(this, inputs, outputs, this.head?.lossOf(outputs, statedProblem(this)));
    });
  }

  get labels(): readonly string[] | undefined {
    return this.head?.labels;
  }

  get device(): Device {
    return this.side.tokens.device;
  }

  get encoderLayers(): ModuleList<TransformerBlock> {
    return this.side.encoder.blocks;
  }

  get vocabSize(): number {
    return this.options.sourceVocabSize;
  }

  get contextLength(): number {
    return this.side.encoder.contextLength;
  }

  /** Inputs of `forward` for a trial run: ids [batch, 32]. */
  sampleInputs(batch: number): readonly HostTensor[] {
    const tokens = Math.min(usualTokens, this.contextLength);
    return [sampleIds(batch, tokens, this.vocabSize)];
  }
}
