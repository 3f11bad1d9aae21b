import { RecipeError } from "../../recipes/settings-error.ts";
import { type DataFiles, nameIn } from "../data-files.ts";
import { type DataParts, splitParts } from "../data-parts.ts";
import type { LabelledPicture } from "./labelled-picture.ts";
import { pictureIn } from "./picture-in.ts";

const PICTURE = /\.(png|jpe?g|webp)$/i;
const parts = {
  training: /^train(ing)?$/i,
  validation: /^(dev|val|valid|validation)$/i,
  test: /^test$/i,
} as const;

/**
 * Pictures in folders that are called as their classes, cats/1.png and dogs/2.jpg; perhaps below train, valid and test. All
 * are made `side` pixels high and wide, as the pipeline will make them.
 */
export async function readClassFolders(
  files: DataFiles,
  side: number,
): Promise<DataParts<LabelledPicture>> {
  const names = files.names.filter((name) => PICTURE.test(name));
  const lying = names.filter((name) => name.split("/").length < 2);
  if (names.length === 0 || lying.length > 0)
    throw new RecipeError(
      `${nameIn(files, lying[0] ?? files.names[0] ?? "")} lies in no folder of a class, expected pictures (.png, .jpg, .webp) ` +
        "in folders that are called as what they show, or idx files as MNIST's",
    );
  const read = async (some: readonly string[]): Promise<LabelledPicture[]> => {
    const pictures: LabelledPicture[] = [];
    for (const name of some)
      pictures.push({ ...(await pictureIn(files, name, side)), label: name.split("/").at(-2)! });
    return pictures;
  };
  const partOf = (name: string): keyof typeof parts | undefined => {
    const [first] = name.split("/");
    if (name.split("/").length < 3) return undefined;
    return (Object.keys(parts) as (keyof typeof parts)[]).find((one) => parts[one].test(first!));
  };
  const by = (part: keyof typeof parts | undefined) =>
    names.filter((name) => partOf(name) === part);
  if (by("training").length === 0) return split(await read(names), files.source);
  const training = await read(by("training"));
  const [validation, test] = [await read(by("validation")), await read(by("test"))];
  if (validation.length > 0 && test.length > 0) return { training, validation, test };
  // What is not there is a tenth of what is.
  const cut = split(training, files.source);
  const rest = [...cut.training, ...(test.length > 0 ? cut.test : cut.validation)];
  if (test.length > 0) return { training: rest, validation: cut.validation, test };
  if (validation.length > 0) return { training: rest, validation, test: cut.test };
  return cut;
}

function split(pictures: readonly LabelledPicture[], name: string): DataParts<LabelledPicture> {
  const places = pictures.map((_, place) => place);
  const { training, validation, test } = splitParts(places, name, {
    ...{ keyOf: String, key: "picture" },
  });
  const at = (some: readonly number[]) => some.map((place) => pictures[place]!);
  return { training: at(training), validation: at(validation), test: at(test) };
}
