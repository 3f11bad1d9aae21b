import type { QuantizedFormat } from "@qkv/nn";
import { HubError } from "@qkv/nn/hub";
import type { FileSource } from "@qkv/nn/model-folder";
import { type FromPretrainedOptions, fromPretrained, type Pretrained } from "@qkv/nn/pretrained";
import { choice, type Option } from "../command-line/option.ts";
import type { ComputeDevice } from "../compute-device/compute-device.ts";
import { CommandError, UsageError } from "../failures/command-error.ts";
import { Counter } from "../terminal/counter.ts";
import type { Printer } from "../terminal/printer.ts";
import { downloadWithProgress } from "../trained-model/download-with-progress.ts";
import { expectFit } from "../trained-model/expect-fit.ts";
import { isOnHub } from "../trained-model/on-the-hub.ts";

const dtypes = ["float32", "bfloat16", "float16"] as const;

/** In which type weights are held, whatever the files have. */
export const dtypeOption: Option<(typeof dtypes)[number]> = choice(
  "Type in which weights are held; float32 unless given",
  dtypes,
);

export interface PretrainedChoice {
  readonly dtype?: (typeof dtypes)[number] | undefined;
  readonly quantize?: QuantizedFormat | undefined;
}

/** What a model must be, which is looked at before weights are downloaded or loaded. */
export interface Expected {
  /** Called with config.json; it throws for a model that is not wanted. */
  readonly onConfig?: FromPretrainedOptions["onConfig"];
  /** Whether it is of no use without a tokenizer.json. */
  readonly tokenizer?: boolean;
}

/** A published model, or one of a training here, on the host: a folder, a file, or a name on the hub. */
export async function openPretrained(
  path: string,
  chosen: PretrainedChoice,
  compute: ComputeDevice,
  printer: Printer,
  { onConfig, tokenizer = false }: Expected = {},
): Promise<Pretrained> {
  const held = heldAs(chosen);
  const counter = new Counter(printer, { label: `reading ${path}`, unit: "bytes", delay: 2000 });
  try {
    const source = (await isOnHub(path))
      ? await downloaded(path, { ...held, onConfig, tokenizer }, printer)
      : path;
    return await compute.onHost(() =>
      fromPretrained(source, {
        ...held,
        ...(onConfig ? { onConfig } : {}),
        onProgress: (done, total, phase) => phase === "load" && counter.update(done, total),
      }),
    );
  } finally {
    counter.end();
  }
}

type Held = Pick<FromPretrainedOptions, "dtype" | "quantize">;

/** The formats of 16 bits are types, and those of fewer are packed. */
function heldAs({ dtype, quantize }: PretrainedChoice): Held {
  if (dtype !== undefined && quantize !== undefined)
    throw new UsageError(
      `--dtype is ${dtype} and --quantize is ${quantize}, but both say how weights are held; expected one of them`,
    );
  if (quantize === "bf16") return { dtype: "bfloat16" };
  if (quantize === "f16") return { dtype: "float16" };
  return { ...(dtype ? { dtype } : {}), ...(quantize ? { quantize } : {}) };
}

async function downloaded(
  name: string,
  { dtype, quantize, onConfig, tokenizer }: Held & Expected,
  printer: Printer,
) {
  try {
    const held = quantize ?? dtype ?? "float32";
    const { source } = await downloadWithProgress(name, printer, {
      localFirst: true,
      onListed: async ({ source: listed }) => {
        onConfig?.(await configIn(listed));
        if (tokenizer && !(await listed.has("tokenizer.json"))) throw withoutTokenizer(name);
        await expectFit(name, listed, {
          dtype: held,
          advice: "take --quantize int4, or a smaller model",
        });
      },
    });
    return source;
  } catch (error) {
    if (error instanceof HubError) error.message += "; nor is there a folder of this path";
    throw error;
  }
}

/** What is said of a model that only ids can be told. */
export const withoutTokenizer = (name: string): CommandError =>
  new CommandError(`${name} has no tokenizer.json, which turns text into ids; expected one`);

const LARGEST_CONFIG = 2 ** 24;

/** config.json; one that is broken says nothing, and whoever loads it says so. */
async function configIn(source: FileSource): Promise<Readonly<Record<string, unknown>>> {
  if (!(await source.has("config.json"))) return {};
  const bytes = await source.read("config.json", { maxBytes: LARGEST_CONFIG });
  try {
    return Object(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return {};
  }
}
