import { integer, integers, names, number, oneOf, text } from "../../address/fields.ts";
import { defineState } from "../../address/state-codec.ts";

const count = { from: 0, to: 9999 };

export const attentionState = defineState({
  model: text("animal-fill-in", 200),
  text: text("the cat eats the mouse .", 400),
  /** Of an encoder-decoder; the model's own translation where it is empty. */
  target: text("", 400),
  /** The sentence beside it, which heads can be patched from. */
  other: text("the mouse eats the cat .", 400),
  /** Which attention module, in the order in which they run, and which of its heads. */
  attention: integer(0, count),
  head: integer(0, count),
  shown: oneOf(["head", "mean", "rollout"], "head"),
  threshold: number(0.05, { from: 0, to: 1 }),
  /** The token whose lines are held; -1 for none. */
  pinned: integer(-1, { from: -1, to: 9999 }),
  /** "0.2": head 2 of attention module 0. */
  ablated: names([]),
  patched: names([]),
  masked: integers([]),
  frozen: integers([]),
  maskedTarget: integers([]),
  frozenTarget: integers([]),
  /** Where the model's expectation is looked at; -1 for the usual place. */
  position: integer(-1, { from: -1, to: 9999 }),
  tool: oneOf(["walk", "lens", "attribution"], "walk"),
  layer: integer(0, count),
});

export type AttentionState = typeof attentionState.initial;
