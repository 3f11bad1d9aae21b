import type { CapturedTensor } from "@qkv/nn/inspection";
import type { Side } from "../protocol.ts";

/** Which of the tensors that a model shows are which, by roles and axes alone; no family is asked for. */
export interface Parts {
  /** Paths of the attention modules, in the order in which they run. */
  readonly attentions: readonly string[];
  /** Of each side, what shows the vectors that come into the first layer. */
  readonly embedded: Readonly<Partial<Record<Side, Place>>>;
  /** Of each side the layers, first to last; each shows its "output". */
  readonly layers: Readonly<Record<Side, readonly string[]>>;
}

export interface Place {
  readonly module: string;
  readonly role: string;
}

export function partsOf(shown: readonly CapturedTensor[]): Parts {
  const attentions = shown.filter(({ role }) => role === "weights").map(({ module }) => module);
  const M = layersOf(shown, attentions, "M");
  const Mt = layersOf(shown, attentions, "Mt");
  return {
    attentions,
    layers: { M, Mt },
    embedded: { ...embeddedOf(shown, M, "M"), ...embeddedOf(shown, Mt, "Mt") },
  };
}

/** The innermost modules around an attention that show their tokens' vectors. */
function layersOf(
  shown: readonly CapturedTensor[],
  attentions: readonly string[],
  side: Side,
): readonly string[] {
  const outputs = shown
    .filter((one) => one.role === "output" && isStream(one, side))
    .map(({ module }) => module);
  const around = attentions.map((attention) =>
    outputs
      .filter((output) => attention.startsWith(`${output}.`))
      .reduce((longest, one) => (one.length > longest.length ? one : longest), ""),
  );
  return [...new Set(around)].filter((layer) => layer !== "");
}

/** The last vectors that were shown before the first layer did anything. */
function embeddedOf(
  shown: readonly CapturedTensor[],
  [first]: readonly string[],
  side: Side,
): Partial<Record<Side, Place>> {
  if (first === undefined) return {};
  const begins = shown.findIndex(({ module }) => module.startsWith(`${first}.`));
  const found = shown.slice(0, begins).findLast((one) => isStream(one, side));
  return found ? { [side]: { module: found.module, role: found.role } } : {};
}

/** Whether a shown tensor has a vector for each token of a side: [N, side, E]. */
export const isStream = ({ axes }: CapturedTensor, side: Side): boolean =>
  axes.length === 3 && axes[1] === side && axes[2] === "E";
