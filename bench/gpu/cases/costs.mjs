import { errorAgainst } from "../../error-against.mjs";
import { randomOperand } from "../../random-values.mjs";

const sum = ({ a, b }, { y }) =>
  errorAgainst(
    Float64Array.from(a.values, (value, i) => value + b.values[i]),
    y,
  );
const same = ({ x }, { y }) => errorAgainst(x.values, y);

/** What asking costs, and what the way to the device and back carries. */
export const costCases = ({ quick }) => {
  const elements = quick ? 1 << 18 : 1 << 24;
  const size = `${(4 * elements) >> 20} MiB`;
  const carried = {
    unit: "GB/s",
    bytes: 4 * elements,
    shareOf: null,
    makeInputs: () => ({ x: randomOperand([elements]) }),
    check: same,
    tolerance: 0,
  };
  return [
    {
      // TensorFlow.js computes fewer elements on the CPU.
      name: "dispatch: add of 4096 elements",
      task: "add",
      unit: "us",
      makeInputs: () => ({ a: randomOperand([4096]), b: randomOperand([4096]) }),
      check: sum,
      tolerance: 1e-6,
    },
    {
      name: "read of 4 bytes",
      task: "read",
      unit: "us",
      makeInputs: () => ({ x: randomOperand([1]) }),
      check: same,
      tolerance: 0,
    },
    { ...carried, name: `upload of ${size}`, task: "upload" },
    { ...carried, name: `download of ${size}`, task: "download" },
  ];
};
