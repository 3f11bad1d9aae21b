import { type DownloadModelOptions, downloadModel, type HubModel } from "@qkv/nn/hub";
import { StoppedError } from "../failures/command-error.ts";
import { Counter } from "../terminal/counter.ts";
import { formatBytes } from "../terminal/format-number.ts";
import { Interruption } from "../terminal/interruption.ts";
import type { Printer } from "../terminal/printer.ts";

/** Bring a model of the hub into the cache; says first what comes, and how large it is, where something is missing. */
export async function downloadWithProgress(
  name: string,
  printer: Printer,
  { onListed, ...options }: DownloadModelOptions = {},
): Promise<HubModel> {
  using interruption = new Interruption();
  const counter = new Counter(printer, { label: `downloading ${name}`, unit: "bytes", delay: 300 });
  try {
    return await downloadModel(name, {
      ...options,
      signal: interruption.signal,
      onListed: async (listed) => {
        await onListed?.(listed);
        const { files, missing } = listed;
        if (missing > WORTH_SAYING)
          printer.say(`Downloading ${name}: ${files.length} files, ${formatBytes(missing)}.`);
      },
      onProgress: (received, total) => counter.update(received, total),
    });
  } catch (error) {
    if (!interruption.stopped) throw error;
    const resume = `qkv download ${name} goes on from there`;
    const kept = `stopped; what has come is kept: ${resume}`;
    throw new StoppedError(kept, interruption.exitCode, { cause: error });
  } finally {
    counter.end();
  }
}

/** What comes in a moment needs no words. */
const WORTH_SAYING = 1_000_000;
