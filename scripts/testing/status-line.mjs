const secondsBetweenPlainLines = 15;
const eraseLine = "\r\u001b[2K";

/**
 * Where a command says how far it is. On a terminal one line is rewritten every second; elsewhere a line is added every
 * 15 seconds. Lines that stay go through `print`.
 */
export class StatusLine {
  #stream;
  #text;
  #timer;

  constructor(stream = process.stdout) {
    this.#stream = stream;
  }

  /** Shows what `text()` says, again and again until `stop`; nothing where it says nothing. */
  start(text) {
    this.#text = text;
    const seconds = this.#stream.isTTY ? 1 : secondsBetweenPlainLines;
    this.#timer = setInterval(() => this.#show(), 1000 * seconds);
    this.#timer.unref();
  }

  stop() {
    clearInterval(this.#timer);
    this.#erase();
    this.#text = undefined;
  }

  print(line) {
    this.#erase();
    this.#stream.write(`${line}\n`);
    if (this.#stream.isTTY) this.#show();
  }

  #erase() {
    if (this.#stream.isTTY && this.#text) this.#stream.write(eraseLine);
  }

  #show() {
    const text = this.#text?.();
    if (!text) return;
    const line = `      ${text}`;
    if (!this.#stream.isTTY) this.#stream.write(`${line}\n`);
    // A line that wraps could not be rewritten.
    else this.#stream.write(eraseLine + line.slice(0, (this.#stream.columns || 80) - 1));
  }
}
