import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFileSafely } from "@qkv/nn/node";
import { nearestHint } from "@qkv/nn/options";
import { type PretrainedTokenizer, tokenizerTypes } from "@qkv/nn/tokenizers";
import type { Command } from "../command-line/define-command.ts";
import { choice, flag, number, type OptionValues, text } from "../command-line/option.ts";
import { parseOptions } from "../command-line/parse-options.ts";
import { requireOption } from "../command-line/require-option.ts";
import { UsageError } from "../failures/command-error.ts";
import { formatCount } from "../terminal/format-number.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { loadText } from "../text-source/load-text.ts";
import { describeTokens } from "../tokenizer/describe-tokens.ts";
import { openTokenizer } from "../tokenizer/open-tokenizer.ts";
import { trainWithProgress } from "../tokenizer/train-with-progress.ts";

const json = flag("One JSON object on stdout, all else on stderr");
const path = text("A tokenizer.json, or the folder of a tokenizer or of a model", "PATH");

const trainOptions = {
  type: choice("What to train; bpe unless given", tokenizerTypes),
  vocabSize: number("Number of tokens; 8000 unless given", { integer: true, from: 1, to: 2 ** 23 }),
  data: text(
    "Text to train on: a file, a folder of .txt files, an http(s) address, or book",
    "SOURCE",
  ),
  out: text("Where to write: a .json file, or a folder for tokenizer.json", "PATH"),
  minFrequency: number("Pairs that come more seldom are not merged; 0 unless given", {
    ...{ integer: true, from: 0, to: 2 ** 31 },
  }),
  json,
};

const encodeOptions = {
  tokenizer: path,
  text: text("The text to encode", "TEXT"),
  data: text("A text to encode instead: a file, a folder, an address, or book", "SOURCE"),
  plain: flag("Without the tokens that the model expects around a text"),
  json,
};

const decodeOptions = {
  tokenizer: path,
  ids: text("Ids with spaces or commas between them", "IDS"),
  skipSpecial: flag("Leave special tokens out"),
  json,
};

const inspectOptions = { tokenizer: path, json };

const actions: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  train: (args) => runTrain(parseOptions("tokenizer train", trainOptions, args)),
  encode: (args) => runEncode(parseOptions("tokenizer encode", encodeOptions, args)),
  decode: (args) => runDecode(parseOptions("tokenizer decode", decodeOptions, args)),
  inspect: (args) => runInspect(parseOptions("tokenizer inspect", inspectOptions, args)),
};

export const tokenizer: Command = {
  name: "tokenizer",
  description: "Train a tokenizer, or see what one does (train, encode, decode, inspect)",
  groups: [
    ["tokenizer train", trainOptions],
    ["tokenizer encode", encodeOptions],
    ["tokenizer decode", decodeOptions],
    ["tokenizer inspect", inspectOptions],
  ],
  examples: [
    ["qkv tokenizer train --data book --vocab-size 2000 --out tok", "byte-level BPE"],
    ['qkv tokenizer encode --tokenizer tok --text "Call me"', "tokens, ids and where they stand"],
    ['qkv tokenizer decode --tokenizer tok --ids "34 7 12"', "the text of ids"],
    ["qkv tokenizer inspect --tokenizer tok", "what it consists of"],
  ],
  run: async ([action = "", ...rest]) => {
    const names = Object.keys(actions);
    if (!Object.hasOwn(actions, action))
      throw new UsageError(
        `qkv tokenizer is followed by ${names.join(", ")}, not by ${JSON.stringify(action)}${nearestHint(action, names)}`,
      );
    return actions[action]!(rest);
  },
};

async function runTrain(given: OptionValues<typeof trainOptions>): Promise<number> {
  const source = requireOption("data", given.data, "a text to train on");
  const out = requireOption("out", given.out, "a .json file or a folder to write to");
  const printer = new Printer({ json: given.json });
  using interruption = new Interruption();
  const { signal } = interruption;
  try {
    const data = await loadText(source, { printer, signal });
    const { type = "bpe", vocabSize = 8000, minFrequency } = given;
    const began = performance.now();
    const asked = { type, vocabSize, minFrequency };
    const trained = await trainWithProgress(data.text, asked, { printer, signal });
    const seconds = (performance.now() - began) / 1000;
    const file = await write(trained, out);
    const tokens = trained.encode(data.text, { addSpecialTokens: false }).length;
    const characters = [...data.text].length;
    const perToken = characters / Math.max(1, tokens);
    if (given.json)
      printJson({ file, type, vocabSize: trained.vocabSize, tokens, characters, seconds });
    else
      printer.say(
        `${file}: ${formatCount(trained.vocabSize)} tokens, trained in ${seconds.toFixed(1)} s; ` +
          `the text is ${formatCount(tokens)} of them, ${perToken.toFixed(2)} characters each`,
      );
  } catch (error) {
    if (!interruption.stopped) throw error;
    printer.say("Stopped; nothing was written.");
  }
  return interruption.exitCode;
}

