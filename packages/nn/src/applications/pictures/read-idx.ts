import { RecipeError } from "../../recipes/settings-error.ts";
import { type DataFiles, nameIn, readBytesOf } from "../data-files.ts";
import type { LabelledPicture } from "./labelled-picture.ts";

const IMAGES = /(^|\/)(train|t10k|test)[-_.].*idx3[-_]ubyte(\.gz)?$/;

/** Types of elements of the format: 0x08 are unsigned bytes. http://yann.lecun.com/exdb/mnist */
const BYTES = 0x08;

/** Whether files are of MNIST's format. */
export const hasIdx = ({ names }: DataFiles): boolean => names.some((name) => IMAGES.test(name));

/** Pictures of train-images-idx3-ubyte with train-labels-idx1-ubyte, and of t10k or test; each perhaps .gz. */
export async function readIdx(
  files: DataFiles,
  labels: readonly string[],
): Promise<{
  readonly training: readonly LabelledPicture[];
  readonly test: readonly LabelledPicture[];
}> {
  const part = async (begins: RegExp): Promise<readonly LabelledPicture[]> => {
    const images = files.names.filter((name) => IMAGES.test(name) && begins.test(baseName(name)));
    if (images.length !== 1)
      throw new RecipeError(
        `${files.source} has ${images.length} files of pictures that begin with ${begins.source.slice(1)}, ` +
          "expected train-images-idx3-ubyte and t10k-images-idx3-ubyte with their labels, each perhaps .gz",
      );
    return picturesOf(files, images[0]!, labels);
  };
  return { training: await part(/^train/), test: await part(/^(t10k|test)/) };
}

const baseName = (name: string): string => name.split("/").at(-1)!;

async function picturesOf(
  files: DataFiles,
  name: string,
  labels: readonly string[],
): Promise<readonly LabelledPicture[]> {
  const named = name.replace("images", "labels").replace("idx3", "idx1");
  const other = [named, named.replace(/\.gz$/, ""), `${named}.gz`].find((one) =>
    files.names.includes(one),
  );
  if (other === undefined)
    throw new RecipeError(`${nameIn(files, name)} has no labels beside it, expected ${named}`);
  const { bytes, sizes } = await idxOf(files, name, 3);
  const told = await idxOf(files, other, 1);
  const [count, height, width] = sizes as [number, number, number];
  if (told.sizes[0] !== count)
    throw new RecipeError(
      `${nameIn(files, other)} has ${told.sizes[0]} labels, expected ${count}, one for each picture`,
    );
  const size = height * width;
  return Array.from({ length: count }, (_, i) => ({
    ...{ pixels: bytes.subarray(i * size, (i + 1) * size), width, height, channels: 1 as const },
    label: labels[told.bytes[i]!] ?? String(told.bytes[i]),
  }));
}

/** Sizes and bytes behind the header: two zeros, the type, the number of axes, the size of each in four bytes. */
async function idxOf(
  files: DataFiles,
  name: string,
  axes: number,
): Promise<{ readonly bytes: Uint8Array; readonly sizes: readonly number[] }> {
  const bytes = await readBytesOf(files, name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = 4 + 4 * axes;
  if (bytes.length < header || view.getUint32(0) !== ((BYTES << 8) | axes))
    throw new RecipeError(
      `${nameIn(files, name)} begins with ${[...bytes.subarray(0, 4)].join(" ") || "nothing"}, ` +
        `expected 0 0 ${BYTES} ${axes}: an idx file of bytes with ${axes} axes`,
    );
  const sizes = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = sizes.reduce((product, one) => product * one, 1);
  if (size === 0 || bytes.length !== header + size)
    throw new RecipeError(
      `${nameIn(files, name)} has ${bytes.length - header} bytes behind its header, expected ${sizes.join(" x ")} = ${size}`,
    );
  return { bytes: bytes.subarray(header), sizes };
}
