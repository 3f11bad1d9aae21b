import { expect, test } from "vitest";
import * as main from "../../src/index.ts";
import torch from "./torch-names.json" with { type: "json" };

/** What the main entry has beside PyTorch's names, and why; all else has an entry of its own, @qkv/nn/models and so on. */
const ours = {
  "the README's first program": ["Gpt", "CharacterTokenizer", "UnknownCharacterError", "generate"],
  "the training loop": [
    ...["Trainer", "NonFiniteLossError", "TokenStream"],
    ...["saveModel", "saveTraining", "resumeTraining"],
  ],
  "optimisers and schedules beyond torch.optim": [
    ...["Lion", "WeightAverage", "decayGroups", "NoamLR", "InverseSquareRootLR"],
    ...["constantSchedule", "linearSchedule", "cosineSchedule", "constantFactorSchedule"],
    ...["linearFactorSchedule", "cosineAnnealingSchedule", "exponentialSchedule"],
    ...["inverseSquareRootSchedule", "lambdaSchedule", "multiStepSchedule", "noamSchedule"],
    ...["oneCycleSchedule", "sequentialSchedule", "stepSchedule"],
  ],
  "memory that is freed before a collector comes": ["scope", "reportLeaks"],
  devices: ["defaultDevice", "metaDevice", "referenceDevice", "GpuMissingError"],
  "masks, and what torch calls by a name that JavaScript keeps for itself or by a longer one": [
    ...["causalMask", "paddingMask", "generateSquareSubsequentMask"], // a static method in torch
    ...["StateDictError", "scale", "slice", "variance", "bceWithLogits"],
  ],
};

const plain = (name: string): string => name.toLowerCase().replaceAll("_", "");
const torchNames = new Set(Object.values(torch.names).flat().map(plain));
const allowed = new Set(Object.values(ours).flat());

test.each(Object.keys(main))("%s belongs into the main entry", (name) => {
  expect(torchNames.has(plain(name)) || allowed.has(name)).toBe(true);
});

test("what is allowed beside PyTorch's names is there, and is none of them", () => {
  for (const name of allowed) {
    expect(main, name).toHaveProperty(name);
    expect(torchNames.has(plain(name)), name).toBe(false);
  }
});
