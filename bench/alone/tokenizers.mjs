import { bookText } from "../tokenizers/book-text.mjs";
import { encodersOf } from "../tokenizers/encoders.mjs";

/** MB of text a second that byte-level BPE with GPT-2's vocabulary encodes, ours and the peers', in one process and in turns. */
const text = bookText();
const megabytes = new TextEncoder().encode(text).length / 1e6;
const encoders = await encodersOf(text);
const rounds = 9;
const times = Object.fromEntries(Object.keys(encoders).map((name) => [name, []]));
for (let round = 0; round < rounds; round++)
  for (const [name, encode] of Object.entries(encoders)) {
    const start = performance.now();
    encode(text);
    times[name].push(performance.now() - start);
  }
const rate = (samples) => (1000 * megabytes) / samples.toSorted((a, b) => a - b)[rounds >> 1];
const { ours, ...others } = times;
const peers = Object.fromEntries(
  Object.entries(others).map(([name, samples]) => [name, rate(samples)]),
);
console.log(JSON.stringify({ value: rate(ours), peers }));
