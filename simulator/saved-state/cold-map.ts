/**
 * A map of records that are kept as text until somebody needs them: half a million orders in a third of the memory,
 * and a start that reads nothing twice. `get` wakes a record, which then stays an object; what goes through all records
 * (`values`, `entries`, `forEach`, the iterator) sees sleeping ones as frozen copies, so that a change to a copy, which
 * would be lost, throws instead. `view` and `views` read only the fields that are asked for: use them to search.
 */
export interface RecordText<T> {
  /** A new object to keep. */
  wake(text: string): T;
  /** A frozen object to look at. */
  look(text: string): T;
  /** An object that reads its fields when they are asked for; it cannot be changed, spread or compared. */
  view(text: string): T;
  /** Its fields that indexes are made of, without reading the rest. */
  head(text: string): Partial<T>;
}

export class ColdMap<T extends object> extends Map<bigint, T> {
  readonly #records: RecordText<T>;

  constructor(records: RecordText<T>) {
    super();
    this.#records = records;
  }

  /** Adds a record that sleeps. */
  putToSleep(id: bigint, text: string): void {
    super.set(id, text as unknown as T);
  }

  /** The fields of each record that indexes are made of; quick, also when all sleep. */
  *heads(): Generator<[bigint, Partial<T>]> {
    for (const [id, kept] of super.entries() as Iterable<[bigint, unknown]>) {
      yield [id, typeof kept === "string" ? this.#records.head(kept) : (kept as T)];
    }
  }

  /** A record to look at, without waking it. */
  view(id: bigint): T | undefined {
    const kept: unknown = super.get(id);
    return typeof kept === "string" ? this.#records.view(kept) : (kept as T | undefined);
  }

  /** All records to look at, in their order. */
  *views(): Generator<T> {
    for (const kept of super.values() as Iterable<unknown>) {
      yield typeof kept === "string" ? this.#records.view(kept) : (kept as T);
    }
  }

  /** The records whose text has a part, and all that do not sleep: for what no index knows, such as the id of a part. */
  *viewsWith(part: string): Generator<T> {
    for (const kept of super.values() as Iterable<unknown>) {
      if (typeof kept !== "string") yield kept as T;
      else if (kept.includes(part)) yield this.#records.view(kept);
    }
  }

  override get(id: bigint): T | undefined {
    const kept: unknown = super.get(id);
    if (typeof kept !== "string") return kept as T | undefined;
    const record = this.#records.wake(kept);
    super.set(id, record);
    return record;
  }

  override *entries(): MapIterator<[bigint, T]> {
    for (const [id, kept] of super.entries() as Iterable<[bigint, unknown]>) {
      yield [id, typeof kept === "string" ? this.#records.look(kept) : (kept as T)];
    }
  }

  override *values(): MapIterator<T> {
    for (const [, record] of this.entries()) yield record;
  }

  override [Symbol.iterator](): MapIterator<[bigint, T]> {
    return this.entries();
  }

  override forEach(callback: (record: T, id: bigint, map: Map<bigint, T>) => void): void {
    for (const [id, record] of this.entries()) callback(record, id, this);
  }
}
