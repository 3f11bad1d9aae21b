import type { Family } from "./family.ts";
import { gpt2 } from "./gpt2.ts";
import { seq2seq } from "./seq2seq.ts";

/** Every family. A new one is a file, and a row here. */
export const families: readonly Family[] = [gpt2, seq2seq];
