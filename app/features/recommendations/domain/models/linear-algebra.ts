/**
 * The inverse of a symmetric positive definite matrix by Cholesky (Golub & Van Loan, "Matrix Computations", 4th ed.,
 * sections 4.2.6 and 4.2.9): A = L·Lᵀ, then A⁻¹ = L⁻ᵀ·L⁻¹. Everything is made of products of rows with rows, which lie
 * one after the other in memory, in blocks that stay in the cache and in tiles of 4 × 4 that stay in registers.
 */

const BLOCK = 64;

/** @throws RangeError when the matrix is not positive definite */
export class NotPositiveDefinite extends RangeError {
  override readonly name = "NotPositiveDefinite";
}

/**
 * Inverts in place and returns the same array. Costs about n³ ÷ 2 multiplications and a second array of n².
 *
 * @param matrix n × n, row after row; only the lower triangle is read
 */
export function invertInPlace(matrix: Float64Array, n: number): Float64Array {
  if (matrix.length !== n * n) throw new RangeError(`expected ${n * n} numbers, got ${matrix.length}`);
  factorise(matrix, n);
  const inverse = inverseTransposed(matrix, n);
  multiplyByOwnTranspose(inverse, matrix, n);
  return matrix;
}

/** A block of sums, subtracted from or stored to the places it belongs to. */
const sums = new Float64Array(BLOCK * BLOCK);

/**
 * sums[i][j] = row (aRow + i) of A · row (bRow + j) of B over the columns from … to, for a block of rows × columns.
 */
function blockProduct(
  a: Float64Array,
  b: Float64Array,
  n: number,
  [aRow, aCount]: [number, number],
  [bRow, bCount]: [number, number],
  [from, to]: [number, number],
): void {
  sums.fill(0);
  for (let start = from; start < to; start += 256) {
    const end = Math.min(start + 256, to);
    for (let i = 0; i < aCount; i += 4)
      for (let j = 0; j < bCount; j += 4) {
        if (i + 4 <= aCount && j + 4 <= bCount)
          tileProduct(a, b, (aRow + i) * n, (bRow + j) * n, n, start, end, i * BLOCK + j);
        else edgeProduct(a, b, n, [aRow, i, aCount], [bRow, j, bCount], [start, end]);
      }
  }
}

/** Sixteen products of four rows with four rows at once: eight loads for sixteen multiplications. */
function tileProduct(
  a: Float64Array,
  b: Float64Array,
  aStart: number,
  bStart: number,
  n: number,
  from: number,
  to: number,
  out: number,
): void {
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  let s23 = 0;
  let s30 = 0;
  let s31 = 0;
  let s32 = 0;
  let s33 = 0;
  for (let k = from; k < to; k++) {
    const a0 = a[aStart + k]!;
    const a1 = a[aStart + n + k]!;
    const a2 = a[aStart + 2 * n + k]!;
    const a3 = a[aStart + 3 * n + k]!;
    const b0 = b[bStart + k]!;
    const b1 = b[bStart + n + k]!;
    const b2 = b[bStart + 2 * n + k]!;
    const b3 = b[bStart + 3 * n + k]!;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
  }
  sums[out]! += s00;
  sums[out + 1]! += s01;
  sums[out + 2]! += s02;
  sums[out + 3]! += s03;
  sums[out + BLOCK]! += s10;
  sums[out + BLOCK + 1]! += s11;
  sums[out + BLOCK + 2]! += s12;
  sums[out + BLOCK + 3]! += s13;
  sums[out + 2 * BLOCK]! += s20;
  sums[out + 2 * BLOCK + 1]! += s21;
  sums[out + 2 * BLOCK + 2]! += s22;
  sums[out + 2 * BLOCK + 3]! += s23;
  sums[out + 3 * BLOCK]! += s30;
  sums[out + 3 * BLOCK + 1]! += s31;
  sums[out + 3 * BLOCK + 2]! += s32;
  sums[out + 3 * BLOCK + 3]! += s33;
}

/** What does not fill a tile, at the right and lower edge. */
function edgeProduct(
  a: Float64Array,
  b: Float64Array,
  n: number,
  [aRow, iFrom, aCount]: [number, number, number],
  [bRow, jFrom, bCount]: [number, number, number],
  [from, to]: [number, number],
): void {
  for (let i = iFrom; i < Math.min(iFrom + 4, aCount); i++)
    for (let j = jFrom; j < Math.min(jFrom + 4, bCount); j++) {
      let sum = 0;
      for (let k = from; k < to; k++) sum += a[(aRow + i) * n + k]! * b[(bRow + j) * n + k]!;
      sums[i * BLOCK + j]! += sum;
    }
}

/** A = L·Lᵀ; L replaces the lower triangle. */
function factorise(matrix: Float64Array, n: number): void {
  for (let column = 0; column < n; column += BLOCK) {
    const width = Math.min(BLOCK, n - column);
    for (let row = column; row < n; row += BLOCK) {
      const height = Math.min(BLOCK, n - row);
      blockProduct(matrix, matrix, n, [row, height], [column, width], [0, column]);
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width && column + j <= row + i; j++)
          matrix[(row + i) * n + column + j]! -= sums[i * BLOCK + j]!;
      for (let i = 0; i < height; i++) finishRow(matrix, n, row + i, column, width);
    }
  }
}

/** The last step for one row of L within a block of columns, whose own rows above are done. */
function finishRow(matrix: Float64Array, n: number, row: number, column: number, width: number): void {
  for (let j = column; j < column + width && j <= row; j++) {
    let value = matrix[row * n + j]!;
    for (let k = column; k < j; k++) value -= matrix[row * n + k]! * matrix[j * n + k]!;
    if (j < row) {
      matrix[row * n + j] = value / matrix[j * n + j]!;
      continue;
    }
    if (!(value > 0)) throw new NotPositiveDefinite(`the matrix is not positive definite (row ${row})`);
    matrix[row * n + j] = Math.sqrt(value);
  }
}

/** T = L⁻ᵀ (upper triangle, zeros below): row j of T is column j of L⁻¹. */
function inverseTransposed(lower: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let row = 0; row < n; row += BLOCK) {
    const height = Math.min(BLOCK, n - row);
    for (let column = row; column < n; column += BLOCK) {
      const width = Math.min(BLOCK, n - column);
      // T[j][i] = ([i = j] − Σ over j ≤ k < i of L[i][k]·T[j][k]) ÷ L[i][i]
      blockProduct(inverse, lower, n, [row, height], [column, width], [row, column]);
      for (let j = 0; j < height; j++)
        for (let i = Math.max(0, row + j - column); i < width; i++) {
          const at = (row + j) * n;
          let value = (row + j === column + i ? 1 : 0) - sums[j * BLOCK + i]!;
          for (let k = column; k < column + i; k++) value -= lower[(column + i) * n + k]! * inverse[at + k]!;
          inverse[at + column + i] = value / lower[(column + i) * n + column + i]!;
        }
    }
  }
  return inverse;
}

/** out = T·Tᵀ for an upper triangle T, both halves. */
function multiplyByOwnTranspose(upper: Float64Array, out: Float64Array, n: number): void {
  for (let row = 0; row < n; row += BLOCK) {
    const height = Math.min(BLOCK, n - row);
    for (let column = 0; column <= row; column += BLOCK) {
      const width = Math.min(BLOCK, n - column);
      blockProduct(upper, upper, n, [row, height], [column, width], [row, n]);
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++) {
          const sum = sums[i * BLOCK + j]!;
          out[(row + i) * n + column + j] = sum;
          out[(column + j) * n + row + i] = sum;
        }
    }
  }
}
