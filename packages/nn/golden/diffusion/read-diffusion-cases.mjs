import { join } from "node:path";
import { GoldenError } from "../golden-error.mjs";
import { readJson } from "../read-json.mjs";
import { readDoubles } from "./read-doubles.mjs";

/** What stands beside the lists and is no case: how the generator's own runs near the closed solution. */
const remarks = ["numpy", "seed", "closed_solution_errors"];

/** Cases of diffusion/: each record of each list of diffusion.json. */
export function readDiffusionCases(directory) {
  const folder = join(directory, "diffusion");
  const file = join(folder, "diffusion.json");
  const book = readJson(file);
  if (book === undefined) return [];
  const tensors = readDoubles(join(folder, "values.safetensors"));
  return Object.entries(book).flatMap(([kind, records]) => {
    if (remarks.includes(kind)) return [];
    if (!Array.isArray(records)) throw new GoldenError(`${file}: ${kind} is no list of cases`);
    return records.map((record, i) => ({
      ...{ group: "diffusion", kind, record, tensors },
      name: `${kind}/${i}${describe(record)}`,
    }));
  });
}

/** " ddim linear epsilon", to find a case by. */
const describe = ({ sampler, schedule, prediction, steps }) =>
  [sampler, schedule, prediction, steps]
    .filter((one) => one !== undefined)
    .map((one) => ` ${one}`)
    .join("");
