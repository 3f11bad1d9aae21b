import { optionName } from "../command-line/parse-options.ts";
import { requireOption } from "../command-line/require-option.ts";
import { UsageError } from "../failures/command-error.ts";
import type { LoadedSeq2Seq } from "../model-directory/read-model.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { decodeSource } from "./decode-source.ts";
import type { GenerateOptions, GenerationSession } from "./generate-options.ts";

/** Options that an encoder-decoder has too; the others choose how a GPT samples. */
const shared: ReadonlySet<string> = new Set(["model", "prompt", "maxNewTokens", "json"]);

/** Print the target that an encoder-decoder makes of a source. */
export async function decodePrompt(
  loaded: LoadedSeq2Seq,
  given: GenerateOptions,
  { interruption, onFirstToken }: GenerationSession,
): Promise<void> {
  const foreign = Object.keys(given).find((name) => !shared.has(name));
  if (foreign !== undefined)
    throw new UsageError(
      `--${optionName(foreign)} is for a GPT, but ${given.model} is a seq2seq model, ` +
        "which decodes greedily; leave it out",
    );
  const prompt = requireOption("prompt", given.prompt, "a source, symbols as in the model's data");
  const { vocabularies, config } = loaded;
  const source = vocabularies.sourceSymbols(prompt);
  const maxNewTokens = given.maxNewTokens ?? config.longestTarget;
  const began = performance.now();
  const { signal } = interruption;
  const decoded = await decodeSource(loaded, source, maxNewTokens, signal).catch((error) => {
    if (!signal.aborted) throw error;
  });
  onFirstToken();
  if (!decoded) return;
  const { ids, output, finished } = decoded;
  const finishReason = finished ? "stop" : "length";
  const text = vocabularies.join(output);
  const tokensPerSecond = (ids.length / (performance.now() - began)) * 1000;
  if (given.json)
    printJson({ prompt, text, ids, finishReason, tokensPerSecond, options: { maxNewTokens } });
  else new Printer().line(text);
}
