import type { Component } from "svelte";
import type { Step } from "../../address/address.svelte.ts";
import type { StateCodec } from "../../address/state-codec.ts";
import type { Engine } from "../../engine/client.ts";
import type { LanguageCode } from "../../words/language.svelte.ts";

/** The words that every chapter has; it may have more. In paragraphs $…$ is a formula, $$…$$ one on its own line, *…* stressed. */
export interface ChapterWords {
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** What is to be done in the picture. */
  readonly task: string;
  /** What one has seen once it is done. */
  readonly solved: string;
}

/** What a chapter's live part is given. */
export interface ChapterProps<S, W extends ChapterWords> {
  readonly state: S;
  update(change: Partial<S>, step?: Step): void;
  readonly engine: Engine;
  readonly text: W;
  /** To be called when the task is done; again does nothing. */
  solve(): void;
}

/** A row of the table of chapters. */
export interface Chapter {
  /** In the address and in what is kept of the progress. */
  readonly name: string;
  readonly part: "chapters" | "questions";
  readonly words: Readonly<Record<LanguageCode, ChapterWords>>;
  readonly state: StateCodec<object>;
  load(): Promise<{ readonly default: Component<ChapterProps<object, ChapterWords>> }>;
}

/** A row: every language has its words, and the component takes its own state. */
export const chapter = <S, W extends ChapterWords>(
  name: string,
  part: Chapter["part"],
  words: Readonly<Record<LanguageCode, W>>,
  state: StateCodec<S>,
  load: () => Promise<{ readonly default: Component<ChapterProps<S, W>> }>,
): Chapter => ({ name, part, words, state, load }) as unknown as Chapter;
