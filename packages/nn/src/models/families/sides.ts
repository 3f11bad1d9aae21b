import { OptionError } from "../../options/option-error.ts";
import type { Sides } from "../vision/vision-options.ts";

/**
 * A size of an image or a patch in a config.json: a number for both sides, or [height, width].
 *
 * @throws OptionError for anything else
 */
export function sidesOf(config: object, name: string, usual: number): Sides {
  const { [name]: given = usual } = config as Record<string, unknown>;
  const sides = Array.isArray(given) ? given : [given, given];
  if (sides.length === 2 && sides.every((side) => Number.isSafeInteger(side) && side >= 1))
    return [sides[0], sides[1]];
  throw new OptionError(
    `config.json: ${name} is ${JSON.stringify(given)}, expected an integer from 1, or [height, width]`,
  );
}
