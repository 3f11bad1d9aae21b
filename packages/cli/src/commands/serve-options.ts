import { flag, number, type OptionValues, text, texts } from "../command-line/option.ts";
import { deviceOption } from "../compute-device/device-option.ts";
import { threadsOption } from "../compute-device/threads-option.ts";
import { dtypeOption } from "../language-model/open-pretrained.ts";
import { quantizeOption } from "../trained-model/place-model.ts";

const modelOptions = {
  model: texts(
    "Folder of a model, or a name on the Hugging Face hub; may be given several times. Clients ask for it by NAME, " +
      "the folder's own unless given",
    "[NAME=]DIR",
  ),
};

const networkOptions = {
  port: number("Port to listen to, 0 for one that is free; 8000 unless given", {
    ...{ integer: true, from: 0, to: 65_535 },
  }),
  host: text(
    "Address to listen to; 127.0.0.1 unless given, which no other machine reaches",
    "ADDRESS",
  ),
  apiKeyFile: text("File with keys, one a line: requests must bring one of them", "FILE"),
  corsOrigin: texts(
    "Origin of pages that may ask, such as https://example.org, or *; may be given several times",
    "ORIGIN",
  ),
};

const limitOptions = {
  maxBatch: number("Answers that are computed side by side; 8 unless given", {
    ...{ integer: true, from: 1, to: 256 },
  }),
  maxQueue: number("Answers that may wait beside them, others are told 429; 64 unless given", {
    ...{ integer: true, from: 0, to: 1e6 },
  }),
  maxContext: number(
    "Tokens of a prompt and its answer at most; 4096 unless given, and never more than the model has positions for",
    { integer: true, from: 2, to: 1e9 },
  ),
  timeout: number("Seconds that a request may take; 600 unless given", { above: 0, to: 86_400 }),
  logRequests: flag(
    "Write each request and its answer to stderr, with what people wrote; else nothing of it is kept",
  ),
};

const computationOptions = {
  device: deviceOption,
  threads: threadsOption(
    "Threads that compute, or auto for as many as there are cores; 1 unless given",
  ),
  quantize: quantizeOption,
  dtype: dtypeOption,
};

/** The options of `qkv serve`, as its help has them. */
export const serveGroups = [
  ["Models", modelOptions],
  ["Network", networkOptions],
  ["Limits", limitOptions],
  ["Computation", computationOptions],
] as const;

export const serveOptions = {
  ...modelOptions,
  ...networkOptions,
  ...limitOptions,
  ...computationOptions,
};

export type ServeOptions = OptionValues<typeof serveOptions>;
