import { text } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

export const encoderDecoderState = defineState({
  text: text("The cat eats the mouse because it is hungry .", 200),
});
export type EncoderDecoderState = typeof encoderDecoderState.initial;
