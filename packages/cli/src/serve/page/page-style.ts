/** How the chat page looks: one column, on a phone as on a screen, in light and dark. */
export const pageStyle = `
:root { color-scheme: light dark; --back: #fbfaf8; --text: #1d1c1a; --quiet: #6b6762; --line: #dedad3;
  --own: #e9f0ea; --accent: #2f6b4a; --on-accent: #fff; --wrong: #a3322a; }
@media (prefers-color-scheme: dark) { :root { --back: #171816; --text: #e8e6e1; --quiet: #a09c94; --line: #34352f;
  --own: #22302a; --accent: #7cc29b; --on-accent: #10231a; --wrong: #f0938b; } }
* { box-sizing: border-box; }
body { margin: 0; height: 100dvh; display: flex; flex-direction: column; background: var(--back); color: var(--text);
  font: 16px/1.55 system-ui, sans-serif; }
header, form, .fields { width: 100%; max-width: 46rem; margin: 0 auto; padding: .6rem 1rem; }
header { display: flex; gap: .6rem; align-items: center; flex-wrap: wrap; }
h1 { font-size: 1.05rem; margin: 0 auto 0 0; }
main { flex: 1; overflow-y: auto; scrollbar-gutter: stable both-edges; border-block: 1px solid var(--line); }
#messages { max-width: 46rem; margin: 0 auto; padding: 1rem; display: flex; flex-direction: column; gap: .9rem; }
article { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 100%; }
article.user { align-self: flex-end; background: var(--own); border-radius: .9rem; padding: .5rem .85rem; max-width: 85%; }
article .facts { display: block; color: var(--quiet); font-size: .8rem; white-space: normal; margin-top: .2rem; }
article.wrong { color: var(--wrong); }
article.going::after { content: "\\25CF"; color: var(--quiet); font-size: .7em; animation: pulse 1s infinite alternate; }
@keyframes pulse { to { opacity: .2; } }
@media (prefers-reduced-motion: reduce) { article.going::after { animation: none; } }
#empty { color: var(--quiet); text-align: center; margin: 20vh 0 0; }
form { display: flex; gap: .6rem; align-items: flex-end; }
textarea, input, select, button { font: inherit; color: inherit; background: transparent; border: 1px solid var(--line);
  border-radius: .7rem; padding: .5rem .7rem; }
select, option { background: var(--back); }
select { max-width: 12rem; }
textarea { flex: 1; resize: none; max-height: 40vh; min-width: 0; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
button { cursor: pointer; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
details { color: var(--quiet); font-size: .9rem; width: 100%; }
details label { display: flex; flex-direction: column; gap: .2rem; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem; padding: .6rem 0; max-width: none; }
.fields .wide { grid-column: 1 / -1; }
.fields > * > * { color: var(--text); width: 100%; }
[hidden] { display: none !important; }
`;
