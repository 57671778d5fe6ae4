/** A study as a file: everything the browser keeps of it but the students. */
import { Refused } from "../base/errors.ts";
import { shown } from "../study/parse.ts";
import type { Study } from "../study/study.ts";
import { isRecord, parseJson, prettyJson } from "./json.ts";
import { parseStudy } from "./parse-study.ts";

const format = "autodistill-study";
const version: Study["version"] = 1;

/** Characters a file may have: a hundred trials with full curves take a tenth of it. */
export const largestStudyFile = 20_000_000;

/** @throws Refused when the file would be too large to be read again */
export function writeStudyFile(study: Study): string {
  const text = `${prettyJson({ format, ...study })}\n`;
  refuseLarge(text, `the study ${shown(study.name)}`);
  return text;
}

/**
 * @param file the file's name, for messages
 * @throws Refused with line and column where it is damaged, with field and value where it is wrong
 */
export function readStudyFile(text: string, file = "the study file"): Study {
  refuseLarge(text, file);
  const value = parseJson(text, file);
  if (!isRecord(value) || value["format"] !== format) {
    const found = isRecord(value) ? value["format"] : value;
    throw new Refused(`${file} is no study: its format should be ${shown(format)}, got ${shown(found)}`, "format");
  }
  if (typeof value["version"] === "number" && value["version"] > version) {
    throw new Refused(
      `${file} was written by a newer version of this page, which reads version ${version}: ` +
        `reload the page to get the newer one, then open the file again; got version ${value["version"]}`,
      "version",
    );
  }
  return parseStudy(Object.fromEntries(Object.entries(value).filter(([name]) => name !== "format")), file);
}

function refuseLarge(text: string, what: string): void {
  if (text.length <= largestStudyFile) return;
  throw new Refused(`${what} is too large for a study file: it may have ${largestStudyFile} characters, got ${text.length}`);
}
