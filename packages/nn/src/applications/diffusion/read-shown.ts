import { hasCaptions, readCaptions } from "../captions/read-captions.ts";
import type { DataFiles } from "../data-files.ts";
import type { DataParts } from "../data-parts.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { hasIdx } from "../pictures/read-idx.ts";
import { readPictures } from "../pictures/read-pictures.ts";

/** Pictures and what they show: the names of their classes, or, for a model of texts, captions out of a table beside them. */
export function readShown(
  files: DataFiles,
  settings: {
    readonly side: number;
    readonly seed: number;
    readonly labels: readonly string[];
    readonly condition?: "class" | "text" | undefined;
  },
): Promise<DataParts<LabelledPicture>> {
  const captioned = settings.condition === "text" && !hasIdx(files) && hasCaptions(files);
  return captioned
    ? readCaptions(files, { ...settings, scenes: 0, columns: [] })
    : readPictures(files, settings);
}

/** Whether pictures have captions rather than classes. */
export const areCaptioned = (pictures: readonly LabelledPicture[]): boolean =>
  pictures.some(({ label }) => /\s/.test(label));
