import * as nn from "@qkv/nn";
import { mapValues } from "../map-values.mjs";
import { qkvContestant } from "./qkv-contestant.mjs";

/** Our library, through what @qkv/nn exports; with several threads, cases may have it on one as well. */
export async function loadQkv({ threads }) {
  const single = await nn.init({ threads: 1 });
  const device = threads > 1 ? await nn.init({ threads }) : single;
  return {
    name: "ours",
    info: device.info(),
    contestant: (entry) => on(entry.options.threads === 1 ? single : device, entry),
  };
}

/** All of a contestant happens on its device. */
async function on(device, entry) {
  nn.setDefaultDevice(device);
  const made = await qkvContestant(entry);
  return mapValues(made, (method) => () => {
    nn.setDefaultDevice(device);
    return method();
  });
}
