import { describe, expect, it } from "vitest";
import { pictureTexts } from "../../src/applications/diffusion/picture-texts.ts";
import { strokesOf } from "../../src/applications/diffusion/stroke-words.ts";
import { applications, samplePictures } from "../../src/applications/index.ts";
import { manualSeed } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import { isDiffusionTransformer } from "../../src/models/vision/diffusion-transformer.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";
import { PretrainedTokenizer } from "../../src/tokenizers/index.ts";

const { diffusion } = applications;

/** A stroke so many pixels thick that goes so many columns aside in each row downwards. */
const stroke = (thick: number, aside: number, label = "1") => {
  const side = 16;
  const pixels = new Uint8Array(side * side);
  for (let y = 2; y < 14; y++)
    for (let i = 0; i < thick; i++) pixels[y * side + Math.round(7 + aside * (y - 8)) + i] = 255;
  return { pixels, width: side, height: side, channels: 1 as const, label };
};

describe("what is said of pictures", () => {
  it("measures how thick strokes are and how they lean", () => {
    expect(strokesOf(stroke(1, 0))).toEqual({ thickness: 2, lean: 0 });
    expect(strokesOf(stroke(5, 0)).thickness).toBeGreaterThan(strokesOf(stroke(3, 0)).thickness);
    expect(strokesOf(stroke(2, -0.5)).lean).toBeCloseTo(0.5, 1);
    expect(strokesOf(stroke(2, 0.5)).lean).toBeCloseTo(-0.5, 1);
    expect(strokesOf(stroke(0, 0))).toEqual({ thickness: 0, lean: 0 });
  });

  it("says it in words, all or some, and leaves captions as they are", () => {
    const texts = pictureTexts([1, 2, 3, 4, 5, 6].map((thick) => stroke(thick, 0)));
    expect(texts.textOf(stroke(1, -0.5, "3"))).toBe("a thin three leaning right");
    expect(texts.textOf(stroke(6, 0.5, "8"))).toBe("a thick eight leaning left");
    expect(texts.textOf(stroke(3, 0, "8"))).toBe("an eight");
    expect(texts.partOf(stroke(1, -0.5, "3"), [0.1, 0.9])).toBe("a three leaning right");
    expect(texts.partOf(stroke(1, -0.5, "3"), [0.9, 0.1])).toBe("a thin three");
    expect(texts.textOf(stroke(1, 0, "ankle boot"))).toBe("ankle boot");
    expect(texts.textOf(stroke(1, 0, "sandal"))).toBe("a sandal");
  });
});

describe("diffusion told texts", () => {
  it("learns what texts ask for by cross-attention, and its folder makes pictures of texts", async () => {
    const few = { steps: 80, evalEvery: 80, evalBatches: 4, warmup: 0, lr: 6e-3, dModel: 24 };
    const ready = await diffusion.plan({ ...few, condition: "text", timesteps: 100 }).prepare();
    manualSeed(1);
    const run = ready.start();
    await run.fit({ steps: 80 });
    await run.heldOut.atTheEnd();
    expect(run.heldOut.score!.loss).toBeLessThan(0.55); // 1 without training: it says that there is none
    const files = new Map([...ready.files(), ...(await run.modelFiles())]);
    run.dispose();
    const { model, tokenizer } = await fromPretrained(filesInMemory(files, "run"));
    if (!isDiffusionTransformer(model) || !(tokenizer instanceof PretrainedTokenizer))
      throw new Error("no denoiser of texts");
    const shared = { tokenizer, seed: 5, steps: 8 };
    const [one, other] = await samplePictures(model, {
      ...{ ...shared, texts: ["a thin one", "a thick eight"] },
    });
    expect([one!.caption, one!.width, other!.caption]).toEqual(["a thin one", 8, "a thick eight"]);
    const swapped = await samplePictures(model, {
      ...shared,
      texts: ["a thick eight", "an eight"],
    });
    // From the same noise: an untrained model, whose attention to texts is 0, makes the same of both.
    expect(swapped[0]!.pixels).not.toEqual(one!.pixels);
    await expect(samplePictures(model, { classes: ["1"] })).rejects.toThrow(
      "classes are given, expected texts alone",
    );
    await expect(samplePictures(model, { texts: ["a one"] })).rejects.toThrow(
      "tokenizer is missing",
    );
    const long = { ...shared, texts: ["a one ".repeat(40)] };
    await expect(samplePictures(model, long)).rejects.toThrow("tokens, expected at most");
    model.dispose();
  });

  it("says what a config of texts lacks, and what forward lacks", () => {
    const config = { model_type: "diffusion-transformer", in_channels: 1, sample_size: 2 };
    const sizes = { num_layers: 1, num_attention_heads: 1, attention_head_dim: 4, patch_size: 2 };
    expect(() => modelFromConfig({ ...config, ...sizes, text_vocab_size: 5 })).toThrow(
      "text_max_length is missing, expected it with text_vocab_size",
    );
    const texts = { text_vocab_size: 5, text_max_length: 3, text_layers: 1 };
    const model = modelFromConfig({ ...config, ...sizes, ...texts });
    const [pictures] = model.sampleInputs(1);
    expect(pictures!.shape).toEqual([1, 1, 2, 2]);
    model.dispose();
  });
});
