import { chapter } from "../../chapter.ts";
import { whyTheResidualState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const whyTheResidual = chapter(
  "why-the-residual",
  "questions",
  { en, de },
  whyTheResidualState,
  () => import("./Chapter.svelte"),
);
