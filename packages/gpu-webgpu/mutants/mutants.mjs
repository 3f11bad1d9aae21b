/** Faults in the kernels, one at a time: `find` in `file` becomes `replace`, and a sample of `kernels` must fail. */
export const mutants = [
  {
    kernels: ["scale"],
    fault: "the last element is left out",
    file: "kernels/scale.ts",
    find: "i < params.count",
    replace: "i + 1u < params.count",
  },
];
