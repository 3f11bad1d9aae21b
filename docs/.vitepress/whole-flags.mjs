/** A plugin of markdown-it: lines do not break within the flags of a command, where "--" would be cut off from its name. */
export function wholeFlags(md) {
  const { code_inline: rule } = md.renderer.rules;
  md.renderer.rules.code_inline = (...given) =>
    rule(...given).replace(/(?<=[\s>])--?\w[^\s<]*/g, '<span class="flag">$&</span>');
}
