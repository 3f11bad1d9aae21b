import { downloadModel } from "@qkv/nn/hub";
import { type FileSource, ModelFolderError, pickedFiles } from "@qkv/nn/model-folder";
import { type Plan, plan } from "@qkv/nn/pretrained";
import type { CheckpointAnswer, CheckpointAsk } from "../protocol.ts";
import { withPaths } from "./with-paths.ts";

/** What WebAssembly can address. */
const ROOM = 4 * 2 ** 30;
const LARGEST_CONFIG = 2 ** 22;
/** A file that is a whole model. */
const oneFile = /\.(gguf|bin)$/;

/**
 * @throws ModelFolderError for a folder that is none of a model, OptionError for a config.json that is wrong or of no
 * known family, HubError for a name that the hub does not give
 */
export async function inspectCheckpoint(
  { model, files, paths }: CheckpointAsk,
  signal: AbortSignal,
): Promise<CheckpointAnswer> {
  if (files === undefined) return inspected(model, await hubSource(model, signal), []);
  const placed = withPaths(files, paths);
  const source = pickedFiles(placed);
  const whole = placed.some(({ name }) => oneFile.test(name));
  if (whole && !(await source.has("config.json"))) return wholeFile(model, files);
  return inspected(model, source, files);
}

/** config.json alone: the weights are asked for when it is known that they fit. */
async function hubSource(model: string, signal: AbortSignal): Promise<FileSource> {
  const options = { files: ["config.json"], signal };
  return (await downloadModel(model.replace(/^hub:/, ""), options)).source;
}

async function inspected(
  model: string,
  source: FileSource,
  files: readonly File[],
): Promise<CheckpointAnswer> {
  const config = await configIn(source);
  const { model_type: family, architectures } = config;
  const planned = plan(config);
  return {
    ...{ model, family: String(family), plan: memoryOf(planned) },
    architectures: Array.isArray(architectures) ? architectures.map(String) : [],
    ...{ fileBytes: bytesOf(files), room: ROOM },
    hasTokenizer: files.length === 0 || (await source.has("tokenizer.json")),
    fits: planned.load > ROOM ? "no" : planned.inference > ROOM ? "tight" : "yes",
  };
}

async function configIn(source: FileSource): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await source.read("config.json", { maxBytes: LARGEST_CONFIG });
  let config: unknown;
  try {
    config = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    const { message } = cause as Error;
    throw new ModelFolderError(`config.json is no JSON: ${message}`, { file: "config.json" });
  }
  if (typeof config === "object" && config !== null && !Array.isArray(config))
    return config as Readonly<Record<string, unknown>>;
  throw new ModelFolderError("config.json: it is no object, expected one", { file: "config.json" });
}

function wholeFile(model: string, files: readonly File[]): CheckpointAnswer {
  const fileBytes = bytesOf(files);
  return {
    ...{ model, architectures: [], fileBytes, room: ROOM, hasTokenizer: true },
    fits: fileBytes > ROOM ? "no" : "yes",
  };
}

const memoryOf = ({ training, ...planned }: Plan) => ({ ...planned, training: training ?? 0 });
const bytesOf = (files: readonly File[]) => files.reduce((sum, { size }) => sum + size, 0);
