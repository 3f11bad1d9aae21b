import { text } from "../../address/fields.ts";
import { defineState } from "../../address/state-codec.ts";

export const lessonsState = defineState({
  /** A chapter by its name; the first unless there is one of this name. */
  lesson: text("why-attention", 60),
  /** The chapter's own state, as its codec writes it. */
  at: text("", 2000),
});

export type LessonsState = typeof lessonsState.initial;
