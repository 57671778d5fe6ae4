import { fileStem } from "../share/save-file.ts";

/** The archive of an exported student, and the folder it unpacks into. */
export function studentArchive(studyName: string, trial: number): { readonly zip: string; readonly folder: string } {
  const folder = fileStem(studyName, "trial", trial);
  return { zip: `${folder}.zip`, folder };
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
    'text = f"The capital of France is {tokenizer.mask_token}."',
    'inputs = tokenizer(text, return_tensors="pt")',
    "scores = student(**inputs).prediction_logits[0]",
    "hidden = (inputs.input_ids[0] == tokenizer.mask_token_id).nonzero()[0, 0]",
    "print(tokenizer.decode(scores[hidden].argmax()))",
  ].join("\n");
}

/** JavaScript that does the same with transformers.js. @param dtype which of the ONNX models */
export function javascriptSnippet(folder: string, dtype: string): string {
  return [
    'import { env, pipeline } from "@huggingface/transformers";',
    "",
    "env.allowLocalModels = true;",
    'env.localModelPath = "./";  // where the unpacked zip lies',
    `const guess = await pipeline("fill-mask", "${folder}", { dtype: "${dtype}" });`,
    'console.log(await guess("The capital of France is [MASK]."));',
  ].join("\n");
}
