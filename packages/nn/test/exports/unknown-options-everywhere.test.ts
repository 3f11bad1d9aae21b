import { describe, expect, test } from "vitest";
import { inBothParts } from "../../../../scripts/testing/parts.mjs";
import { callOf } from "./call.ts";
import { type Callable, exportedCallables } from "./callables.ts";
import { sampleArguments } from "./sample-arguments.ts";

/** Parameters of plain objects that are no options: what was read, measured or made somewhere else may hold more. */
const data = [
  ...[
    /^Checkpoint$/,
    /HeadRows$/,
    /^AttentionOperands$/,
    /^AttentionMap$/,
    /^SymbolPair$/,
    /^ProcessMark$/,
    /^(GgufFile|Llama2cVocabulary)$/,
  ],
  ...[/^Model(Description|Footprint|Folder)$/, /^DescribedFolder$/, /^W(rittenModel|eightsFile)\b/],
  ...[
    /(Scheduler|Plateau|Sequential|Chained|GivenOptimizer)State$/,
    /^DecoderNames$/,
    /^(Saved)?Pretrained$/,
    /^DecoderOptions$/,
    /^Encoder(Names|Options)$/,
    /^MaskedWordsOptions$/,
    /^Encoded$/,
    /WeightFormat$/,
  ],
  /^(NormalDistribution|NumberRange|RgbImage|Sound)$/,
  /^(ErrorOptions|(ModelFolder|Hub)ErrorOptions)$/, // of ECMAScript, which takes anything
];

/** The contract is between backends and operations, which check what people give them. */
const isPublic = ({ entry, name }: Callable): boolean =>
  entry !== "@qkv/core-wasm/conformance" &&
  (entry !== "@qkv/core-wasm/contract" || name === "createShapeOnlyBackend");

const taking = exportedCallables()
  .filter(isPublic)
  .flatMap((callable) =>
    callable.parameters.flatMap(({ isOptions, name, type }, index) =>
      isOptions && !data.some((pattern) => pattern.test(type))
        ? [{ callable, index, what: `${callable.name}(${name})` }]
        : [],
    ),
  );

test("the walk meets options in every package, and only data that exist", () => {
  expect(taking.length).toBeGreaterThan(150);
  const types = exportedCallables().flatMap(({ parameters }) => parameters.map(({ type }) => type));
  for (const pattern of data)
    expect(
      types.some((type) => pattern.test(type)),
      String(pattern),
    ).toBe(true);
});

describe("an option that does not exist is refused by name", () => {
  for (const [part, some] of inBothParts(taking, 60))
    test.each(some)("$what", part, async ({ callable, index }) => {
      const given = await sampleArguments(callable);
      given[index] = { ...(given[index] as object), madeUpOption: 1 };
      const call = await callOf(callable);
      await expect(async () => call(...given)).rejects.toThrow(
        /unknown option (\w+\.)*madeUpOption/,
      );
    });
});
