import { chapter } from "../../chapter.ts";
import { oneHiddenLayerState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const oneHiddenLayer = chapter(
  "one-hidden-layer",
  "questions",
  { en, de },
  oneHiddenLayerState,
  () => import("./Chapter.svelte"),
);
