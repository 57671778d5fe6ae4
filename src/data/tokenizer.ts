/** Text ↔ token ids. Ids equal the reference implementation's. */
export interface Tokenizer {
  readonly vocabSize: number;
  /** Every token by id. */
  readonly tokens: readonly string[];
  readonly special: { readonly pad: number; readonly unk: number; readonly cls: number; readonly sep: number; readonly mask: number };
  /** Ids of a text without [CLS] and [SEP]. */
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
}
