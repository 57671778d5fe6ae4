/**
 * A student's first values: its own random ones, and from a BERT teacher all that can be had without training.
 *
 * Notation: h teacher's hidden size, e student's embedding size, P student's hidden size, E [V, h] word embeddings,
 * U principal directions of E (projection.ts), γ, β, σ scale, shift and deviation of the teacher's embedding LayerNorm.
 *
 * The rule. Every width of the student gets coordinates of the teacher's space: the teacher's own where it is as wide
 * or wider, else the first directions of U.
 *   M_e [e, h] for word embeddings, M_P [P, h] for hidden states, and
 *   M_t [P, h] for what the MLM head multiplies with the output weights: its first e rows are M_e, the others follow.
 * The teacher's LayerNorm after the embeddings is nearly linear, since σ hardly varies between tokens; the student's
 * NoNorm is linear, so it starts from A x + β with A = diag(γ) (I − 1 1ᵀ / h) / mean(σ). A student with LayerNorm
 * normalises once more, which changes little.
 *   word embeddings            E M_eᵀ
 *   embedding_transformation   M_P A M_eᵀ for the current token, the initial noise for its neighbours; bias M_P β
 *   position, token type       x (M_P A)ᵀ for each row x
 *   MLM transform              M_t W M_Pᵀ, bias M_t b; LayerNorm scale Σ_j M_t² γ_j, shift M_t β
 *   MLM output                 extra weights M_t[e…] Eᵀ; bias as it is
 *   pooler, NSP                M_P W M_Pᵀ, M_P b; W M_Pᵀ, b: only for a student with a pooler, which the teacher's needs
 * A teacher that is no BERT, or whose embeddings are narrower than its hidden states (a small ELECTRA), has no such
 * coordinates: it gives what has the same name and shape.
 *
 * Where the student is wider than the teacher, its further rows and columns keep their initial values. Blocks keep
 * theirs: progressive transfer trains them one by one.
 */
import type { NamedTensor, NamedTensors } from "../base/tensors.ts";
import type { Network } from "./network.ts";
import { columnsOf, firstRows, identity, overlaid, principalDirections, rowsOf, timesTransposed, type Matrix } from "./projection.ts";

export interface Inheritance {
  readonly student: Network;
  readonly teacher: Network;
  /** The teacher's parameters. */
  readonly tensors: NamedTensors;
  readonly seed: number;
}

const theirs = "bert.embeddings";
const ours = "mobilebert.embeddings";
const transformation = `${ours}.embedding_transformation`;
const transform = "cls.predictions.transform";
const pooler = (prefix: string) => `${prefix}.pooler.dense`;
const relationship = "cls.seq_relationship";

