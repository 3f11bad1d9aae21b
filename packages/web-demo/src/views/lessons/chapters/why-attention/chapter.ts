import { chapter } from "../../chapter.ts";
import { whyAttentionState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const whyAttention = chapter(
  "why-attention",
  "chapters",
  { en, de },
  whyAttentionState,
  () => import("./Chapter.svelte"),
);
