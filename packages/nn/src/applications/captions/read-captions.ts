import { readRows } from "../../recipes/rows/read-rows.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { type DataFiles, nameIn, readText } from "../data-files.ts";
import { type DataParts, splitParts } from "../data-parts.ts";
import { pictureIn } from "../pictures/picture-in.ts";
import { hasIdx } from "../pictures/read-idx.ts";
import { readPictures } from "../pictures/read-pictures.ts";
import { type CaptionedPicture, scenesOf } from "./made-scenes.ts";

const TABLE = /(^|\/)captions\.(tsv|csv|jsonl)$/i;

/** Whether a table of captions lies among files. */
export const hasCaptions = ({ names }: DataFiles): boolean =>
  names.some((name) => TABLE.test(name));

/** Scenes of MNIST's digits, or pictures with a table of their captions. */
export async function readCaptions(
  files: DataFiles,
  settings: {
    readonly side: number;
    readonly seed: number;
    readonly scenes: number;
    readonly columns: readonly string[];
  },
): Promise<DataParts<CaptionedPicture>> {
  const { side, columns } = settings;
  if (hasIdx(files)) {
    const digits = await readPictures(files, { side, labels: [] });
    if (side % 2 === 0) return scenesOf(digits, settings);
    throw new RecipeError(`the pictures in ${files.source} are ${side} pixels wide, expected even`);
  }
  const tables = files.names.filter((name) => TABLE.test(name));
  const [table] = tables;
  if (table === undefined || tables.length > 1)
    throw new RecipeError(
      `${files.source} has ${tables.length} tables of captions, expected one captions.tsv, .csv or .jsonl beside its ` +
        "pictures, of their files' names and what they show, or the idx files of MNIST",
    );
  const rows = readRows(await readText(files, table), nameIn(files, table), {
    ...{ usual: ["file", "caption"], given: columns },
  });
  const folder = table.includes("/") ? table.slice(0, table.lastIndexOf("/") + 1) : "";
  const pictures: CaptionedPicture[] = [];
  for (const { line, values } of rows) {
    const [file, caption] = values;
    const name = folder + file.trim();
    if (!files.names.includes(name))
      throw new RecipeError(
        `${nameIn(files, table)}: line ${line}: there is no file ${name}, expected the name of a picture beside the table`,
      );
    pictures.push({ ...(await pictureIn(files, name, side)), label: caption.trim() });
  }
  const places = pictures.map((_, place) => place);
  const split = splitParts(places, files.source, {
    ...{ keyOf: (place: number) => rows[place]!.values[0], key: "picture" },
  });
  const at = (some: readonly number[]) => some.map((place) => pictures[place]!);
  return { training: at(split.training), validation: at(split.validation), test: at(split.test) };
}
