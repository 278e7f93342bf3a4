import { IntakeBusy } from "./intake-queue.ts";

export interface IntakeLimits {
  /** Deliveries being read, waiting and being stored. */
  maxDeliveries: number;
  /** Bytes of their bodies, as received. Memory use is about four times that: sealed, packed, sent. */
  maxBytes: number;
}

/** A place at the intake for one delivery. */
export interface Admission {
  /** Makes room for more of the body than was announced. @throws IntakeBusy */
  grow: (bytes: number) => void;
  release: () => void;
}

/** What is being read, waiting or being stored at this moment, and the most that ever was. */
export interface IntakeLoad {
  deliveries: number;
  bytes: number;
  mostDeliveries: number;
  mostBytes: number;
}

const RETRY_AFTER_SECONDS = 2;

/**
 * Counts what the intake holds in memory, and lets in only what fits: Shopify delivers again what is refused, whereas
 * a process that ran out of memory takes everything down with it.
 */
export function createAdmissions({ maxDeliveries, maxBytes }: IntakeLimits) {
  const load: IntakeLoad = { deliveries: 0, bytes: 0, mostDeliveries: 0, mostBytes: 0 };

  function take(bytes: number): void {
    // A body larger than the whole limit still gets in when it is alone.
    if (load.bytes > 0 && load.bytes + bytes > maxBytes)
      throw new IntakeBusy("too many bytes wait to be stored", RETRY_AFTER_SECONDS);
    load.bytes += bytes;
    load.mostBytes = Math.max(load.mostBytes, load.bytes);
  }

  return {
    load: (): IntakeLoad => ({ ...load }),
    /** @param bytes of the body, as announced; 0 when unknown. @throws IntakeBusy */
    admit: (bytes: number): Admission => {
      if (load.deliveries >= maxDeliveries)
        throw new IntakeBusy("too many deliveries wait to be stored", RETRY_AFTER_SECONDS);
      take(bytes);
      load.deliveries += 1;
      load.mostDeliveries = Math.max(load.mostDeliveries, load.deliveries);
      let held = bytes;
      return {
        grow: (more) => {
          take(more);
          held += more;
        },
        release: () => {
          if (held < 0) return;
          load.bytes -= held;
          load.deliveries -= 1;
          held = -1;
        },
      };
    },
  };
}
