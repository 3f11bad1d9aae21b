import { readWave } from "../../preprocessing/sound/read-wave.ts";
import { resample } from "../../preprocessing/sound/resample.ts";
import { mixToMono } from "../../preprocessing/sound/sound.ts";
import { SoundFileError } from "../../preprocessing/sound/sound-file-error.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { splitTenth } from "../../recipes/split-tenth.ts";
import { type DataFiles, nameIn } from "../data-files.ts";
import { type DataParts, splitParts } from "../data-parts.ts";

/** A sound of one channel, and what its file is called. */
export interface Recording {
  readonly samples: Float32Array;
  readonly label: string;
  /** "digits/0_anna_1": the path without its ending. */
  readonly name: string;
}

export interface RecordingOptions {
  /** Samples a second of what is heard, in Hz. */
  readonly rate: number;
  /** Which of the parts of a name, between underscores, is the label; of files in folders, the folder is where it is 0. */
  readonly labelPart: number;
  /** Which part says that a recording is for the test, and its values; a tenth at random unless there are any. */
  readonly testPart: number;
  readonly testValues: readonly string[];
}

const LARGEST_SOUND = 2 ** 26;

/** The parts of a name: those of "zero/anna_1" and "zero_anna_1" are zero, anna, 1. */
const partsOf = (name: string): readonly string[] =>
  name
    .split("/")
    .slice(-2)
    .join("_")
    .split("_")
    .map((part) => part.trim());

/** The WAV files of a folder, at the rate that is heard. @throws RecipeError for a file that is no sound, or whose name has no label */
export async function readRecordings(
  files: DataFiles,
  { rate, ...options }: RecordingOptions,
): Promise<DataParts<Recording>> {
  const names = files.names.filter((name) => /\.wav$/i.test(name));
  if (names.length === 0)
    throw new RecipeError(
      `${files.source} has ${files.names.slice(0, 5).join(", ") || "no files"}, expected a folder of .wav files: zero/anna_1.wav or zero_anna_1.wav`,
    );
  const recordings: Recording[] = [];
  for (const file of names) {
    const where = nameIn(files, file);
    const bytes = await files.read(file, { maxBytes: LARGEST_SOUND });
    try {
      const sound = readWave(bytes);
      const samples = resample(mixToMono(sound), sound.sampleRate, rate);
      recordings.push(named(samples, file.replace(/\.wav$/i, ""), where, options.labelPart));
    } catch (error) {
      if (error instanceof SoundFileError) throw new RecipeError(`${where}: ${error.message}`);
      throw error;
    }
  }
  return inParts(recordings, files.source, options);
}

function named(samples: Float32Array, name: string, where: string, place: number): Recording {
  const label = partsOf(name)[place];
  if (label !== undefined && label !== "") return { samples, label, name };
  throw new RecipeError(
    (nameOf) =>
      `${where} has ${partsOf(name).length} parts in its name, expected more than ${nameOf("labelPart")} ${place}, which is the label's`,
  );
}

/** What is held out: recordings whose names say so, or a tenth; another tenth of the others is for validation. */
export function inParts(
  recordings: readonly Recording[],
  source: string,
  { testPart, testValues }: Omit<RecordingOptions, "rate" | "labelPart">,
): DataParts<Recording> {
  const split = { keyOf: ({ name }: Recording) => name, key: "name", name: source };
  if (testValues.length === 0) return splitParts(recordings, source, split);
  const isTest = ({ name }: Recording): boolean =>
    testValues.includes(partsOf(name)[testPart] ?? "");
  const test = recordings.filter(isTest);
  if (test.length === 0)
    throw new RecipeError(
      (nameOf) =>
        `${source} has no recording whose part ${testPart} is ${testValues.join(" or ")}, as ${nameOf("testPart")} and ${nameOf("testValues")} ask; ` +
        `one is called ${recordings[0]!.name}`,
    );
  const { training, heldOut } = splitTenth(
    recordings.filter((one) => !isTest(one)),
    split,
  );
  return { training, validation: heldOut, test };
}
