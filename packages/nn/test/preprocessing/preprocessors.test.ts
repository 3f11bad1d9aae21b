import { describe, expect, test } from "vitest";
import { OptionError } from "../../src/options/option-error.ts";
import { imageProcessor } from "../../src/preprocessing/images/image-processor.ts";
import { soundFeatureExtractor } from "../../src/preprocessing/sound/read-feature-extractor.ts";

const image = (width: number, height: number, value = 128) => ({
  ...{ width, height, data: new Uint8Array(3 * width * height).fill(value) },
});
const vit = (fields: object = {}) =>
  imageProcessor({ image_processor_type: "ViTImageProcessor", ...fields });

describe("names of processors as files have had them", () => {
  test.each([
    [{ image_processor_type: "ViTImageProcessorFast" }, "ViTImageProcessor"],
    [{ feature_extractor_type: "DeiTFeatureExtractor" }, "DeiTImageProcessor"],
    [{ image_processor: { image_processor_type: "CLIPImageProcessor" } }, "CLIPImageProcessor"],
  ])("%j", (config, type) => {
    expect(imageProcessor(config).type).toBe(type);
  });

  test("of a number each processor makes its own size", () => {
    const shapeOf = (type: string, fields: object) =>
      imageProcessor({ image_processor_type: type, ...fields }).process([image(20, 10)])
        .pixel_values!.shape;
    expect(shapeOf("ViTImageProcessor", { size: 8 })).toEqual([1, 3, 8, 8]);
    expect(shapeOf("CLIPImageProcessor", { size: 8, do_center_crop: false })).toEqual([
      1, 3, 8, 16,
    ]);
    expect(shapeOf("CLIPImageProcessor", { size: 8, crop_size: 6 })).toEqual([1, 3, 6, 6]);
  });
});

describe("what is not understood is refused by name", () => {
  const sound = (fields: object) =>
    soundFeatureExtractor({ feature_extractor_type: "WhisperFeatureExtractor", ...fields });
  test.each([
    [
      () => imageProcessor({ image_processor_type: "VitImageProcesor" }),
      /nearest is ViTImageProcessor/,
    ],
    [() => imageProcessor({}), /image_processor_type is missing/],
    [() => vit({ do_flip: true }), /do_flip is not understood for ViTImageProcessor/],
    [() => vit({ size: { heigth: 3, width: 3 } }), /size is .*expected \{ height, width \}/],
    [() => vit({ size: { height: 0, width: 3 } }), /integers from 1/],
    [() => vit({ image_std: [1, 0, 1] }), /image_std is \[1,0,1\].*none of them 0/],
    [() => vit({ do_center_crop: true }), /there is no crop_size/],
    [() => vit({ resample: 6 }), /resample is 6/],
    [() => vit({ data_format: "channels_last" }), /data_format is "channels_last"/],
    [
      () => soundFeatureExtractor({ feature_extractor_type: "ClapFeatureExtractor" }),
      /expected one of/,
    ],
    [() => sound({ dither: 0.1 }), /dither is 0.1, expected 0/],
    [() => sound({ windows: 3 }), /windows is not understood/],
    [
      () => sound({}).extract([new Float32Array(1)], { doNormalise: true } as object),
      /doNormalise/,
    ],
  ])("%s", (make, reason) => {
    expect(make).toThrow(OptionError);
    expect(make).toThrow(reason);
  });
});

describe("batches", () => {
  test("pictures of several sizes need one size, or padding", () => {
    const pictures = [image(4, 6), image(5, 3)];
    expect(() => vit({ do_resize: false }).process(pictures)).toThrow(/4 x 6 and 5 x 3 pixels/);
    const { pixel_values: padded } = vit({ do_resize: false, do_pad: true }).process(pictures);
    expect(padded!.shape).toEqual([2, 3, 6, 5]);
    // What is padded is 0 among normalised values.
    expect(padded!.values[4]).toBe(0);
    expect(padded!.values[0]).toBeCloseTo((128 / 255 - 0.5) / 0.5, 6);
    expect(() =>
      vit({ do_pad: true, pad_size: { height: 9, width: 9 } }).process(pictures),
    ).toThrow(/224 x 224 pixels, expected at most 9 x 9/);
  });

  test("a batch of sounds is that of each alone, and its mask tells them from their padding", () => {
    const whisper = soundFeatureExtractor({
      ...{ feature_extractor_type: "WhisperFeatureExtractor", chunk_length: 1, feature_size: 8 },
    });
    const sounds = [300, 5000].map((length) =>
      Float32Array.from({ length }, (_, i) => Math.sin(i * 0.1)),
    );
    const both = whisper.extract(sounds, { returnAttentionMask: true });
    const size = both.input_features!.values.length / 2;
    for (const [i, sound] of sounds.entries()) {
      const alone = whisper.extract([sound]).input_features!.values;
      expect(both.input_features!.values.slice(i * size, (i + 1) * size)).toEqual(alone);
    }
    expect(both.attention_mask!.shape).toEqual([2, 100]);
    const frames = [...both.attention_mask!.values].slice(0, 100).filter((one) => one === 1).length;
    expect(frames).toBe(2); // the hops at 0 and 160
  });

  test("padding on the left, to a multiple, and none", () => {
    const extractor = (fields: object) =>
      soundFeatureExtractor({
        ...{ feature_extractor_type: "Wav2Vec2FeatureExtractor", do_normalize: false, ...fields },
      });
    const sounds = [Float32Array.of(1, 2), Float32Array.of(3, 4, 5)];
    const padded = extractor({ padding_side: "left", padding_value: 9 }).extract(sounds, {
      ...{ padding: "longest", padToMultipleOf: 4, returnAttentionMask: true },
    });
    expect([...padded.input_values!.values]).toEqual([9, 9, 1, 2, 9, 3, 4, 5]);
    expect([...padded.attention_mask!.values]).toEqual([0, 0, 1, 1, 0, 1, 1, 1]);
    expect(() => extractor({}).extract(sounds)).toThrow(/2 and 3 samples, expected equal lengths/);
  });

  test("a sound that is too short for a frame is refused", () => {
    const ast = soundFeatureExtractor({ feature_extractor_type: "ASTFeatureExtractor" });
    expect(() => ast.extract([new Float32Array(399)])).toThrow(
      /399 samples, expected at least 400/,
    );
    expect(() => ast.extract([])).toThrow(/sounds is empty/);
  });
});
