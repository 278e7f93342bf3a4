/** Pairs of ranks that were bought by one more customer. */
export class Meetings {
  #pairs = new Int32Array(1 << 16);
  #length = 0;

  push(one: number, other: number): void {
    if (this.#length === this.#pairs.length) {
      const larger = new Int32Array(this.#length * 2);
      larger.set(this.#pairs);
      this.#pairs = larger;
    }
    this.#pairs[this.#length++] = one;
    this.#pairs[this.#length++] = other;
  }

  /** The meetings by the higher rank of the two: with which lower ones. */
  byHigherRank(count: number): { starts: Int32Array; others: Int32Array } {
    const pairs = this.#pairs;
    const length = this.#length;
    const starts = new Int32Array(count + 1);
    for (let n = 0; n < length; n += 2) starts[Math.max(pairs[n]!, pairs[n + 1]!) + 1]!++;
    for (let rank = 0; rank < count; rank++) starts[rank + 1]! += starts[rank]!;
    const next = starts.slice(0, count);
    const others = new Int32Array(length / 2);
    for (let n = 0; n < length; n += 2) {
      const [one, other] = [pairs[n]!, pairs[n + 1]!];
      if (one > other) others[next[one]!++] = other;
      else others[next[other]!++] = one;
    }
    return { starts, others };
  }
}
