import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import type { Embedding } from "../../layers/embedding.ts";
import { Module } from "../../module/module.ts";
import type { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { ne } from "../../ops/compare.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { keyMask } from "../block/key-mask.ts";
import type { TransformerBlock } from "../block/transformer-block.ts";
import { type Head, type HeadOutputs, mainOutput } from "../heads/head.ts";
import { statedProblem } from "../heads/label-losses.ts";
import { withLoss } from "../heads/with-loss.ts";
import type { Encoder, NamedTensors } from "../roles.ts";
import { sampleIds } from "../sample-ids.ts";
import { DecoderBackbone } from "./decoder-backbone.ts";
import type { DecoderNames } from "./decoder-names.ts";
import type { DecoderOptions } from "./decoder-options.ts";

/** A decoder that says nothing of the next token: its states, or what a head scores of them. */
export class ScoredDecoder extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly options: DecoderOptions;
  readonly backbone: DecoderBackbone;
  readonly head: Head | undefined;
  readonly #paddingId: number | undefined;

  /** `paddingId` is of the tokens that are no part of a sequence whose last token is scored. */
  constructor(
    modelType: string,
    names: DecoderNames,
    decoder: DecoderOptions,
    options: ParameterOptions,
    {
      head,
      paddingId,
    }: { readonly head?: Head | undefined; readonly paddingId?: number | undefined },
  ) {
    super();
    this.modelType = modelType;
    this.options = decoder;
    this.backbone = this.child(names.backbone, new DecoderBackbone(decoder, names, options));
    this.head = head && this.child("", head);
    this.#paddingId = paddingId;
  }

  /** int32 ids [batch, tokens] -> scores, or the states [batch, tokens, dModel]. */
  forward(ids: Tensor): Tensor {
    return mainOutput(this.forwardNamed({ input_ids: ids }));
  }

  /** By Hugging Face's names: { input_ids, attention_mask, position_ids } -> { last_hidden_state } or what the head gives. */
  forwardNamed(inputs: NamedTensors): HeadOutputs {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    return scope(() => {
      const hidden = this.hiddenStates(inputs);
      const { head } = this;
      if (!head) return withLoss(this, inputs, { last_hidden_state: hidden });
      const outputs = head.forward({ hidden, attentionMask: this.#counted(inputs.input_ids!) });
      return withLoss(this, inputs, outputs, head.lossOf(outputs, statedProblem(this)));
    });
  }

  hiddenStates(inputs: NamedTensors): Tensor {
    const { input_ids: ids, attention_mask: attentionMask, position_ids: positions } = inputs;
    expectTensor(this.path, "input_ids", ids);
    const [batch, tokens] = ids.shape;
    if (ids.shape.length !== 2 || !batch || !tokens)
      throw new ShapeError(
        `${this.path}: ids are ${formatShape(ids.shape)}, expected [batch, tokens]`,
      );
    return scope(() => {
      const mask = keyMask(this.path, attentionMask, [batch, tokens]);
      return this.backbone.norm.forward(this.backbone.forward(ids, { mask, positions }));
    });
  }

  /** 1 of the tokens that are no padding, wherever it stands. */
  #counted(ids: Tensor): Tensor | undefined {
    if (this.#paddingId === undefined) return undefined;
    return ne(ids, this.#paddingId);
  }

  get labels(): readonly string[] | undefined {
    return this.head?.labels;
  }

  get device(): Device {
    return this.tokenEmbedding.device;
  }

  get tokenEmbedding(): Embedding {
    return this.backbone.tokenEmbedding;
  }

  get encoderLayers(): ModuleList<TransformerBlock> {
    return this.backbone.blocks;
  }

  get vocabSize(): number {
    return this.options.vocabSize;
  }

  get contextLength(): number {
    return this.options.contextLength;
  }

  sampleInputs(batch: number): readonly HostTensor[] {
    return [sampleIds(batch, this.contextLength, this.vocabSize)];
  }
}
