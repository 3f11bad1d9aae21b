import { Generator, init } from "@qkv/nn";
import { GenerationBatch, generate } from "@qkv/nn/generation";
import { modelFromConfig } from "@qkv/nn/models";
import { llamaConfig } from "../pretrained/llama-shapes.mjs";

/**
 * What serving gains, as a quotient of times: a Llama of 12 layers of 768 with random weights, float32, on two threads. What is
 * compared takes turns; the medians of all turns are divided.
 */
const config = { ...llamaConfig, num_key_value_heads: 12, max_position_embeddings: 4096 };
const measurements = { throughput, firstToken, lookup, lookupInVain, secondTurn };

const [, , , what] = process.argv;
await init({ threads: 2 });
const model = modelFromConfig(config, { generator: new Generator(1) }).eval();
await read(new GenerationBatch(model).submit(randomIds(70, 1), { maxNewTokens: 8 })); // compiled, weights packed
console.log(JSON.stringify(await measurements[what]()));
process.exit(0);

/** Eight requests at once, against one after the other: times as many tokens a second. */
async function throughput() {
  const tokens = 64;
  const [apart, together] = [[], []];
  for (let round = 0; round < 2; round++) {
    const ask = (batch, seed) => read(batch.submit(randomIds(16, seed), { maxNewTokens: tokens }));
    const seeds = Array.from({ length: 8 }, (_, i) => 10 * round + i);
    const batch = new GenerationBatch(model, { prefixCacheBytes: 0 });
    apart.push(
      await milliseconds(async () => {
        for (const seed of seeds) await ask(batch, seed);
      }),
    );
    together.push(await milliseconds(() => Promise.all(seeds.map((seed) => ask(batch, seed)))));
    await batch.stop();
  }
  const rate = (times) => `${((8 * tokens * 1000) / median(times)).toFixed(1)} tokens/s`;
  return {
    value: median(apart) / median(together),
    note: `one after the other ${rate(apart)}, at once ${rate(together)}`,
  };
}

/** The first token of a request behind eight that are under way, against an empty server: times as late. */
async function firstToken() {
  const batch = new GenerationBatch(model, { prefixCacheBytes: 0 });
  const first = async (seed) => {
    const start = performance.now();
    for await (const _ of batch.submit(randomIds(64, seed), { maxNewTokens: 8 }))
      return performance.now() - start;
  };
  const [empty, busy] = [[], []];
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 3; i++) empty.push(await first(10 * round + i));
    const others = Array.from({ length: 8 }, (_, i) =>
      batch.submit(randomIds(16, 100 + i), { maxNewTokens: 2000 }),
    );
    await Promise.all(others.map((other) => readSome(other, 3)));
    for (let i = 0; i < 3; i++) {
      await new Promise((resolve) => setTimeout(resolve, 37 * (i + 1)));
      busy.push(await first(50 + 10 * round + i));
    }
    for (const other of others) other.cancel();
  }
  return { value: median(busy) / median(empty), note: toldIn(empty, busy, "empty", "busy") };
}

/** Guesses out of the text, on one that repeats itself: times as fast. */
async function lookup() {
  return guessing(true, 96);
}

/** The same where the text never does. */
async function lookupInVain() {
  return guessing(false, 48);
}

/** Random weights say nothing that repeats itself, or that does not: a processor says what is likely. */
async function guessing(repeats, maxNewTokens) {
  const period = randomIds(12, 5);
  const text = repeats ? Array.from({ length: 96 }, (_, i) => period[i % 12]) : randomIds(96, 6);
  const next = (ids) => (repeats ? period[ids.length % 12] : unlike(ids));
  const options = {
    maxNewTokens,
    logitsProcessors: [(scores, { ids }) => (scores[next(ids)] = 1e3)],
  };
  const [plain, guessed] = [[], []];
  for (let round = 0; round < 3; round++)
    for (const [times, more] of [
      [plain, {}],
      [guessed, { promptLookupNumTokens: 10 }],
    ])
      times.push(
        await milliseconds(() => generate(model, { ids: [text] }, { ...options, ...more })),
      );
  return {
    value: median(plain) / median(guessed),
    note: toldIn(plain, guessed, "plain", "guessed"),
  };
}

/** The first token of a chat's second turn, whose first had 2,000 tokens, against that of the first: a share of its time. */
async function secondTurn() {
  const [first, second] = [[], []];
  for (let round = 0; round < 2; round++) {
    const batch = new GenerationBatch(model, { prefixCacheBytes: 2 ** 29 });
    const ids = randomIds(2000, round);
    for (const times of [first, second]) {
      const start = performance.now();
      let at;
      for await (const { id } of batch.submit([...ids], { maxNewTokens: 16 })) {
        at ??= performance.now() - start;
        ids.push(id);
      }
      times.push(at);
      ids.push(...randomIds(24, 7));
    }
    await batch.stop();
  }
  return { value: median(second) / median(first), note: toldIn(first, second, "first", "second") };
}

/** Ids below the vocabulary, always the same of a seed. */
function randomIds(count, seed) {
  let state = 2654435761 * (seed + 1);
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % config.vocab_size;
  });
}

/** An id that has not been there. */
function unlike(ids) {
  const id = (ids.at(-1) * 7 + 11) % config.vocab_size;
  return ids.includes(id) ? (id + ids.length * 131) % config.vocab_size : id;
}

async function read(request) {
  for await (const _ of request);
}

async function readSome(request, count) {
  const tokens = request[Symbol.asyncIterator]();
  for (let i = 0; i < count; i++) await tokens.next();
}

async function milliseconds(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(times) {
  return [...times].sort((a, b) => a - b)[times.length >> 1];
}

function toldIn(one, other, ofOne, ofOther) {
  return `${ofOne} ${median(one).toFixed(0)} ms, ${ofOther} ${median(other).toFixed(0)} ms`;
}
