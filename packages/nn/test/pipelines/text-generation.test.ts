import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { defaultDevice } from "../../src/device/default-device.ts";
import { pipeline } from "../../src/node/pipeline.ts";

const golden = fileURLToPath(new URL("golden", import.meta.url));
const writer = () => pipeline("text-generation", `${golden}/gpt2-words`);

/** All pieces, and the result at the end. */
async function collected<R>(stream: AsyncGenerator<string, R, void>): Promise<[string, R]> {
  let text = "";
  for (;;) {
    const { done, value } = await stream.next();
    if (done) return [text, value];
    expect(value).not.toBe("");
    text += value;
  }
}

test("a text comes piece by piece, and its pieces are the text", async () => {
  using write = await writer();
  await write("The", { maxNewTokens: 3 }); // which packs weights
  const { buffers } = defaultDevice().memory();
  const greedy = { doSample: false, maxNewTokens: 14, cleanUpTokenizationSpaces: false };
  for (const prompt of ["The old whale", "It was a", [{ role: "user", content: "Boats?" }]]) {
    const options = { ...greedy, returnFullText: false };
    const [text, result] = await collected(write.stream(prompt, options));
    expect(result).toEqual([{ generated_text: text }]);
    expect(result).toEqual(await write(prompt, options));
    expect(text.length).toBeGreaterThan(3);
  }
  const half = write.stream("The old whale", greedy);
  await half.next();
  await half.return([]);
  expect(defaultDevice().memory().buffers).toBe(buffers);
});

test("a summary comes piece by piece as well", async () => {
  using summarize = await pipeline("summarization", `${golden}/bart-words`);
  const options = { maxNewTokens: 8 };
  const [text, [result]] = await collected(summarize.stream("The old whale swam slowly.", options));
  expect(result!.summary_text).toBe(text);
  expect(await summarize(["The old whale swam slowly."], options)).toEqual([[result]]);
});

test("what is drawn is drawn again by its seed, and as Hugging Face draws unless something is said", async () => {
  using write = await writer();
  const options = { maxNewTokens: 12, returnFullText: false };
  const one = await write("The old whale", { ...options, seed: 7 });
  expect(await write("The old whale", { ...options, seed: 7 })).toEqual(one);
  const others = [];
  for (const seed of [1, 2, 3]) others.push(await write("The old whale", { ...options, seed }));
  expect(new Set(others.map((texts) => JSON.stringify(texts))).size).toBeGreaterThan(1);
  expect(await write("The", { ...options, num_return_sequences: 3 })).toHaveLength(3);
});

test("options of generation are honoured, or refused by name", async () => {
  using write = await writer();
  const greedy = { doSample: false, returnTensors: true, maxNewTokens: 6 };
  const [{ generated_token_ids: usual } = {}] = await write("The old", greedy);
  const suppressTokens = [usual!.at(-1)!];
  const [{ generated_token_ids: other } = {}] = await write("The old", {
    ...greedy,
    suppressTokens,
  });
  expect(other).not.toContain(suppressTokens[0]);
  await expect(write("The", { penalty_alpha: 0.6 })).rejects.toThrow(/penalty_alpha.*contrastive/);
  await expect(write("The", { num_beam_groups: 1, doSample: false })).resolves.toHaveLength(1);
  await expect(write("The", { top_q: 1 })).rejects.toThrow("top_q");
  const [{ generated_token_ids: short } = {}] = await write("The old", {
    ...{ doSample: false, returnTensors: true, maxLength: usual!.length - 2 },
  });
  expect(short).toHaveLength(usual!.length - 2);
});

test("says what is wrong with a prompt", async () => {
  using write = await writer();
  await expect(write([{ role: 5 } as never])).rejects.toThrow("expected text, or messages");
  await expect(write(5 as never)).rejects.toThrow("text-generation: an input is 5");
  using answer = await pipeline("translation", `${golden}/mbart-words`);
  await expect(answer("Boats", { tgtLang: "xx_XX" })).rejects.toThrow(
    /tgtLang is "xx_XX", which has no token; expected one of en_XX, de_DE, fr_XX/,
  );
});
