/** The report's looks, in both colour schemes. */
export const reportStyle = `
:root {
  --ground: #fff; --ink: #1c2330; --quiet: #5c6675; --line: #dfe3e8; --tile: #f5f7f9;
  --training: #1273c4; --faint: #1273c440; --validation: #c4570c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161c; --ink: #e6eaf0; --quiet: #97a3b4; --line: #2b333f; --tile: #1a2029;
    --training: #5cb3ff; --faint: #5cb3ff40; --validation: #ffa25c;
  }
}
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 1.25rem; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 2.25rem 0 .75rem; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 0; }
dl div { background: var(--tile); border-radius: .5rem; padding: .75rem 1rem; }
dt { color: var(--quiet); font-size: .85rem; }
dd { margin: 0; font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; }
dd small { display: block; color: var(--quiet); font-size: .8rem; font-weight: 400; line-height: 1.35; }
figure { margin: 0; }
blockquote { margin: 0 0 .75rem; padding: .75rem 1rem; background: var(--tile); border-radius: .5rem;
  white-space: pre-wrap; overflow-wrap: anywhere; font: .9rem/1.55 ui-monospace, Menlo, monospace; }
.pixels { image-rendering: pixelated; display: block; width: 100%; background: var(--tile); }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); gap: .75rem; }
.pictures .wrong .pixels { outline: 3px solid var(--validation); }
figcaption { color: var(--quiet); font-size: .85rem; margin-top: .35rem; overflow-wrap: anywhere; }
.heat { display: flex; flex-wrap: wrap; gap: .35rem; }
.heat > div:has(img) { flex: 1; min-width: 0; }
.heat figcaption { flex-basis: 100%; }
.heat :is(.rows, .columns) { display: flex; justify-content: space-around; font-size: .75rem; color: var(--quiet); }
.heat .rows { flex-direction: column; text-align: right; max-width: 30%; }
.heat .columns span { writing-mode: vertical-rl; }
.series { width: 100%; height: auto; background: var(--tile); border-radius: .5rem; }
.series text { font-size: 12px; fill: var(--quiet); }
.legend { display: flex; flex-wrap: wrap; gap: 0 1rem; }
.legend .band::before { content: ""; display: inline-block; width: .8em; height: .8em; margin-right: .3em;
  background: var(--faint); }
:is(.figures, .confusion, .pairs) { border-collapse: collapse; font-size: .9rem; max-width: 100%; display: block;
  overflow-x: auto; }
:is(.figures, .confusion, .pairs) :is(th, td) { text-align: left; padding: .3rem .6rem;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
:is(.figures, .confusion, .pairs) th { font-weight: 400; color: var(--quiet); }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.confusion td.number { background: color-mix(in srgb, var(--validation) var(--share), transparent); }
.confusion td.right { background: color-mix(in srgb, var(--training) var(--share), transparent); }
.pairs .wrong td:nth-child(2) { color: var(--validation); }
.drawn { white-space: pre; overflow-wrap: normal; overflow-x: auto; }
.settings { border-collapse: collapse; width: 100%; font-size: .9rem; }
.settings :is(th, td) { text-align: left; padding: .35rem .5rem; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
.settings th { font-weight: 400; color: var(--quiet); width: 40%; }
.u-legend { color: var(--ink); text-align: left; font-size: .85rem; }
.u-legend th { font-weight: 400; color: var(--quiet); }
`;
