import { chapter } from "../../chapter.ts";
import { feedForwardState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const feedForward = chapter(
  "feed-forward",
  "chapters",
  { en, de },
  feedForwardState,
  () => import("./Chapter.svelte"),
);
