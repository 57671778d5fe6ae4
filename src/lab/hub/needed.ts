/** Which of a model's files a teacher needs. */
import { Refused } from "../../base/errors.ts";
import { indexName } from "../../formats/hugging-face.ts";
import { shown } from "../../study/parse.ts";
import type { HubFile } from "./listing.ts";

const always = ["config.json", "tokenizer_config.json", "special_tokens_map.json"];

/**
 * Small files first, so that a wrong model is refused before its weights are fetched. Weights in parts are named by
 * their index.
 * @throws Refused where there are none that can be read
 */
export function neededFiles(files: readonly HubFile[], id: string): readonly HubFile[] {
  const called = (name: string) => files.find((file) => file.name === name);
  if (!called("config.json")) throw new Refused(`the model ${shown(id)} has no config.json: it is not in the layout of transformers`, "teacher");
  const tokenizer = called("tokenizer.json") ?? called("vocab.txt");
  if (!tokenizer) throw new Refused(`the model ${shown(id)} has neither tokenizer.json nor vocab.txt`, "teacher");
  const weights = called("model.safetensors") ?? called(indexName);
  if (!weights) throw withoutWeights(files, id);
  return [...always.flatMap((name) => called(name) ?? []), tokenizer, weights];
}

function withoutWeights(files: readonly HubFile[], id: string): Refused {
  const other = files.find(({ name }) => /^(pytorch_model.*\.bin|tf_model\.h5|flax_model\.msgpack)$/.test(name));
  if (other === undefined) return new Refused(`the model ${shown(id)} has no model.safetensors`, "teacher");
  return new Refused(
    `the model ${shown(id)} has its weights only as ${other.name}, a format that can run code when it is opened, so this page does not. ` +
      "Its owner can add model.safetensors (the hub's “Convert to safetensors” makes a pull request, whose revision refs/pr/N can be named here: " +
      `${id}@refs/pr/N); or write it in Python: AutoModelForPreTraining.from_pretrained(${JSON.stringify(id)}).save_pretrained(folder)`,
    "teacher",
  );
}
