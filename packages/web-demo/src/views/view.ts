import type { Component } from "svelte";
import type { Step } from "../address/address.svelte.ts";
import type { StateCodec } from "../address/state-codec.ts";
import type { Engine } from "../engine/client.ts";
import type { Words } from "../words/language.svelte.ts";

/** What a view is given: its state, out of the address, a way to change it, and what computes. */
export interface ViewProps<S> {
  readonly state: S;
  /** "push" makes a place to come back to; a slider on the way replaces the place, which is the default. */
  update(change: Partial<S>, step?: Step): void;
  readonly engine: Engine;
}

type ViewName = keyof Words["views"];

/** A row of the table of views. */
export interface View {
  /** In the address, and of its words. */
  readonly name: ViewName;
  readonly state: StateCodec<Readonly<Record<string, unknown>>>;
  load(): Promise<{ readonly default: Component<ViewProps<Readonly<Record<string, unknown>>>> }>;
  /** A small picture for the opening page, which draws without the engine: an SVG of about 16 by 9. */
  readonly card?: () => Promise<{ readonly default: Component }>;
}

/** A row, whose component takes the state that its codec reads. */
export const view = <S>(
  name: ViewName,
  state: StateCodec<S>,
  load: () => Promise<{ readonly default: Component<ViewProps<S>> }>,
  card?: View["card"],
): View => ({ name, state, load, ...(card ? { card } : {}) }) as unknown as View;
