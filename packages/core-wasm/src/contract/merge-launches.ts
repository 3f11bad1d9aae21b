/** What is each of the members of a union: A & B for A | B. */
export type IntersectionOf<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** Launches by name, out of the functions that give some each: the exports of a backend's files of kernels. */
export const mergeLaunches = <
  Context,
  Sets extends Readonly<Record<string, (context: Context) => object>>,
>(
  sets: Sets,
  context: Context,
): IntersectionOf<ReturnType<Sets[keyof Sets]>> =>
  Object.assign({}, ...Object.values(sets).map((set) => set(context)));
