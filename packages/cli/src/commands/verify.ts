import type { Device } from "@qkv/nn";
import { type Verification, verify as verifyDevices } from "@qkv/nn/device-comparison";
import { commandOf } from "../command-line/define-command.ts";
import { flag, number, type OptionValues, text } from "../command-line/option.ts";
import { requireOption } from "../command-line/require-option.ts";
import { CompilationNotice } from "../compute-device/compilation-notice.ts";
import { describeDevice } from "../compute-device/describe-device.ts";
import { DevicePair, devicePairOption, usualPair } from "../compute-device/device-pair.ts";
import {
  tensorCells,
  tensorHeads,
  verdict,
  worstTensors,
} from "../device-comparison/worst-tensors.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { pathFromHere } from "../terminal/shown-path.ts";
import { type LoadedText, loadText } from "../text-source/load-text.ts";
import { knownText, unknownOption } from "../trained-model/known-text.ts";
import { openTrainedModel } from "../trained-model/open-trained-model.ts";

const options = {
  model: text("Folder of the model, as qkv train makes it", "DIR"),
  devices: devicePairOption,
  data: text(
    "Text whose beginning the model is given, for a seq2seq model a .tsv file; random ids unless given",
    "SOURCE",
  ),
  unknown: unknownOption,
  tolerance: number(
    "Relative difference up to which a tensor agrees, as a part of the larger of the element and the " +
      "tensor's root mean square; 0.001 unless given",
    { from: 0 },
  ),
  json: flag("One JSON object on stdout, all else on stderr"),
};

export const verify = commandOf({
  name: "verify",
  description: "Compare every tensor and gradient of a model on two devices",
  options,
  examples: [
    ["qkv verify --model runs/book", "whether the GPU computes what WASM does"],
    ["qkv verify --model runs/book --devices wasm,reference", "WASM against float64"],
    ["qkv verify --model runs/book --data other.txt --tolerance 1e-4 --json", "for a program"],
  ],
  run: runVerify,
});

const mostShown = 12;

async function runVerify(given: OptionValues<typeof options>): Promise<number> {
  const path = requireOption("model", given.model, "the folder of a trained model");
  const { devices: names = usualPair, tolerance = 1e-3, json = false } = given;
  const printer = new Printer({ json });
  await using devices = await DevicePair.open(names);
  const { a, b } = devices;
  const loaded = await openTrainedModel(path);
  const inputsOf = ({ text, source }: LoadedText) => {
    const name = pathFromHere(source);
    const known = knownText(loaded, { kind: "data", text, name }, given.unknown, printer);
    return loaded.inputsOf(known, source);
  };
  const inputs =
    given.data === undefined
      ? loaded.checkInputs()
      : inputsOf(await loadText(given.data, { printer, signal: new AbortController().signal }));
  const compiled = [a, b].map((device) => new CompilationNotice(device, printer));
  const verification = await verifyDevices(loaded.model, inputs, a, b, { tolerance }).finally(
    () => {
      for (const notice of compiled) notice.end();
    },
  );
  if (json) printJson(verificationJson(verification, [a, b], tolerance));
  else {
    const shapes = inputs.map(({ shape }) => shape.join(" x ")).join(" and ");
    printer.line(
      printer.table([
        ["devices", describeDevice(a)],
        ["", describeDevice(b)],
        ["inputs", `${shapes} token ids, ${given.data ?? "random, the same every time"}`],
      ]),
    );
    printer.line(`\n${describe(verification, tolerance, printer)}`);
  }
  return verification.firstDeparture ? 1 : 0;
}

function describe(verification: Verification, tolerance: number, printer: Printer): string {
  const { colours } = printer;
  const rows = worstTensors(verification, mostShown).map(tensorCells);
  const [head = "", ...lines] = printer
    .table([tensorHeads, ...rows], { right: [3, 4], named: true })
    .split("\n");
  const sentence = verdict(verification, tolerance);
  const agree = verification.firstDeparture === undefined;
  return [
    colours.bold(head),
    ...lines,
    "",
    ...printer
      .wrap(sentence)
      .split("\n")
      .map(agree ? colours.green : colours.red),
  ].join("\n");
}

function verificationJson(
  { tensors, worst, firstDeparture }: Verification,
  devices: readonly Device[],
  tolerance: number,
): object {
  return {
    devices: devices.map((device) => device.info()),
    ...{ tolerance, agrees: firstDeparture === undefined },
    ...{ worst, firstDeparture: firstDeparture ?? null, tensors },
  };
}
