import { isInteger, parse } from "lossless-json";

/** A JSON value as {@link parseJson} reads it. */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };

/**
 * Reads JSON without passing ids through a double: a whole number that a double cannot hold becomes a bigint, every
 * other number stays a number.
 *
 * @throws SyntaxError with the place, when the text is not JSON
 */
export function parseJson(text: string): Json {
  return parse(text, undefined, {
    parseNumber: (digits) => {
      const number = Number(digits);
      return isInteger(digits) && !Number.isSafeInteger(number) ? BigInt(digits) : number;
    },
  }) as Json;
}
