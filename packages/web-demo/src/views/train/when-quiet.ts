/** So long after a key, a press or a move of the hand the page draws nothing but the answer to it. */
const QUIET = 120;
/** What is new is shown after so long at the latest, whatever the hand does. */
const LONGEST = 1000;

let lastInput = Number.NEGATIVE_INFINITY;
let listens = false;

/** Resolves at once where nobody does anything, else when they pause: pictures that change by themselves can wait, people not. */
export function whenQuiet(): Promise<void> {
  listen();
  const begun = performance.now();
  return new Promise((resolve) => {
    const look = () => {
      const now = performance.now();
      const rest = Math.min(lastInput + QUIET, begun + LONGEST) - now;
      if (rest <= 0) resolve();
      else setTimeout(look, rest);
    };
    look();
  });
}

function listen(): void {
  if (listens) return;
  listens = true;
  const note = () => {
    lastInput = performance.now();
  };
  for (const kind of ["pointerdown", "pointerup", "keydown", "keyup", "input", "wheel"])
    addEventListener(kind, note, { capture: true, passive: true });
}
