import { generateStream } from "../../generation/generate.ts";
import type { Decoder } from "../../models/roles.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import { mostTokens } from "../random-ids.ts";
import type { SpeedLimits } from "../recipe-model.ts";
import { defaultPrompt } from "./sample-text.ts";

/** Tokens that are not timed: kernels are compiled on the way to these. */
const untimed = 3;

/** Tokens a second of a text that is generated token by token. */
export async function timeText(
  model: Decoder,
  tokenizer: Tokenizer,
  { signal, milliseconds, onToken }: SpeedLimits,
): Promise<number> {
  const maxNewTokens = Math.max(untimed + 1, Math.min(mostTokens, model.contextLength - 1));
  const options = { maxNewTokens, seed: 1, signal };
  let [count, start] = [0, performance.now()];
  for await (const _ of generateStream(model, tokenizer, defaultPrompt(tokenizer), options)) {
    onToken();
    if (++count === untimed) start = performance.now();
    if (count > untimed && performance.now() - start > milliseconds) break;
  }
  return (1000 * (count - untimed)) / (performance.now() - start);
}
