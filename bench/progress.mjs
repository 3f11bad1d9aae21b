/** Says on stderr which case is on, and about how long the rest will take. */
export class Progress {
  #started = performance.now();
  #total;
  #done = 0;
  #cases = 0;
  #count;

  constructor(cases) {
    this.#count = cases.length;
    this.#total = cases.reduce((sum, entry) => sum + weight(entry), 0);
  }

  begin(entry) {
    const left = this.#done > 0 ? `, about ${this.#left()} left` : "";
    const line = `[${++this.#cases}/${this.#count}] ${entry.name}${left}`;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
    else process.stderr.write(`${line}\n`);
    this.#done += weight(entry);
  }

  end() {
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  }

  #left() {
    const elapsed = (performance.now() - this.#started) / 1000;
    const seconds = Math.ceil((elapsed / this.#done) * (this.#total - this.#done));
    const minutes = Math.floor(seconds / 60);
    return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
  }
}

const weight = ({ seconds = 2 }) => seconds;
