/** The environment without colours, for output that is kept rather than watched. */
export function plainEnvironment() {
  const { FORCE_COLOR: _colour, ...rest } = process.env;
  return { ...rest, NO_COLOR: "1" };
}
