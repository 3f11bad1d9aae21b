import { it } from "vitest";
import { partOfEach } from "../../../scripts/testing/parts.mjs";

/** A use of a form of a kernel, whose test is `try`. */
export interface FormCase {
  readonly form: string;
  readonly use: string;
  readonly try: () => Promise<unknown>;
}

/** Tests of forms: of each, so many uses run with each change, the others in the exhaustive part. */
export function tryForms(cases: readonly FormCase[], { usesOfEach }: { usesOfEach: number }): void {
  const partOf = partOfEach(cases, ({ form }) => form, usesOfEach);
  for (const one of cases) it(`${one.form}${one.use}`, partOf(one), () => one.try().then(() => {}));
}
