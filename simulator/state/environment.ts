/** What every command needs: the state, the clock, new ids and the way to tell subscribers. */
import type { ShopState } from "./model.ts";

/** One webhook to send. `payload` is built at once, so that it shows the state at the time of the change. */
export interface Change {
  topic: string;
  payload: unknown;
}

export interface CommandEnvironment {
  shop: ShopState;
  clock: () => Date;
  allocate: () => bigint;
  /** Calls back when the clock comes to a time; left out where nothing rings. */
  at?(time: Date, ring: () => void): unknown;
  /** Sends the changes of one action; all carry the same event id. */
  emit(changes: Change[]): void;
}
