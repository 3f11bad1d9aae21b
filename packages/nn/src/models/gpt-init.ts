import { filledWith, normalWith } from "../module/initializers.ts";

/** GPT-2's initial values: weights normal with deviation 0.02, biases zero. */
export const gptLinearInit = { weightInit: normalWith(0.02), biasInit: filledWith(0) };
