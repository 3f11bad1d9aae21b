import { Linear } from "../../layers/linear.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import { newParameter, type ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { cat } from "../../ops/cat.ts";
import { expand } from "../../ops/expand.ts";
import { select } from "../../ops/select.ts";
import { expectObject } from "../../options/expect-argument.ts";
import type { Device } from "../../tensor/device.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { TransformerEncoderLayer } from "../../transformer/transformer-encoder-layer.ts";
import type { TransformerActivation } from "../../transformer/transformer-options.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { classLoss } from "../heads/label-losses.ts";
import { withLoss } from "../heads/with-loss.ts";
import type { Encoder, NamedTensors } from "../roles.ts";
import { sampleValues } from "../sample-values.ts";
import { frameCount, MfccFrontEnd, type MfccOptions } from "./mfcc-front-end.ts";

export interface KeywordOptions {
  readonly frontEnd: MfccOptions;
  readonly dModel: number;
  readonly heads: number;
  readonly feedForward: number;
  readonly layers: number;
  readonly normFirst: boolean;
  readonly activation: TransformerActivation;
  readonly layerNormEps: number;
  readonly labels: readonly string[];
}

/**
 * The Keyword Transformer: each frame's cepstra are a token, and what the class token has become is scored. Berg et al.,
 * arXiv:2104.00769. Its layers are PyTorch's `nn.TransformerEncoder`.
 */
export class KeywordTransformer extends Module implements Encoder {
  readonly role = "encoder";
  readonly modelType: string;
  readonly options: KeywordOptions;
  readonly frontEnd: MfccFrontEnd;
  readonly projection: Linear;
  /** [1, 1, dModel] */
  readonly classToken: Tensor;
  /** [1, frames + 1, dModel] */
  readonly positions: Tensor;
  readonly layers: ModuleList<TransformerEncoderLayer>;
  readonly head: Linear;

  constructor(modelType: string, given: KeywordOptions, options: ParameterOptions = {}) {
    super();
    this.modelType = modelType;
    this.options = given;
    const { dModel, frontEnd, labels } = given;
    const own = (shape: readonly number[]) =>
      newParameter(shape, dModel, normalWith(0.02), options);
    this.frontEnd = this.child("", new MfccFrontEnd(frontEnd, options));
    this.projection = this.child(
      "proj",
      new Linear(frontEnd.coefficients, dModel, { ...options, axis: "E" }),
    );
    this.classToken = this.parameter("class_emb", own([1, 1, dModel]));
    this.positions = this.parameter("pos_emb", own([1, frameCount(frontEnd) + 1, dModel]));
    const layer = () =>
      new TransformerEncoderLayer({
        ...{ ...options, dModel, nhead: given.heads, dimFeedforward: given.feedForward },
        ...{ dropout: 0, activation: given.activation, layerNormEps: given.layerNormEps },
        normFirst: given.normFirst,
      });
    const layers = Array.from({ length: given.layers }, layer);
    this.layers = this.child("encoder.layers", new ModuleList(layers));
    this.head = this.child(
      "head",
      new Linear(dModel, labels.length, { ...options, axis: "labels" }),
    );
  }

  /** Sounds [batch, samples] -> logits [batch, labels] */
  forward(sounds: Tensor): Tensor {
    expectTensor(this.path, "input_values", sounds);
    return scope(() => this.scores(this.frontEnd.forward(sounds)));
  }

  /** Cepstra [batch, frames, coefficients] -> logits [batch, labels] */
  scores(cepstra: Tensor): Tensor {
    return scope(() => {
      const { classToken, positions } = this;
      const tokens = this.projection.forward(cepstra);
      const first = expand(classToken, tokens.shape[0]!, 1, this.options.dModel);
      const placed = add(
        cat([first, tokens], 1),
        this.see("positions", positions, ["N", "T", "E"]),
      );
      let x = this.see("embedded", placed, ["N", "T", "E"]);
      for (const layer of this.layers) x = layer.forward(x);
      return this.head.forward(select(x, 1, 0));
    });
  }

  /** By Hugging Face's names: { input_values } -> { logits }, and with { labels } their { loss }. */
  forwardNamed(inputs: NamedTensors): NamedTensors {
    expectObject(this.path, "inputs", inputs, "tensors by name");
    const logits = this.forward(inputs.input_values!);
    return withLoss(
      this,
      inputs,
      { logits },
      {
        targets: ["labels"],
        loss: ([labels]) => classLoss(logits, labels!),
      },
    );
  }

  get encoderLayers(): Iterable<Module> {
    return this.layers;
  }

  get labels(): readonly string[] {
    return this.options.labels;
  }

  get device(): Device {
    return this.positions.device;
  }

  /** Inputs of `forward` for a trial run. */
  sampleInputs(batch: number): readonly HostTensor[] {
    return [sampleValues([batch, this.options.frontEnd.samples])];
  }
}
