export const kinds = ["decoder", "encoder", "encoder-decoder"] as const;
export type Kind = (typeof kinds)[number];

/** What is to be done, and which kind is made for it. */
export const work = {
  continue: "decoder",
  gap: "encoder",
  translate: "encoder-decoder",
  sentiment: "encoder",
  chat: "decoder",
  transcribe: "encoder-decoder",
} as const satisfies Readonly<Record<string, Kind>>;
export type Work = keyof typeof work;
export const works = Object.keys(work) as Work[];

/** What was chosen for each piece of work; undefined for what is no kind. */
export const chosenKinds = (chosen: readonly string[]): (Kind | undefined)[] =>
  works.map((_, i) => kinds.find((kind) => kind === chosen[i]));

export const rightOnes = (chosen: readonly string[]): number =>
  chosenKinds(chosen).filter((kind, i) => kind === work[works[i]!]).length;

/** Whether a token may look at another: [tokens, tokens] of each kind; an encoder-decoder's first three are the source. */
export function mayLook(kind: Kind, query: number, key: number): boolean {
  if (kind === "encoder") return true;
  if (kind === "decoder") return key <= query;
  const source = 3;
  return query < source ? key < source : key < source || key <= query;
}
