import { Generator } from "../../random/generator.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import type { DataFiles } from "../data-files.ts";
import type { DataParts } from "../data-parts.ts";
import type { LabelledPicture } from "./labelled-picture.ts";
import { readClassFolders } from "./read-class-folders.ts";
import { hasIdx, readIdx } from "./read-idx.ts";

/** Pictures of idx files that choices are made on: a twelfth, 5,000 of MNIST's 60,000. */
const HELD_OUT = 12;

/** What they are, for people. */
export const pictureFiles = {
  expected:
    "a folder of idx files as MNIST's, or of folders of pictures that are called as what they show",
  published: "MNIST and Fashion-MNIST, their idx files (60,000 to train on, 10,000 to test)",
} as const;

/** idx files as MNIST's, or folders of classes; `labels` are names of what idx files only number. */
export async function readPictures(
  files: DataFiles,
  { side, labels }: { readonly side: number; readonly labels: readonly string[] },
): Promise<DataParts<LabelledPicture>> {
  if (!hasIdx(files)) return readClassFolders(files, side);
  const { training: all, test } = await readIdx(files, labels);
  const { width, height } = all[0]!;
  const other = [...all, ...test].find((one) => one.width !== width || one.height !== height);
  if (width !== side || height !== side || other)
    throw new RecipeError(
      (nameOf) =>
        `the pictures in ${files.source} are ${width} by ${height} pixels, expected ${side} by ${side} (${nameOf("side")})`,
    );
  const order = new Generator(0).permutation(all.length);
  const at = (from: number, to: number) => Array.from(order.subarray(from, to), (i) => all[i]!);
  const heldOut = Math.max(1, Math.floor(all.length / HELD_OUT));
  return { training: at(heldOut, all.length), validation: at(0, heldOut), test };
}