export function inheritFromTeacher({ student, teacher, tensors, seed }: Inheritance): NamedTensors {
  const values = new Map(student.initialise(seed));
  const table = tensors.get(`${theirs}.word_embeddings.weight`);
  if (table === undefined || columnsOf(table) !== teacher.hiddenSize) {
    for (const [name, { shape }] of values) {
      const tensor = name.includes(".encoder.") ? undefined : tensors.get(name);
      if (tensor !== undefined && tensor.shape.join() === shape.join()) values.set(name, tensor);
    }
    return values;
  }
  const of = (name: string): NamedTensor => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Error(`the teacher lacks its parameter "${name}"`);
    return tensor;
  };
  /** Writes over a parameter of the student from a row and a column on, if it has that parameter. */
  const give = (name: string, block: Matrix, row = 0, column = 0) => {
    const initial = values.get(name);
    if (initial === undefined) return;
    // A vector is a column here.
    const target = initial.shape.length === 1 ? { shape: [...initial.shape, 1], data: initial.data } : initial;
    values.set(name, { shape: initial.shape, data: overlaid(target, block, row, column).data });
  };

  const words = of(`${theirs}.word_embeddings.weight`); // E
  const initialWords = values.get(`${ours}.word_embeddings.weight`);
  if (initialWords === undefined || rowsOf(initialWords) !== rowsOf(words)) {
    throw new Error(`teacher and student must share a vocabulary, the teacher's has ${rowsOf(words)} tokens`);
  }
  const h = teacher.hiddenSize;
  const e = columnsOf(initialWords);
  const P = student.hiddenSize;
  const directions = e < h ? principalDirections(words) : identity(h); // P < h only where e < h
  const Me = firstRows(directions, e);
  const MP = P < h ? firstRows(directions, P) : identity(h);
  const Mt = firstRows(directions, P);

  const { A, beta } = linearisedNorm(words, of);
  const MPA = timesTransposed(MP, transposed(A));
  give(`${ours}.word_embeddings.weight`, timesTransposed(words, Me));
  const trigram = columnsOf(values.get(`${transformation}.weight`) ?? identity(0)) === 3 * e;
  give(`${transformation}.weight`, timesTransposed(MPA, Me), 0, trigram ? e : 0);
  give(`${transformation}.bias`, timesTransposed(MP, beta));
  for (const table of ["position_embeddings", "token_type_embeddings"]) {
    give(`${ours}.${table}.weight`, timesTransposed(of(`${theirs}.${table}.weight`), MPA));
  }

  const moved = (name: string, to: Matrix) => timesTransposed(timesTransposed(to, transposed(of(name))), MP); // to W M_Pᵀ
  const asRow = (name: string): Matrix => ({ shape: [1, of(name).data.length], data: of(name).data });
  if (tensors.has(`${transform}.dense.weight`)) {
    give(`${transform}.dense.weight`, moved(`${transform}.dense.weight`, Mt));
    give(`${transform}.dense.bias`, timesTransposed(Mt, asRow(`${transform}.dense.bias`)));
    const squares = { shape: Mt.shape, data: Mt.data.map((value) => value * value) };
    give(`${transform}.LayerNorm.weight`, timesTransposed(squares, asRow(`${transform}.LayerNorm.weight`)));
    give(`${transform}.LayerNorm.bias`, timesTransposed(Mt, asRow(`${transform}.LayerNorm.bias`)));
    const further = { shape: [Math.max(0, rowsOf(Mt) - e), h], data: Mt.data.subarray(Math.min(e, rowsOf(Mt)) * h) };
    give("cls.predictions.dense.weight", timesTransposed(further, words));
    give("cls.predictions.bias", transposed(asRow("cls.predictions.bias")));
  }
  if (tensors.has(`${relationship}.weight`) && values.has(`${pooler("mobilebert")}.weight`)) {
    give(`${pooler("mobilebert")}.weight`, moved(`${pooler("bert")}.weight`, MP));
    give(`${pooler("mobilebert")}.bias`, timesTransposed(MP, asRow(`${pooler("bert")}.bias`)));
    give(`${relationship}.weight`, timesTransposed(of(`${relationship}.weight`), MP));
    give(`${relationship}.bias`, transposed(asRow(`${relationship}.bias`)));
  }
  return values;
}

function transposed(matrix: Matrix): Matrix {
  const [rows, columns] = [rowsOf(matrix), columnsOf(matrix)];
  const data = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[j * rows + i] = matrix.data[i * columns + j] as number;
  return { shape: [columns, rows], data };
}

/** A [h, h] and β [1, h] of the teacher's embedding LayerNorm. Every token stands at one of the positions, in turn. */
function linearisedNorm(words: Matrix, of: (name: string) => NamedTensor): { A: Matrix; beta: Matrix } {
  const positions = of(`${theirs}.position_embeddings.weight`);
  const types = of(`${theirs}.token_type_embeddings.weight`);
  const gamma = of(`${theirs}.LayerNorm.weight`).data;
  const [vocabulary, h] = [rowsOf(words), columnsOf(words)];
  let deviations = 0;
  for (let token = 0; token < vocabulary; token++) {
    const position = token % rowsOf(positions);
    let sum = 0;
    let squares = 0;
    for (let j = 0; j < h; j++) {
      const x = (words.data[token * h + j] as number) + (positions.data[position * h + j] as number) + (types.data[j] as number);
      sum += x;
      squares += x * x;
    }
    deviations += Math.sqrt(Math.max(0, squares / h - (sum / h) ** 2));
  }
  const scale = vocabulary / deviations;
  const data = new Float32Array(h * h);
  for (let i = 0; i < h; i++) {
    for (let j = 0; j < h; j++) data[i * h + j] = (gamma[i] as number) * scale * ((i === j ? 1 : 0) - 1 / h);
  }
  return { A: { shape: [h, h], data }, beta: { shape: [1, h], data: of(`${theirs}.LayerNorm.bias`).data } };
}
