import { beforeAll, describe, expect, test } from "vitest";
import { GenerationBatch } from "../../src/generation/batch/generation-batch.ts";
import { generate, generateStream } from "../../src/generation/generate.ts";
import type { GenerateIdsOptions } from "../../src/generation/generate-ids-options.ts";
import { Gpt } from "../../src/models/families/gpt.ts";
import { Generator } from "../../src/random/generator.ts";
import { ConstraintError } from "../../src/structured-output/constraint-error.ts";
import { gbnf } from "../../src/structured-output/gbnf/gbnf.ts";
import { jsonSchema } from "../../src/structured-output/json-schema/json-schema.ts";
import { regex } from "../../src/structured-output/regular-expression/regex.ts";
import { CharacterTokenizer } from "../../src/tokenizers/character-tokenizer.ts";

const tokenizer = CharacterTokenizer.train('{}[]":,0123456789abcdefgh \n');
const { vocabSize } = tokenizer;
const [end] = tokenizer.encode("\n") as unknown as [number];
let model: Gpt;
let other: Gpt;

function gpt(seed: number): Gpt {
  const wide = new Generator(seed);
  const made = new Gpt({ vocabSize, contextLength: 64, layers: 2, heads: 2, dModel: 16 });
  for (const parameter of made.parameters())
    parameter.device.backend.upload(
      parameter.storage.buffer,
      Float32Array.from(wide.normal(parameter.size, 0, 0.4)),
    );
  return made.eval();
}

beforeAll(() => {
  model = gpt(1);
  other = gpt(2);
});

const schema = {
  type: "object",
  properties: { a: { type: "integer", minimum: 10, maximum: 999 }, b: { enum: ["cd", "ef"] } },
  required: ["a", "b"],
};
const fits = /^\{"a":[1-9]\d{1,2},"b":"(cd|ef)"\}$/;
const ids = ["abc", "h1 "].map((text) => [...tokenizer.encode(text)]);

const ways: readonly GenerateIdsOptions[] = [
  {},
  { doSample: true, seed: 3, temperature: 2 },
  { doSample: true, numReturnSequences: 3, seed: [1, 9], topP: 0.3, topK: 2, minP: 0.9 },
  { numBeams: 3, numReturnSequences: 2 },
  { numBeams: 2, doSample: true, seed: 4 },
  { promptLookupNumTokens: 4 },
  { promptLookupNumTokens: 4, doSample: true, seed: 5 },
  { repetitionPenalty: 5, noRepeatNgramSize: 0, guidanceScale: 2 },
  { useCache: false, minNewTokens: 5, renormalizeLogits: true },
];

describe("a constraint holds", () => {
  test.each(
    ways.flatMap(
      (one) =>
        [
          [one, []],
          [one, [end]],
        ] as [GenerateIdsOptions, number[]][],
    ),
  )("%j, ended by %j", async (options, eosTokenId) => {
    const constraint = jsonSchema(schema, tokenizer);
    const given = { ...options, constraint, eosTokenId, maxNewTokens: 30, padTokenId: end };
    const { sequences, lengths } = await generate(model, { ids }, given);
    for (const [i, sequence] of sequences.entries()) {
      const own = sequence.slice(3, lengths[i]).filter((id) => id !== end);
      expect(tokenizer.decode(own)).toMatch(fits);
    }
  });

  test("with an assistant the text is the same", async () => {
    const constraint = jsonSchema(schema, tokenizer);
    const given = { constraint, maxNewTokens: 30 };
    const alone = await generate(model, { ids }, given);
    const helped = await generate(model, { ids }, { ...given, assistantModel: other });
    expect(helped).toEqual(alone);
  });

  test("in a text as it comes, and at its end", async () => {
    const constraint = jsonSchema(schema, tokenizer);
    const stream = generateStream(model, tokenizer, "abc", { constraint, seed: 7 });
    let text = "";
    for (;;) {
      const { done, value } = await stream.next();
      if (done) {
        expect(value).toMatchObject({ text, finishReason: "stop" });
        break;
      }
      text += value.text;
    }
    expect(text).toMatch(fits);
  });

  test("for each request of a batch by itself", async () => {
    using batch = new GenerationBatch(model);
    const both = [
      batch.submit(ids[0]!, { constraint: jsonSchema(schema, tokenizer), maxNewTokens: 40 }),
      batch.submit(ids[1]!, { constraint: regex("[0-9]{3}", tokenizer), maxNewTokens: 3 }),
      batch.submit(ids[1]!, { constraint: regex("[0-9]*", tokenizer), maxNewTokens: 4 }),
    ];
    const said = both.map(async (request) => {
      const own: number[] = [];
      for await (const { id } of request) own.push(id);
      return [tokenizer.decode(own), await request.finishReason];
    });
    const [first, second, third] = await Promise.all(said);
    expect(first).toEqual([expect.stringMatching(fits), "stop"]);
    expect(second).toEqual([expect.stringMatching(/^\d{3}$/), "stop"]);
    expect(third).toEqual([expect.stringMatching(/^\d{4}$/), "length"]);
  });

  test("as closely as there are tokens", async () => {
    const constraint = gbnf('root ::= "[" ( root ("," root)* )? "]"', tokenizer);
    for (let maxNewTokens = 2; maxNewTokens < 20; maxNewTokens++) {
      const options = { constraint, maxNewTokens, seed: maxNewTokens, temperature: 3 };
      const { text } = await generate(model, tokenizer, "a", options);
      expect(() => JSON.parse(text), text).not.toThrow();
    }
    const one = generate(model, tokenizer, "a", { constraint, maxNewTokens: 1 });
    await expect(one).rejects.toThrow("the shortest text takes 2 tokens");
  });

  test("the same constraint serves rows, calls and batches at once", async () => {
    const constraint = jsonSchema(schema, tokenizer);
    const given = { constraint, maxNewTokens: 30, doSample: true };
    const alone = [];
    for (const [i, one] of ids.entries())
      alone.push((await generate(model, { ids: [one] }, { ...given, seed: i })).sequences[0]);
    const calls = [0, 1].map(() => generate(model, { ids }, { ...given, seed: [0, 1] }));
    for (const { sequences, lengths } of await Promise.all(calls))
      expect(sequences.map((one, i) => one.slice(0, lengths[i]))).toEqual(alone);
  });
});

describe("what cannot be", () => {
  test("other options that leave no token", async () => {
    const constraint = regex("ab", tokenizer);
    const [, b] = tokenizer.encode("ab") as unknown as [number, number];
    const said = generate(model, { ids }, { constraint, suppressTokens: [b] });
    await expect(said).rejects.toThrow(ConstraintError);
    await expect(said).rejects.toThrow('rule out all 1 tokens that may follow "a" (1 tokens)');
  });

  test("more sequences than there are texts", async () => {
    const options = { constraint: regex("a|b", tokenizer), numBeams: 3, numReturnSequences: 3 };
    await expect(generate(model, { ids }, options)).rejects.toThrow(
      "numReturnSequences is 3, and beams found 4 of 6 sequences",
    );
    const two = { ...options, numReturnSequences: 2 };
    const { sequences } = await generate(model, { ids }, two);
    expect(sequences.map((one) => tokenizer.decode(one.slice(3))).sort()).toEqual([
      "a",
      "a",
      "b",
      "b",
    ]);
  });

  test("what is no constraint", async () => {
    const wrong = { constraint: "json" } as unknown as GenerateIdsOptions;
    await expect(generate(model, { ids }, wrong)).rejects.toThrow(
      'constraint is "json", expected a constraint, such as jsonSchema(schema, tokenizer)',
    );
  });
});
