/** One chain of additions in the place of blocks that are added apart, kernel by kernel. */
const chain = (kernel, file, find, replace) => ({
  ...{ kernel, file, find, replace },
  fault: `a long sum is one chain (${file})`,
});

const anyLength = "0x7fff0000";
const rowTerms = (kernel) =>
  chain(kernel, "blocked-sums.ts", "ROW_TERMS: i32 = 1024", `ROW_TERMS: i32 = ${anyLength}`);
const terms = (kernel) =>
  chain(kernel, "blocked-sums.ts", "ONE_CHAIN: i32 = 512", `ONE_CHAIN: i32 = ${anyLength}`);

/** Faults in how long sums are cut. */
export const longSums = [
  ...["matmul", "attention", "quantizedMatmul"].map(terms),
  ...["layerNorm", "layerNormBackward", "rmsNormBackward", "softmax", "softmaxBackward"].map(
    rowTerms,
  ),
  ...["logSoftmaxBackward", "crossEntropy", "attention"].map(rowTerms),
  chain("matmul", "matmul-few-rows.ts", "floatBytes(blockTerms(k >> 2)) << 2", "floatBytes(k + 4)"),
  chain(
    "matmul",
    "matmul-few-rows.ts",
    "for (let from = terms; from < k; from += terms) {",
    "addFewRows(m, n, k - minCount(terms, k), a + floatBytes(terms), aRow, b + <usize>terms * bRow, bRow, c, cRow, fromMemory);\n  for (let from = k; from < k; from += terms) {",
  ),
  {
    kernel: "matmul",
    fault: "rows by panels: the blocks of a long sum forget those before",
    file: "matmul-panel-rows.ts",
    find: "nextStart = nextC;",
    replace: "nextStart = 0;",
  },
  {
    kernel: "matmul",
    fault: "every block of a long sum adds the bias",
    file: "matmul-blocks.ts",
    find: "start = cBlock + column, startRest = cRest + column, startRow = cRow, biasColumn = 0;\n      }\n      bPanel += panel;\n    }\n  }\n}\n\n/** Reads",
    replace:
      "start = cBlock + column, startRest = cRest + column, startRow = cRow;\n      }\n      bPanel += panel;\n    }\n  }\n}\n\n/** Reads",
  },
  chain(
    "quantizedMatmul",
    "quantized-matmul.ts",
    "HALVES_STRETCH: i32 = 32",
    "HALVES_STRETCH: i32 = 65536",
  ),
  {
    kernel: "quantizedMatmul",
    fault: "a second stretch of integers begins with the scales of the first",
    file: "quantized-matmul.ts",
    find: "if (bits == 4) scales += panelScalesBytes(bits, length);",
    replace: "",
  },
  chain(
    "attentionBackward",
    "attention-backward.ts",
    "QUERIES_TOGETHER: i32 = 1024",
    "QUERIES_TOGETHER: i32 = 0x7ffffff0",
  ),
  {
    kernel: "attentionBackward",
    fault: "of many queries the last ones alone count",
    file: "attention-backward.ts",
    find: "addRows(seen, headSize, ofK, dK, kRow, accumulate);",
    replace: "addRows(seen, headSize, ofK, dK, kRow, false);",
  },
  chain("embeddingBackward", "embedding.ts", "IDS_TOGETHER = 512", `IDS_TOGETHER = ${anyLength}`),
  chain("indexSelectBackward", "embedding.ts", "IDS_TOGETHER = 512", `IDS_TOGETHER = ${anyLength}`),
  {
    kernel: "embeddingBackward",
    fault: "equal ids are counted twice where they are chained",
    file: "embedding.ts",
    find: "if (follower < 0) continue;",
    replace: "",
  },
  chain("scatterAdd", "scatter-add.ts", "ONE_CHAIN: i32 = 512", `ONE_CHAIN: i32 = ${anyLength}`),
  chain("sum", "sum.ts", "const BLOCK: i32 = 1024", `const BLOCK: i32 = ${anyLength}`),
  chain(
    "cumsum",
    "cumsum.ts",
    "sum += <f64>load<f32>(x + at);",
    "sum = <f64>(<f32>sum + load<f32>(x + at));",
  ),
];
