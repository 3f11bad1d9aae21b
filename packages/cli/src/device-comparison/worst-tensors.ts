import type { Verification, VerifiedTensor } from "@qkv/nn/device-comparison";

/** Heads of the columns of `tensorCells`. */
export const tensorHeads = ["tensor", "pass", "shape", "absolute", "relative", ""] as const;

/** The tensors that are furthest apart, worst first. */
export const worstTensors = ({ tensors }: Verification, count: number): readonly VerifiedTensor[] =>
  [...tensors].sort((a, b) => b.relative - a.relative).slice(0, count);

/** A tensor's line of a table. */
export const tensorCells = ({
  name,
  pass,
  shape,
  absolute,
  relative,
  agrees,
}: VerifiedTensor): readonly string[] => [
  shownName(name),
  pass,
  `[${shape.join(", ")}]`,
  absolute.toExponential(2),
  relative.toExponential(2),
  agrees ? "" : "departs",
];

/** What the model itself shows has no module before its role. */
const shownName = (name: string): string => name.replace(/^\//, "");

/** Whether two devices agree, in a sentence. */
export function verdict({ tensors, firstDeparture }: Verification, tolerance: number): string {
  if (!firstDeparture)
    return `All ${tensors.length} tensors agree: no relative difference above ${tolerance}.`;
  const { name, pass, shape, relative } = firstDeparture;
  const departed = tensors.filter(({ agrees }) => !agrees).length;
  return (
    `${departed} of ${tensors.length} tensors depart by more than ${tolerance}. The first on the way is ` +
    `${shownName(name)} (${pass}, [${shape.join(", ")}]) by ${relative.toExponential(2)}: look for the fault in what makes it.`
  );
}
