import { chapter } from "../../chapter.ts";
import { dotProductState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const dotProduct = chapter(
  "dot-product",
  "chapters",
  { en, de },
  dotProductState,
  () => import("./Chapter.svelte"),
);
