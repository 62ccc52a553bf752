import * as ort from "onnxruntime-web";

/** Rows × columns of floats: in JavaScript's memory, or on the GPU, where they stay until they are released. */
export class Matrix {
  #held: Float32Array | ort.Tensor | null;

  private constructor(
    held: Float32Array | ort.Tensor,
    readonly rows: number,
    readonly columns: number,
  ) {
    this.#held = held;
  }

  static of(numbers: Float32Array, columns: number): Matrix {
    return new Matrix(numbers, numbers.length / columns, columns);
  }

  static none(columns: number): Matrix {
    return new Matrix(new Float32Array(), 0, columns);
  }

  /** One below the other; all as long. */
  static ofRows(rows: readonly Float32Array[]): Matrix {
    const columns = rows[0]?.length ?? 0;
    const numbers = new Float32Array(rows.length * columns);
    for (const [i, row] of rows.entries()) numbers.set(row, i * columns);
    return new Matrix(numbers, rows.length, columns);
  }

  /** An output of the runtime. Those on the CPU are copies in JavaScript's own memory; dispose frees what the runtime holds of them. */
  static from(tensor: ort.Tensor): Matrix {
    const [rows = 0, columns = 0] = tensor.dims;
    if (tensor.location !== "cpu") return new Matrix(tensor, rows, columns);
    const numbers = tensor.data as Float32Array;
    tensor.dispose();
    return new Matrix(numbers, rows, columns);
  }

  get bytes(): number {
    return 4 * this.rows * this.columns;
  }

  /** False once it was released. */
  get held(): boolean {
    return this.#held !== null;
  }

  get onGpu(): boolean {
    return this.#held !== null && !(this.#held instanceof Float32Array);
  }

  /** A view, not a copy. Throws as `numbers` does. */
  row(index: number): Float32Array {
    return this.numbers.subarray(index * this.columns, (index + 1) * this.columns);
  }

  /** Row by row. Throws RangeError where the numbers are not in JavaScript's memory. */
  get numbers(): Float32Array {
    if (this.#held instanceof Float32Array) return this.#held;
    throw new RangeError(this.#held ? "a matrix on the GPU was read" : "a matrix was read after its release");
  }

  /** As an input of the runtime; `done` = call it after the run. */
  input(): { tensor: ort.Tensor; done: () => void } {
    if (!this.#held) throw new RangeError("a matrix was used after its release");
    if (!(this.#held instanceof Float32Array)) return { tensor: this.#held, done: () => undefined };
    const tensor = new ort.Tensor("float32", this.#held, [this.rows, this.columns]);
    return { tensor, done: () => tensor.dispose() };
  }

  /** Gives the memory back; may be called twice. */
  release(): void {
    if (this.#held && !(this.#held instanceof Float32Array)) this.#held.dispose();
    this.#held = null;
  }
}
