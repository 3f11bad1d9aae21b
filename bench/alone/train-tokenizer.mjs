import { trainTokenizer } from "@qkv/nn/tokenizers";
import { bookText } from "../tokenizers/book-text.mjs";

/** Seconds that training byte-level BPE with 8,000 merges takes, the reading of the words included. */
const text = bookText();
const start = performance.now();
const tokenizer = await trainTokenizer("bpe", [text], { vocabSize: 8257 });
const value = (performance.now() - start) / 1000;
const merges = tokenizer.toJSON().model.merges.length;
if (merges !== 8000) throw new Error(`${merges} merges, expected 8000`);
console.log(JSON.stringify({ value }));
