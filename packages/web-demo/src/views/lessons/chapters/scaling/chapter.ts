import { chapter } from "../../chapter.ts";
import { scalingState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const scaling = chapter(
  "scaling",
  "chapters",
  { en, de },
  scalingState,
  () => import("./Chapter.svelte"),
);
