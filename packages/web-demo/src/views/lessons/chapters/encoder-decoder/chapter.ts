import { chapter } from "../../chapter.ts";
import { encoderDecoderState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const encoderDecoder = chapter(
  "encoder-decoder",
  "chapters",
  { en, de },
  encoderDecoderState,
  () => import("./Chapter.svelte"),
);
