import { beforeAll, describe, expect, test } from "vitest";
import { enableGrad, noGrad } from "../src/autograd/grad-mode.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { generate, generateStream } from "../src/generation/generate.ts";
import { ablateHeads } from "../src/inspection/ablate-heads.ts";
import { capture, withHook } from "../src/inspection/capture.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { scale } from "../src/ops/scale.ts";
import { countFlops, countLaunches } from "../src/tensor/launch-observer.ts";
import { scope } from "../src/tensor/scope.ts";
import { CharacterTokenizer } from "../src/tokenizers/character-tokenizer.ts";

const tokenizer = CharacterTokenizer.train("abcdef");
const options = { vocabSize: 6, contextLength: 16, layers: 2, heads: 2, dModel: 8, dropout: 0 };
let model: Gpt;
let other: Gpt;
beforeAll(() => {
  [model, other] = [new Gpt(options), new Gpt(options)];
});
const tokens = 10;
const generated = (of: Gpt = model) =>
  generate(of, tokenizer, "abc", { maxNewTokens: tokens, seed: 3 });
const passes = (rows: readonly { module: string; role: string }[]) =>
  rows.filter(({ module, role }) => module === "" && role === "logits").length;
const forward = (of: Gpt = model) =>
  scope(() => void of.forward(tensor([[0, 1]], { dtype: "int32" })));

describe("withHook", () => {
  test("stays over a generation, to its end, and is gone then", async () => {
    const seen: { module: string; role: string }[] = [];
    const hook = (shown: { module: string; role: string }) => void seen.push(shown);
    const result = await withHook(model, hook, () => generated());
    expect(result.ids).toHaveLength(tokens);
    expect(passes(seen)).toBe(tokens);
    forward();
    expect(passes(seen)).toBe(tokens);
  });

  test("changes every pass of a generation", async () => {
    const silent = await withHook(
      model,
      ({ module, role, tensor: shown }) =>
        module === "" && role === "logits" ? scale(shown, 0) : undefined,
      () => generate(model, tokenizer, "abc", { maxNewTokens: tokens, temperature: 0 }),
    );
    expect(silent.text).toBe("a".repeat(tokens)); // the first of equal logits, each time
  });

  test("of overlapping bodies each ends with its own, in whichever order", async () => {
    const seen = { first: 0, second: 0 };
    const counting = (name: "first" | "second") => (shown: { module: string; role: string }) => {
      seen[name] += passes([shown]);
      return undefined;
    };
    let endFirst = () => {};
    const first = withHook(model, counting("first"), async () => {
      await new Promise<void>((resolve) => {
        endFirst = resolve;
      });
    });
    const second = withHook(other, counting("second"), () => generated(other));
    forward();
    endFirst();
    await first;
    forward();
    await second;
    expect(seen).toEqual({ first: 1, second: tokens });
  });

  test("is gone when the body rejects or throws", async () => {
    let seen = 0;
    const hook = () => void seen++;
    const failing = withHook(model, hook, async () => {
      await Promise.resolve();
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(() =>
      withHook(model, hook, () => {
        throw new Error("neither");
      }),
    ).toThrow("neither");
    forward();
    expect(seen).toBe(0);
  });

  test("refuses a stream that nobody reads, and a hook that gives a promise", () => {
    expect(() =>
      withHook(
        model,
        () => undefined,
        () => generateStream(model, tokenizer, "a"),
      ),
    ).toThrow(
      "withHook: the body returned a stream that nothing has been read from; read it inside the body",
    );
    const later = async () => undefined;
    expect(() => withHook(model, later as never, () => forward())).toThrow(
      "expected a tensor or nothing, at once",
    );
  });
});

test("capture keeps what a generation shows, and frees it when the generation fails", async () => {
  const before = defaultDevice().memory().buffers;
  using seen = await capture(model, () => generated());
  expect(passes(seen.tensors)).toBe(tokens);
  seen.dispose();
  const failing = capture(model, async () => {
    await generated();
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(defaultDevice().memory().buffers).toBe(before);
});

test("heads are silent in every pass of a generation", async () => {
  const module = "transformer.h.0.attn";
  const outputs: number[] = [];
  await withHook(
    model,
    ({ module: path, role, tensor: shown }) => {
      if (path === module && role === "headOutput")
        outputs.push(...Array.from(shown.dataSync()).map(Math.abs));
      return undefined;
    },
    () => ablateHeads(model, { module, heads: [0, 1] }, () => generated()),
  );
  expect(outputs.length).toBeGreaterThanOrEqual(tokens * options.dModel);
  expect(Math.max(...outputs)).toBe(0);
  await expect(
    ablateHeads(model, { module: "none", heads: [0] }, () => generated()),
  ).rejects.toThrow('module is "none"');
});

test("launches are counted to the end of an asynchronous body, by each that counts", async () => {
  const once = countLaunches(() => forward());
  const twice = await countLaunches(async () => {
    forward();
    await Promise.resolve();
    expect(countFlops(() => forward())).toBeGreaterThan(0);
  });
  for (const [kernel, { calls }] of once) expect(twice.get(kernel)?.calls, kernel).toBe(2 * calls);
  expect(await countFlops(async () => forward())).toBe(countFlops(() => forward()));
});

describe.each([
  ["noGrad", noGrad],
  ["enableGrad", enableGrad],
  ["scope", scope],
] as const)("%s", (name, run) => {
  const refusing = run as (body: () => unknown) => unknown;
  test("refuses a promise, and what follows has the mode from before", async () => {
    const weight = tensor([1, 2]).requiresGrad_();
    for (const body of [
      async () => {},
      // biome-ignore lint/suspicious/noThenProperty: a promise of another library
      () => ({ then: (resolve: () => void) => resolve() }),
      () => Promise.reject(new Error("nobody hears of it")),
    ])
      expect(() => refusing(body)).toThrow(`${name}: the body returned a promise`);
    expect(() => refusing(() => generateStream(model, tokenizer, "a"))).toThrow(
      `${name}: the body returned a stream`,
    );
    expect(scale(weight, 2).requiresGrad).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 0)); // a rejection without a handler would end the process
  });
});
