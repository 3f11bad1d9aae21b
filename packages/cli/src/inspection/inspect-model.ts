import { type Module, noGrad, scope, type Tensor, tensor } from "@qkv/nn";
import { capture, countLaunches } from "@qkv/nn/inspection";
import type { GptConfig, Seq2SeqConfig } from "@qkv/nn/models";
import { decodeSource } from "../generation/decode-source.ts";
import { type ModelMemory, modelMemory } from "../model-directory/model-size.ts";
import type { LoadedGpt, LoadedModel, LoadedSeq2Seq } from "../model-directory/read-model.ts";
import { seq2seqMemory } from "../model-directory/seq2seq-size.ts";
import { beginId } from "../pair-source/symbol-vocabulary.ts";
import { describeAttention } from "../training/pair-samples.ts";
import { componentOf } from "./component-of.ts";

export interface ParameterRow {
  readonly name: string;
  readonly component: string;
  readonly shape: readonly number[];
  readonly count: number;
  /** Part of all parameters, 0 to 1. */
  readonly share: number;
}

/** A tensor on the way of the prompt. */
export interface TensorRow {
  readonly module: string;
  readonly role: string;
  /** Symbols of the axes: N batch, M tokens, E width. */
  readonly axes: readonly string[];
  readonly shape: readonly number[];
}

export interface Inspection {
  readonly config: GptConfig | Seq2SeqConfig;
  readonly parameters: readonly ParameterRow[];
  readonly total: number;
  /** Bytes. */
  readonly memory: ModelMemory;
  readonly flopsPerToken: {
    readonly forward: number;
    readonly training: number;
    /** Length of the sequence over which they are averaged. */
    readonly tokens: number;
  };
  readonly tensors?: readonly TensorRow[];
  /** Tokens of a prompt that is longer than the context: those before its end are left out of `tensors`. */
  readonly promptTokens?: number;
  /** Where the decoder looks in the source, drawn with characters; encoder-decoders only. */
  readonly crossAttention?: string;
}

/** Everything countable about a model; with a prompt, also each tensor that it makes on the way. */
export async function inspectModel(loaded: LoadedModel, prompt?: string): Promise<Inspection> {
  return loaded.task === "gpt" ? inspectGpt(loaded, prompt) : inspectSeq2Seq(loaded, prompt);
}

function inspectGpt({ model, tokenizer }: LoadedGpt, prompt?: string): Inspection {
  const { contextLength } = model.config;
  const pass = (ids: Int32Array) => () => forwardPass(() => model.forward(idsTensor(ids)));
  const inspection = {
    config: model.config,
    ...parametersOf(model),
    memory: modelMemory(model.config),
    flopsPerToken: flopsPerToken(pass(new Int32Array(contextLength)), contextLength),
  };
  if (prompt === undefined) return inspection;
  const ids = tokenizer.encode(prompt);
  const tensors = tensorsOnTheWay(model, pass(ids.slice(-contextLength)));
  return {
    ...inspection,
    tensors,
    ...(ids.length > contextLength ? { promptTokens: ids.length } : {}),
  };
}

async function inspectSeq2Seq(loaded: LoadedSeq2Seq, prompt?: string): Promise<Inspection> {
  const { model, config, vocabularies } = loaded;
  const tokens = config.longestTarget;
  const pass = (source: Int32Array, target: Int32Array) => () =>
    forwardPass(() => model.forward(idsTensor(source), idsTensor(target)));
  const full = new Int32Array(tokens).fill(beginId);
  const inspection = {
    config: model.config,
    ...parametersOf(model),
    memory: seq2seqMemory(model.config),
    flopsPerToken: flopsPerToken(pass(full, full), tokens),
  };
  if (prompt === undefined) return inspection;
  const source = vocabularies.sourceSymbols(prompt);
  const { ids, output } = await decodeSource(loaded, source, tokens);
  const encoded = Int32Array.from(vocabularies.source.encode(source));
  return {
    ...inspection,
    tensors: tensorsOnTheWay(model, pass(encoded, Int32Array.of(beginId, ...ids))),
    crossAttention: await describeAttention(model, vocabularies, { source, output }),
  };
}

function parametersOf(model: Module): Pick<Inspection, "parameters" | "total"> {
  const total = model.numParameters();
  const parameters = [...model.namedParameters()].map(([name, { shape, size }]) => ({
    name,
    component: componentOf(name),
    shape,
    count: size,
    share: size / total,
  }));
  return { parameters, total };
}

function tensorsOnTheWay(model: Module, pass: () => void): TensorRow[] {
  using captured = capture(model, pass);
  return [...captured].map(({ module, role, axes, shape }) => ({ module, role, axes, shape }));
}

/** FLOPs of a real forward pass over a sequence, divided by its tokens. */
function flopsPerToken(pass: () => void, tokens: number): Inspection["flopsPerToken"] {
  let flops = 0;
  for (const count of countLaunches(pass).values()) flops += count.flops;
  const forward = flops / tokens;
  // Each matmul of the forward pass has two as large in the backward pass.
  return { forward, training: 3 * forward, tokens };
}

function forwardPass(forward: () => void): void {
  noGrad(() => scope(() => void forward()));
}

const idsTensor = (ids: Int32Array): Tensor => tensor(ids, { shape: [1, ids.length] });
