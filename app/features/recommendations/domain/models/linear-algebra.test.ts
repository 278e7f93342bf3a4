import fc from "fast-check";
import { expect, it } from "vitest";
import { invertInPlace, NotPositiveDefinite } from "./linear-algebra.ts";

it("a matrix times its inverse is one, at every size around a block", () => {
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 3, 5, 63, 64, 65, 70, 130), fc.integer(), (n, seed) => {
      const factor = Array.from({ length: n * n }, (_, at) => Math.sin(seed + at * 12.9898));
      const matrix = new Float64Array(n * n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          for (let k = 0; k < n; k++) matrix[i * n + j]! += factor[i * n + k]! * factor[j * n + k]!;
          if (i === j) matrix[i * n + j]! += n;
        }
      const inverse = invertInPlace(matrix.slice(), n);
      let worst = 0;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          let sum = i === j ? -1 : 0;
          for (let k = 0; k < n; k++) sum += matrix[i * n + k]! * inverse[k * n + j]!;
          worst = Math.max(worst, Math.abs(sum));
        }
      expect(worst).toBeLessThan(1e-9);
    }),
    { numRuns: 25 },
  );
});

it("what is not positive definite is refused", () => {
  expect(() => invertInPlace(Float64Array.of(1, 2, 2, 1), 2)).toThrow(NotPositiveDefinite);
  expect(() => invertInPlace(new Float64Array(3), 2)).toThrow(RangeError);
});
