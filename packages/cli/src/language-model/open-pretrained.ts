import type { QuantizedFormat } from "@qkv/nn";
import { HubError } from "@qkv/nn/hub";
import type { FileSource } from "@qkv/nn/model-folder";
import { type FromPretrainedOptions, fromPretrained, type Pretrained } from "@qkv/nn/pretrained";
import { choice, type Option } from "../command-line/option.ts";
import type { ComputeDevice } from "../compute-device/compute-device.ts";
import { UsageError } from "../failures/command-error.ts";
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

/** Called with config.json before weights are downloaded or loaded; it throws for a model that is not wanted. */
export type ExpectConfig = NonNullable<FromPretrainedOptions["onConfig"]>;

/** A published model, or one of a training here, on the host: a folder, a file, or a name on the hub. */
export async function openPretrained(
  path: string,
  chosen: PretrainedChoice,
  compute: ComputeDevice,
  printer: Printer,
  onConfig: ExpectConfig = () => {},
): Promise<Pretrained> {
  const held = heldAs(chosen);
  const counter = new Counter(printer, { label: `reading ${path}`, unit: "bytes", delay: 2000 });
  try {
    const source = (await isOnHub(path))
      ? await downloaded(path, { ...held, onConfig }, printer)
      : path;
    return await compute.onHost(() =>
      fromPretrained(source, {
        ...{ ...held, onConfig },
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
  { dtype, quantize, onConfig }: Held & { readonly onConfig: ExpectConfig },
  printer: Printer,
) {
  try {
    const held = quantize ?? dtype ?? "float32";
    const { source } = await downloadWithProgress(name, printer, {
      localFirst: true,
      onListed: async ({ source: listed }) => {
        onConfig(await configIn(listed));
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
