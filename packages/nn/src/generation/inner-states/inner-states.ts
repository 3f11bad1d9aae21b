import type { Predictor } from "../../models/roles.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import type { GenerateIdsSettings } from "../generate-ids-options.ts";
import type { TokenSteps } from "../steps/token-steps.ts";
import { rowsAt } from "./rows-at.ts";
import { release, type ShownLayers, type WatchTools, watched } from "./shown-layers.ts";

/** Of each layer: attention weights [sequences, heads, queries, keys], or states [sequences, tokens, width]. */
export type LayerTensors = readonly HostTensor[];

/**
 * What a model computed on the way, as Hugging Face's `generate` has it under the same names: of each step and layer. The first
 * step is about all tokens that sequences begin with, each other one about its newest. Before the states of the first layer's
 * output stands its input; the last have gone through the final norm. Rows of sequences that have ended are zeros.
 */
export interface GeneratedStates {
  /** Of decoders. */
  readonly attentions?: readonly LayerTensors[];
  readonly hiddenStates?: readonly LayerTensors[];
  /** Of encoder-decoders: what the encoder computed, once. */
  readonly encoderAttentions?: LayerTensors;
  readonly encoderHiddenStates?: LayerTensors;
  readonly decoderAttentions?: readonly LayerTensors[];
  readonly crossAttentions?: readonly LayerTensors[];
  readonly decoderHiddenStates?: readonly LayerTensors[];
}

/** What one step computed, and which sequence each of its rows is of. */
interface Step {
  readonly shown: ShownLayers;
  rows: readonly number[];
}

/** Keeps what a model computes while sequences are generated. */
export class InnerStates implements Disposable {
  readonly #model: Predictor;
  readonly #settings: GenerateIdsSettings;
  readonly #tools: WatchTools;
  readonly #steps: Step[] = [];
  #encoded: ShownLayers | undefined;
  #sequences = 0;
  #rows: readonly number[] = [];

  constructor(model: Predictor, settings: GenerateIdsSettings, tools: WatchTools) {
    this.#tools = tools;
    this.#model = model;
    this.#settings = settings;
  }

  /** The steps that `make` gives, watched; what an encoder reads is read in it. */
  readonly watch = (make: () => TokenSteps): TokenSteps => {
    const made: { steps?: TokenSteps } = {};
    this.#encoded = watched(this.#model, this.#settings, this.#tools, () => {
      made.steps = make();
    });
    const steps = made.steps!;
    this.#rows = steps.begun.map((_, row) => row);
    this.#sequences = this.#rows.length;
    const next: TokenSteps["next"] = (newest, each) => {
      const said: { logits?: ReturnType<TokenSteps["next"]> } = {};
      const shown = watched(this.#model, this.#settings, this.#tools, () => {
        said.logits = steps.next(newest, each);
      });
      this.#steps.push({ shown, rows: this.#rows });
      return said.logits!;
    };
    const reorder = (rows: readonly number[]) => {
      this.#follow(rows);
      steps.reorder(rows);
    };
    return { ...steps, next, reorder, [Symbol.dispose]: () => steps[Symbol.dispose]() };
  };

  /** Which sequences the rows are of from now on. */
  #follow(rows: readonly number[]): void {
    const [first] = this.#steps;
    if (this.#steps.length === 1 && rows.length > this.#sequences) {
      // Several sequences for each prompt, which was computed once.
      first!.rows = rows;
      this.#sequences = rows.length;
      this.#rows = rows.map((_, row) => row);
    } else if (this.#settings.numBeams === 1) this.#rows = rows.map((row) => this.#rows[row]!);
  }

  /** All of it, read from the device. */
  async read(): Promise<GeneratedStates> {
    const { outputAttentions, outputHiddenStates } = this.#settings;
    const sequences = this.#sequences;
    const of = async (kind: keyof ShownLayers): Promise<LayerTensors[]> => {
      const all: LayerTensors[] = [];
      for (const [i, { shown, rows }] of this.#steps.entries()) {
        const copied = i === 0 && rows.length > shown[kind][0]!.shape[0]!;
        const place = copied ? { from: rows, sequences } : { to: rows, sequences };
        const layers: HostTensor[] = [];
        for (const tensor of shown[kind]) layers.push(rowsAt(await hosted(tensor), place));
        all.push(layers);
      }
      return all;
    };
    const encoded = async (kind: keyof ShownLayers): Promise<LayerTensors> => {
      const layers: HostTensor[] = [];
      for (const tensor of this.#encoded![kind]) layers.push(await hosted(tensor));
      return layers;
    };
    if (this.#tools.decoderOnly)
      return {
        ...(outputAttentions ? { attentions: await of("attentions") } : {}),
        ...(outputHiddenStates ? { hiddenStates: await of("hiddenStates") } : {}),
      };
    return {
      ...(outputAttentions
        ? {
            encoderAttentions: await encoded("attentions"),
            decoderAttentions: await of("attentions"),
            crossAttentions: await of("crossAttentions"),
          }
        : {}),
      ...(outputHiddenStates
        ? {
            encoderHiddenStates: await encoded("hiddenStates"),
            decoderHiddenStates: await of("hiddenStates"),
          }
        : {}),
    };
  }

  [Symbol.dispose](): void {
    if (this.#encoded) release(this.#encoded);
    for (const { shown } of this.#steps) release(shown);
  }
}

async function hosted(tensor: ShownLayers["attentions"][number]): Promise<HostTensor> {
  const values = Float32Array.from(await tensor.data());
  return { dtype: "float32", shape: tensor.shape, values };
}
