import { fileStem } from "../share/save-file.ts";

/** The name of a student's folder and, with .zip, of its archive. */
export function studentFolder(studyName: string, trial: number): string {
  return fileStem(studyName, "trial", trial);
}

/** Python that loads an exported student and lets it guess a hidden word. */
export function loadingSnippet(folder: string): string {
  return [
    "from transformers import AutoTokenizer, MobileBertForPreTraining",
    "",
    `folder = "${folder}"  # the unpacked zip`,
    "tokenizer = AutoTokenizer.from_pretrained(folder)",
    "student = MobileBertForPreTraining.from_pretrained(folder).eval()",
    "",
    'inputs = tokenizer(f"The capital of France is {tokenizer.mask_token}.", return_tensors="pt")',
    "logits = student(**inputs).prediction_logits[0]",
    "hidden = (inputs.input_ids[0] == tokenizer.mask_token_id).nonzero()[0, 0]",
    "print(tokenizer.decode(logits[hidden].argmax()))",
  ].join("\n");
}
