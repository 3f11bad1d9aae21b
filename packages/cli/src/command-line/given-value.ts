/** The value of "--name value" or "--name=value" before the arguments are parsed, the last of several. */
export function givenValue(args: readonly string[], name: string): string | undefined {
  const at = args.findLastIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  if (at < 0) return undefined;
  const found = args[at];
  return found?.includes("=") ? found.slice(found.indexOf("=") + 1) : args[at + 1];
}
