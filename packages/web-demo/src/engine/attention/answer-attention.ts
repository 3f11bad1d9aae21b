import { noGrad } from "@qkv/nn";
import { type Capture, capture } from "@qkv/nn/inspection";
import { isEncoder } from "@qkv/nn/models";
import { largest, softmax } from "../../shaping/tensors.ts";
import type {
  AttentionMapAnswer,
  ChangedToken,
  LossAnswer,
  Side,
  StreamAnswer,
} from "../protocol.ts";
import type { Request } from "../request.ts";
import { nothing } from "./interventions.ts";
import { type Logits, logitsOf } from "./logits.ts";
import { gapLogits, gapLosses, lossOf, maskOf } from "./losses.ts";
import { type Observed, observe, onHost } from "./observe.ts";
import { pass, type Reading, tokensOf } from "./reading.ts";

/** How many tokens are compared. */
const COMPARED = 10;

export const answerAttention: Request<"attention"> = async (ask, context) => {
  const opened = await context.models.open(ask.model, context);
  const { model } = opened;
  const { interventions = nothing } = ask;
  using observed = await observe(opened, ask, interventions, context.signal);
  const { reading } = observed;
  using seen = noGrad(() => capture(model, () => observed.changed(() => pass(reading))));
  const before = await logitsOf(observed.plain.tensors);
  const after = await logitsOf(seen.tensors);
  const position = positionOf(reading, ask.position);
  const gap = before && (await gapLogits(observed, position));
  const loss = before && after && (await losses(observed, before, after, context.signal));
  return {
    role: model.role,
    tokens: tokensOf(opened, reading.ids),
    ...(reading.target ? { targetTokens: tokensOf(opened, reading.target) } : {}),
    maps: await mapsOf(seen),
    streams: await streamsOf(observed, seen),
    position,
    next: before && after ? compared(reading, ...(gap ?? [before, after]), position) : [],
    ...(loss ? { loss } : {}),
  };
};

const losses = (
  observed: Observed,
  before: Logits,
  after: Logits,
  signal: AbortSignal,
): Promise<LossAnswer | undefined> | LossAnswer | undefined =>
  isEncoder(observed.reading.opened.model)
    ? gapLosses(observed, signal)
    : lossOf(observed, before, after);

/** Where a prediction is looked at: after the last token; in the first gap; of a translation, at its first word. */
export function positionOf({ opened, ids, target }: Reading, asked: number | undefined): number {
  const places = (target ?? ids).length;
  if (asked !== undefined && asked < places) return asked;
  if (target) return 0;
  if (!isEncoder(opened.model)) return places - 1;
  const gap = ids.indexOf(maskOf(opened) ?? Number.NaN);
  return gap >= 0 ? gap : Math.max(0, places - 3);
}

async function mapsOf(seen: Capture): Promise<AttentionMapAnswer[]> {
  const maps: AttentionMapAnswer[] = [];
  for (const { module, role, axes, shape, tensor } of seen) {
    if (role !== "weights") continue;
    const [, heads, rows, columns] = shape as [number, number, number, number];
    const [queries, keys] = axes.slice(-2) as [Side, Side];
    const weights = await onHost(tensor);
    maps.push({ module, queries, keys, shape: [heads, rows, columns], weights });
  }
  return maps;
}

async function streamsOf({ parts }: Observed, seen: Capture): Promise<StreamAnswer[]> {
  const streams: StreamAnswer[] = [];
  for (const side of ["M", "Mt"] as const) {
    const first = parts.embedded[side];
    if (!first) continue;
    const places = [first, ...parts.layers[side].map((module) => ({ module, role: "output" }))];
    const shown = places.map(({ module, role }) =>
      seen.tensors.find(
        (one) => one.module === module && one.role === role && one.axes[1] === side,
      ),
    );
    const [, tokens, width] = shown[0]!.shape as [number, number, number];
    const data = new Float32Array(places.length * tokens * width);
    for (const [i, one] of shown.entries()) data.set(await onHost(one!.tensor), i * tokens * width);
    const layers = places.map(({ module }) => module);
    streams.push({ side, layers, shape: [places.length, tokens, width], data });
  }
  return streams;
}

/** The likeliest tokens of both distributions, by the larger of their probabilities. */
function compared(
  { opened: { tokenizer } }: Reading,
  before: Logits,
  after: Logits,
  position: number,
): ChangedToken[] {
  const at = ({ data, vocab }: Logits) =>
    softmax(data.subarray(position * vocab, (position + 1) * vocab));
  const [was, is] = [at(before), at(after)];
  const either = was.map((probability, id) => Math.max(probability, is[id]!));
  return largest(either, COMPARED).map((id) => ({
    id,
    text: tokenizer!.decode([id], { skipSpecialTokens: false }),
    before: was[id]!,
    after: is[id]!,
  }));
}
