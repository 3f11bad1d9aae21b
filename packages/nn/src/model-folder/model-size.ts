import { expectObject, expectText } from "../options/expect-argument.ts";
import { ModelFolderError } from "./model-folder-error.ts";

/** WebAssembly addresses four gibibytes. */
export const addressableBytes = 4 * 2 ** 30;

/** Bytes that a model takes, apart from activations. */
export interface ModelMemory {
  readonly weights: number;
  readonly gradients: number;
  /** AdamW's two moments. */
  readonly moments: number;
  /** Keys and values of a full context, for one sequence; 0 for a model that keeps none. */
  readonly keyValueCache: number;
}

/** What a model weighs, known without making one. */
export interface ModelFootprint {
  /** Shared ones once. */
  readonly parameters: number;
  readonly memory: ModelMemory;
  /** Bytes of tables that the model makes itself. */
  readonly tables: number;
}

/** Throw for a model that cannot fit into a WebAssembly memory. `name` is where its size is said. */
export function requireAddressable(
  footprint: ModelFootprint,
  use: "training" | "inference",
  name: string,
): void {
  const who = "requireAddressable";
  expectObject(who, "footprint", footprint, "what sizeOf gives", "parameters", "memory");
  const { parameters, memory, tables } = footprint;
  expectText("requireAddressable", "name", name);
  const { weights, gradients, moments, keyValueCache } = memory;
  const bytes = weights + tables + (use === "training" ? gradients + moments : keyValueCache);
  if (bytes > addressableBytes) throw beyondMemory(parameters, bytes, use, name);
}

/** Says that a model of at least so many parameters does not fit. */
export function beyondMemory(
  parameters: number,
  bytes: number,
  use: "training" | "inference",
  name: string,
): ModelFolderError {
  return new ModelFolderError(
    `${name}: a model of ${parameters.toLocaleString("en-US")} parameters needs ` +
      `${gibibytes(bytes)} for ${use}, and WebAssembly ends at ${gibibytes(addressableBytes)}; ` +
      "take fewer layers, a smaller width or a shorter context",
    { file: name },
  );
}

const gibibytes = (bytes: number): string =>
  `${(bytes / 2 ** 30).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} GiB`;
