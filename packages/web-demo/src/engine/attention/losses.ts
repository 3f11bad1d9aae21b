import { noGrad, scope, tensor } from "@qkv/nn";
import { isEncoder } from "@qkv/nn/models";
import type { OpenedModel } from "../open-models.ts";
import type { LossAnswer } from "../protocol.ts";
import { type Logits, logitsIn } from "./logits.ts";
import type { Observed } from "./observe.ts";
import { NOTHING, tokensOf } from "./reading.ts";

/** -log p of a token, in float64. */
function surprise({ data, vocab }: Logits, row: number, id: number): number {
  const logits = data.subarray(row * vocab, (row + 1) * vocab);
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  let total = 0;
  for (const logit of logits) total += Math.exp(logit - highest);
  return highest + Math.log(total) - logits[id]!;
}

/** How badly each label was foreseen without the interventions and with them. */
export function lossOf(observed: Observed, before: Logits, after: Logits): LossAnswer | undefined {
  const { labels } = observed.reading;
  const positions = [...labels.keys()].filter((i) => labels[i] !== NOTHING);
  if (positions.length === 0) return undefined;
  const of = (logits: Logits) =>
    Float32Array.from(positions, (i) => surprise(logits, i, labels[i]!));
  const foreseen = Int32Array.from(positions, (i) => labels[i]!);
  const { opened } = observed.reading;
  return { labels: tokensOf(opened, foreseen), positions, before: of(before), after: of(after) };
}

/** Sequences of one pass. */
const batch = 16;

/**
 * Of an encoder that fills gaps: each token is masked in turn, and how badly it is foreseen counts. Salazar et al.,
 * arXiv:1910.14659. Tokens that the tokenizer puts around a text are left out.
 */
export async function gapLosses(
  observed: Observed,
  signal: AbortSignal,
): Promise<LossAnswer | undefined> {
  const { opened, ids } = observed.reading;
  const mask = maskOf(opened);
  if (!isEncoder(opened.model) || mask === undefined) return undefined;
  const special = specialIds(opened);
  const positions = [...ids.keys()].filter((i) => !special.has(ids[i]!));
  if (positions.length === 0) return undefined;
  const [before, after]: number[][] = [[], []];
  for (let start = 0; start < positions.length; start += batch) {
    signal.throwIfAborted();
    const some = positions.slice(start, start + batch);
    const run = () => forwardWithGaps(observed, some, mask);
    before!.push(...surprises(await logitsIn(opened.model, run), some, ids));
    after!.push(...surprises(await logitsIn(opened.model, () => observed.changed(run)), some, ids));
  }
  const hidden = Int32Array.from(positions, (i) => ids[i]!);
  return {
    ...{ labels: tokensOf(opened, hidden), positions },
    ...{ before: Float32Array.from(before!), after: Float32Array.from(after!) },
  };
}

/** The logits of a text with a gap in one place, where the model fills gaps: without the interventions and with them. */
export async function gapLogits(
  observed: Observed,
  place: number,
): Promise<readonly [Logits, Logits] | undefined> {
  const { opened } = observed.reading;
  const mask = maskOf(opened);
  if (!isEncoder(opened.model) || mask === undefined) return undefined;
  const run = () => forwardWithGaps(observed, [place], mask);
  const plain = await logitsIn(opened.model, run);
  return [plain, await logitsIn(opened.model, () => observed.changed(run))];
}

const surprises = (logits: Logits, positions: readonly number[], ids: Int32Array): number[] =>
  positions.map((position, i) => surprise(logits, i * ids.length + position, ids[position]!));

function forwardWithGaps(
  { reading: { opened, ids } }: Observed,
  gaps: readonly number[],
  mask: number,
): void {
  const { model } = opened;
  if (!isEncoder(model)) throw new TypeError("expected an encoder");
  const rows = gaps.flatMap((gap) => [...ids].map((id, i) => (i === gap ? mask : id)));
  noGrad(() =>
    scope(() => {
      model.forward(tensor(Int32Array.from(rows)).reshape(gaps.length, ids.length));
    }),
  );
}

const maskTexts = ["[MASK]", "<mask>"];

/** The id of the token that stands for a gap. */
export function maskOf({ tokenizer }: OpenedModel): number | undefined {
  const ids = maskTexts.map((text) => tokenizer?.tokenToId(text));
  return tokenizer?.specialTokenId("mask") ?? ids.find((id) => id !== undefined);
}

function specialIds({ tokenizer }: OpenedModel): ReadonlySet<number> {
  const around = tokenizer!.encode("");
  const mask = maskOf({ tokenizer } as OpenedModel);
  return new Set([...around, ...(mask === undefined ? [] : [mask])]);
}