async function write(trained: PretrainedTokenizer, out: string): Promise<string> {
  const isFile = out.endsWith(".json") && !(existsSync(out) && statSync(out).isDirectory());
  const file = isFile ? out : join(out, "tokenizer.json");
  mkdirSync(dirname(file), { recursive: true });
  await writeFileSafely(file, new TextEncoder().encode(`${JSON.stringify(trained)}\n`));
  return file;
}

async function runEncode(given: OptionValues<typeof encodeOptions>): Promise<number> {
  const loaded = await openTokenizer(requireOption("tokenizer", given.tokenizer, "a tokenizer"));
  const printer = new Printer({ json: given.json });
  using interruption = new Interruption();
  const text =
    given.data === undefined
      ? requireOption("text", given.text, "a text to encode, or --data")
      : (await loadText(given.data, { printer, signal: interruption.signal })).text;
  const encoding = loaded.encoding(text, { addSpecialTokens: !given.plain });
  const { ids, tokens, offsets } = encoding;
  if (given.json) printJson({ ids, tokens, offsets });
  else {
    printer.line(describeTokens(encoding, printer));
    printer.line();
    printer.say(
      `${formatCount(ids.length)} tokens for ${formatCount([...text].length)} characters`,
    );
  }
  return 0;
}

async function runDecode(given: OptionValues<typeof decodeOptions>): Promise<number> {
  const loaded = await openTokenizer(requireOption("tokenizer", given.tokenizer, "a tokenizer"));
  const asked = requireOption("ids", given.ids, "ids");
  const ids = asked.split(/[\s,]+/).filter((id) => id !== "");
  const wrong = ids.find(
    (id) => !/^\d{1,9}$/.test(id) || loaded.idToToken(Number(id)) === undefined,
  );
  if (wrong !== undefined)
    throw new UsageError(
      `--ids has ${JSON.stringify(wrong)}, expected ids of the tokenizer's ${loaded.vocabSize} tokens`,
    );
  const decoded = loaded.decode(ids.map(Number), { skipSpecialTokens: given.skipSpecial ?? false });
  if (given.json) printJson({ text: decoded });
  else new Printer().line(decoded);
  return 0;
}

async function runInspect(given: OptionValues<typeof inspectOptions>): Promise<number> {
  const loaded = await openTokenizer(requireOption("tokenizer", given.tokenizer, "a tokenizer"));
  const facts = factsOf(loaded);
  if (given.json) printJson(facts);
  else {
    const printer = new Printer();
    const rows = Object.entries(facts).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(" ") : String(value),
    ]);
    printer.line(printer.table(rows, { named: true }));
  }
  return 0;
}

/** What a tokenizer consists of, as its file says. */
function factsOf(loaded: PretrainedTokenizer): Readonly<Record<string, unknown>> {
  const file = new Map<string, unknown>(Object.entries(loaded.toJSON()));
  const kind = (stage: string): unknown => kindOf(file.get(stage));
  const special = loaded.addedTokens.filter((one) => one.special).map(({ content }) => content);
  const { config } = loaded;
  return {
    model: loaded.modelType,
    tokens: loaded.vocabSize,
    normalizer: kind("normalizer"),
    pre_tokenizer: kind("pre_tokenizer"),
    post_processor: kind("post_processor"),
    decoder: kind("decoder"),
    "special tokens": special,
    "other added tokens": loaded.addedTokens.length - special.length,
    "added to a text": loaded.addedPer(1),
    "chat templates": [...config.chatTemplates.keys()].join(" ") || "none",
    "longest input": config.modelMaxLength ?? "not said",
  };
}

/** "Sequence(NFC, Lowercase)" */
function kindOf(stage: unknown): string {
  if (typeof stage !== "object" || stage === null) return "none";
  const { type, ...fields } = stage as Readonly<Record<string, unknown>>;
  const parts = Object.values(fields).find((value): value is unknown[] => Array.isArray(value));
  const inside = type === "Sequence" && parts ? `(${parts.map(kindOf).join(", ")})` : "";
  return `${String(type)}${inside}`;
}
