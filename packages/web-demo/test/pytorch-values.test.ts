import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OpenModels } from "../src/engine/open-models.ts";
import type { ForwardAnswer, PytorchValues } from "../src/engine/protocol.ts";
import { forward } from "../src/engine/requests/forward.ts";
import { pytorchValues } from "../src/engine/requests/pytorch-values.ts";
import { shippedModels } from "../src/models/shipped.ts";
import { besidePytorch, holds, worstOf } from "../src/views/follow/beside-pytorch.ts";

const publicFolder = fileURLToPath(new URL("../public/", import.meta.url));

describe.each(Object.keys(shippedModels))("%s beside PyTorch", (model) => {
  let values: PytorchValues;
  let answer: ForwardAnswer;
  const real = globalThis.fetch;
  beforeAll(async () => {
    globalThis.fetch = async (url) =>
      new Response(readFileSync(publicFolder + new URL(String(url)).pathname));
    const signal = new AbortController().signal;
    const context = { models: new OpenModels("http://page/"), signal, tell: () => {} };
    values = (await pytorchValues({ model }, context))!;
    answer = await forward({ model, text: values.text, more: values.more }, context);
  });
  afterAll(() => {
    globalThis.fetch = real;
  });

  it("agrees at every node that a pass shows", () => {
    const all = besidePytorch(answer, values)!;
    expect(all.length).toBeGreaterThan(40);
    expect(new Set(all.map(({ tensor }) => tensor.role))).toContain("weights");
    expect(all.filter((one) => !holds(one)).map(({ tensor }) => tensor.name)).toEqual([]);
    const worst = worstOf(all);
    expect(worst.apart / worst.allowed).toBeGreaterThan(0); // no values of our own
  });

  it("says where they do not agree", () => {
    const wrong = answer.tensors.findIndex(({ role }) => role === "headOutput");
    const tensors = answer.tensors.map((one, i) =>
      i === wrong
        ? { ...one, data: one.data.map((value, at) => (at === 5 ? value + 0.01 : value)) }
        : one,
    );
    const all = besidePytorch({ ...answer, tensors }, values)!;
    expect(all.filter((one) => !holds(one))).toEqual([all[wrong]]);
    expect(worstOf(all)).toBe(all[wrong]);
  });

  it("compares nothing with a pass over another sentence", () => {
    const other = answer.tensors.map((one) => ({ ...one, shape: [...one.shape, 1] }));
    expect(besidePytorch({ ...answer, tensors: other }, values)).toBe(undefined);
    const words = answer.tensors.map((one) =>
      one.role === "ids" ? { ...one, data: one.data.map((id) => id + 1) } : one,
    );
    expect(besidePytorch({ ...answer, tensors: words }, values)).toBe(undefined);
  });
});

it("has none of a model that does not come with the page", async () => {
  const context = {
    ...{ models: new OpenModels("http://page/"), tell: () => {} },
    signal: new AbortController().signal,
  };
  expect(await pytorchValues({ model: "hub:someone/else" }, context)).toBe(undefined);
});
