import { ModelFolderError } from "../model-folder/model-folder-error.ts";
import { addressableBytes } from "../model-folder/model-size.ts";
import { counted } from "../model-folder/shape-model.ts";
import type { Device } from "../tensor/device.ts";
import { bytesSaved, type HeldFormat, largestBytes } from "./held-bytes.ts";
import { plannedModel } from "./plan-shapes.ts";

/**
 * Throw for a model that the device cannot hold with its weights in this format, and for a config.json that would keep us
 * busy with a billion layers.
 *
 * @throws ModelFolderError
 */
export function expectRoom(
  config: object,
  file: string,
  { backend }: Device,
  format: HeldFormat,
): void {
  const { model, device } = namingConfig(file, () => plannedModel(config));
  const bytes = device.memory().bytes - bytesSaved(model, format);
  const { name, readSync, info } = backend;
  if (readSync && bytes > addressableBytes)
    throw tooLarge(
      `its ${counted(model.numParameters())} parameters take ${gibibytes(bytes)} in ${format}`,
      {
        ...{ file, limit: `WebAssembly ends at ${gibibytes(addressableBytes)}`, format },
      },
    );
  const most = Number(info.maxBufferBytes ?? Number.POSITIVE_INFINITY);
  const largest = largestBytes(model, format);
  if (largest > most)
    throw tooLarge(`its largest weight takes ${gibibytes(largest)} in ${format}`, {
      ...{ file, limit: `a buffer of ${name} ends at ${gibibytes(most)}`, format },
    });
}

interface Limit {
  readonly file: string;
  readonly limit: string;
  readonly format: HeldFormat;
}

function tooLarge(what: string, { file, limit, format }: Limit): ModelFolderError {
  const fewer = { float32: "bfloat16, int8 or int4", int8: "int4", int4: "a smaller model" };
  const advice = format in fewer ? fewer[format as keyof typeof fewer] : "int8 or int4";
  return new ModelFolderError(`${file}: ${what}, and ${limit}; take ${advice}`, { file });
}

function namingConfig<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const problem = cause.message.replace(`${file}: `, "").replace(/^config\.json: /, "");
    throw new ModelFolderError(`${file}: ${problem}`, { file, cause });
  }
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
