import { score } from "@qkv/nn/evaluation";
import { describe, expect, test } from "vitest";
import { begunWith } from "../../src/language-model/chat-form.ts";
import { serverOf } from "./running-server.ts";
import { tinyModels } from "./tiny-models.ts";

const models = await tinyModels();

const model = "tiny";
const prompt = "The ship went after 日本 it.";
const greedy = { model, prompt, temperature: 0, max_tokens: 5 };
const language = () => models.language(model).language;
const idsOf = (text: string) => [...begunWith(language().tokenizer, text)];

/** Log-probabilities of a text's tokens but the first, as the model scores it by itself. */
async function scored(ids: readonly number[]): Promise<readonly number[]> {
  const [found] = await score(language().model, [ids]);
  return found!.logLikelihoods;
}

describe("echo with logprobs", () => {
  test("begins with the tokens of the prompt, the first without a probability", async () => {
    const { client } = await serverOf(models);
    const asked = { ...greedy, echo: true, logprobs: 2 };
    const { text, logprobs } = (await client.completions.create(asked)).choices[0]!;
    const ids = idsOf(prompt);
    const { tokens, token_logprobs: own, top_logprobs: top, text_offset: offsets } = logprobs!;
    expect(text.startsWith(prompt)).toBe(true);
    for (const list of [tokens, own, top, offsets]) expect(list).toHaveLength(ids.length + 5);
    expect([own![0], top![0], offsets![0]]).toEqual([null, null, 0]);
    for (const [i, logProb] of (await scored(ids)).entries())
      expect(own![i + 1], `token ${i + 1}`).toBeCloseTo(logProb, 4);
    for (const one of top!.slice(1)) expect(Object.keys(one!).length).toBeGreaterThan(0);
    for (const [i, token] of tokens!.slice(0, ids.length).entries())
      if (!token.startsWith("bytes:"))
        expect(text.slice(offsets![i]), `token ${i}`).toMatch(
          new RegExp(`^${token.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`),
        );
    expect(offsets![ids.length]).toBe(prompt.length);
    const alone = (await client.completions.create({ ...greedy, logprobs: 2 })).choices[0]!;
    expect(tokens!.slice(ids.length)).toEqual(alone.logprobs!.tokens);
  });

  test("of 0 new tokens scores the prompt alone, of several and of ids too", async () => {
    const { client } = await serverOf(models);
    const texts = ["The whale", "swam on. The sea was wide."];
    const answer = await client.completions.create({
      ...{ model, prompt: texts.map(idsOf), max_tokens: 0, echo: true, logprobs: 0, n: 2 },
    });
    expect(answer.choices.map(({ text }) => text)).toEqual(texts.flatMap((one) => [one, one]));
    for (const { text, logprobs, finish_reason: reason } of answer.choices) {
      const ids = idsOf(text);
      expect(reason).toBe("length");
      expect(logprobs!.tokens!.join("")).toBe(text);
      const expected = await scored(ids);
      for (const [i, logProb] of expected.entries())
        expect(logprobs!.token_logprobs![i + 1]).toBeCloseTo(logProb, 4);
    }
    expect(answer.usage).toMatchObject({ completion_tokens: 0 });
    const nothing = await client.completions.create({ ...greedy, max_tokens: 0 });
    expect(nothing.choices[0]).toMatchObject({ text: "", finish_reason: "length", logprobs: null });
  });

  test("is the same in a stream, the prompt in one chunk", async () => {
    const { client } = await serverOf(models);
    const asked = { ...greedy, echo: true, logprobs: 1 };
    const whole = (await client.completions.create(asked)).choices[0]!;
    const chunks = [];
    for await (const { choices } of await client.completions.create({ ...asked, stream: true }))
      chunks.push(...choices);
    expect(chunks[0]!.text).toBe(prompt);
    expect(chunks.map(({ text }) => text).join("")).toBe(whole.text);
    for (const name of ["tokens", "text_offset"] as const)
      expect(chunks.flatMap(({ logprobs }) => (logprobs?.[name] as unknown[]) ?? [])).toEqual(
        whole.logprobs![name],
      );
  });

  test("counts what a text begins with and does not write, and marks that it does write", async () => {
    const { client } = await serverOf(models);
    const marked = "<|im_start|>whale<|im_end|>";
    const asked = { ...greedy, prompt: marked, echo: true, logprobs: 0, max_tokens: 0 };
    const { text, logprobs } = (await client.completions.create(asked)).choices[0]!;
    expect(text).toBe(marked);
    expect(logprobs!.tokens!.at(-1)).toBe("<|im_end|>");
    expect(logprobs!.text_offset!.at(-1)).toBe(marked.indexOf("<|im_end|>"));
    const ofIds = await client.completions.create({ ...asked, prompt: idsOf(marked) });
    expect(ofIds.choices[0]!.text).toBe("whale");
    expect(ofIds.choices[0]!.logprobs!.text_offset!.slice(0, 2)).toEqual([0, 0]);
  });
});

describe("best_of", () => {
  const drawn = { model, prompt, temperature: 1, seed: 3, max_tokens: 8, logprobs: 0 };

  test("tells the n that are likeliest per token of all that are made", async () => {
    const { client } = await serverOf(models);
    const all = (await client.completions.create({ ...drawn, n: 6 })).choices;
    const mean = ({ logprobs }: (typeof all)[number]) => {
      const own = logprobs!.token_logprobs!;
      return own.reduce((sum, one) => sum + one, 0) / own.length;
    };
    const ranked = all.toSorted((a, b) => mean(b) - mean(a));
    const answer = await client.completions.create({ ...drawn, n: 2, best_of: 6 });
    expect(answer.choices.map(({ index }) => index)).toEqual([0, 1]);
    expect(answer.choices.map(({ text }) => text)).toEqual(ranked.slice(0, 2).map((a) => a.text));
    expect(answer.choices[0]!.text).not.toBe(all[0]!.text);
    expect(answer.usage!.completion_tokens).toBe(6 * 8);
    expect(answer.usage!.prompt_tokens).toBe(idsOf(prompt).length);
  });

  test("tells no probabilities that nobody asked for; as many as n are all of them", async () => {
    const { client } = await serverOf(models);
    const { logprobs: _, ...plain } = drawn;
    const best = await client.completions.create({ ...plain, best_of: 4 });
    expect(best.choices).toHaveLength(1);
    expect(best.choices[0]!.logprobs).toBeNull();
    const [both, two] = [
      await client.completions.create({ ...plain, n: 2, best_of: 2 }),
      await client.completions.create({ ...plain, n: 2 }),
    ];
    expect(both.choices).toEqual(two.choices);
  });
});
