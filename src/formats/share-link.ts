/**
 * A study in the fragment of a link (see fragment.ts), as columns and with a preset dictionary. A link is rounded (see
 * share-columns.ts); the study file is not.
 */
import type { Study } from "../study/study.ts";
import { readFragment, writeFragment, type FragmentForm } from "./fragment.ts";
import { fromColumns, toColumns } from "./share-columns.ts";
import { shareDictionary } from "./share-dictionary.ts";

/** Characters of a fragment: far more than any study needs, and little work to refuse. */
export const largestLink = 200_000;
export const largestContent = 2_000_000;

const form: FragmentForm = {
  content: "study",
  letter: "s",
  version: 1,
  dictionary: shareDictionary,
  largestCharacters: largestLink,
  largestBytes: largestContent,
};

/** What a link of this many characters survives: mail and chat cut long ones, browsers' address bars longer ones. */
const tiers = [
  { tier: "safe", characters: 2000 },
  { tier: "long", characters: 8000 },
  { tier: "config-only-advised", characters: Infinity },
] as const;
export type ShareTier = (typeof tiers)[number]["tier"];

export interface Share {
  /** With its `#`. */
  readonly fragment: string;
  readonly length: number;
  /** `config-only-advised`: share the study without its trials, and a study file. */
  readonly tier: ShareTier;
}

/** @throws Refused when not even browsers would carry the link; a study file always can */
export async function encodeShare(study: Study): Promise<Share> {
  const fragment = writeFragment(form, toColumns(study));
  const { length } = fragment;
  const tier = tiers.find(({ characters }) => length <= characters)?.tier ?? "config-only-advised";
  return { fragment, length, tier };
}

/**
 * @param fragment with or without its `#`
 * @throws Refused, saying whether the link is cut off, damaged, hostile or from a newer version
 */
export async function decodeShare(fragment: string): Promise<Study> {
  return fromColumns(readFragment(form, fragment), "the link");
}
