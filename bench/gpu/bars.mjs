import { judgeBar } from "../judge-bar.mjs";

/** What the library wants to reach on a GPU. `only`: the adapter that a figure is meant for. */
const h200 = { only: /\bH200\b/i };

const bars = [
  { rows: /^matmul/, of: "ratio", atLeast: 1.5 },
  { ...h200, rows: /^matmul 4096/, of: "ours", atLeast: 34 },
  { rows: /^attention/, of: "ratio", atLeast: 3 },
  { rows: /^(layerNorm|softmax|gelu)/, of: "share", atLeast: 0.75 },
  { ...h200, rows: /^training step, nanoGPT/, of: "ours", atMost: 4 },
  { ...h200, rows: /^training step, tiny/, of: "ours", atMost: 1.5 },
  { ...h200, rows: /^training step, baby/, of: "ours", atMost: 50 },
  { ...h200, rows: /^decode/, of: "ours", atLeast: 400 },
];

/** What each bar came to: [{ name, bar, measured, value, met, why }]; met is null where this run cannot judge, for `why`. */
export const judgedGpuBars = (results, run) =>
  results.flatMap((row) =>
    bars
      .filter(({ rows }) => rows.test(row.name))
      .flatMap((bar) => {
        const judged = judgeBar(bar, row);
        return judged ? { ...judged, ...unjudged(bar, run) } : [];
      }),
  );

function unjudged({ only }, { adapter, quick }) {
  if (quick) return { met: null, why: `small sizes${only ? "; for an H200" : ""}` };
  return only && !only.test(adapter) ? { met: null, why: "for an H200" } : {};
}
