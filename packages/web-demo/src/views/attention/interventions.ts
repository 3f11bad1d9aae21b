import type { HeadName, Interventions, Side } from "../../engine/protocol.ts";
import type { AttentionState } from "./state.ts";

type Kept = Pick<
  AttentionState,
  "ablated" | "patched" | "masked" | "frozen" | "maskedTarget" | "frozenTarget" | "other"
>;

/** As addresses have it. */
export const nameOf = (attention: number, head: number): string => `${attention}.${head}`;

const headsOf = (names: readonly string[]): HeadName[] =>
  names.flatMap((name) => {
    const [attention, head] = /^(\d+)\.(\d+)$/.exec(name)?.slice(1).map(Number) ?? [];
    return attention === undefined || head === undefined ? [] : [{ attention, head }];
  });

export function interventionsOf(state: Kept): Interventions {
  return {
    ablated: headsOf(state.ablated),
    patched: headsOf(state.patched),
    patchText: state.other,
    masked: { M: state.masked, Mt: state.maskedTarget },
    frozen: { M: state.frozen, Mt: state.frozenTarget },
  };
}

export const untouched: Pick<
  AttentionState,
  "ablated" | "patched" | "masked" | "frozen" | "maskedTarget" | "frozenTarget"
> = { ablated: [], patched: [], masked: [], frozen: [], maskedTarget: [], frozenTarget: [] };

export const isTouched = (state: Kept): boolean =>
  Object.keys(untouched).some((name) => state[name as keyof typeof untouched].length > 0);

/** With a value, or without it where it was there. */
export const toggled = <T>(values: readonly T[], value: T): readonly T[] =>
  values.includes(value) ? values.filter((one) => one !== value) : [...values, value];

const fields = {
  masked: { M: "masked", Mt: "maskedTarget" },
  frozen: { M: "frozen", Mt: "frozenTarget" },
} as const;

/** The state with a token masked or frozen, or no longer so. */
export function tokenToggled(
  state: Kept,
  kind: "masked" | "frozen",
  side: Side,
  token: number,
): Partial<AttentionState> {
  const field = fields[kind][side];
  return { [field]: toggled(state[field], token) };
}
