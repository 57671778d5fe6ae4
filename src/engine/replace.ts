import * as tf from "./tf.ts";

/** Puts another value in place of an object's property. @returns puts the old one back */
export function replace<T extends object, K extends keyof T>(target: T, key: K, value: T[K]): () => void {
  const own = Object.getOwnPropertyDescriptor(target, key);
  Object.defineProperty(target, key, { configurable: true, enumerable: true, get: () => value, set: () => {} });
  return () => {
    if (own === undefined) Reflect.deleteProperty(target, key);
    else Object.defineProperty(target, key, own);
  };
}

/** Sets one of tfjs's flags. @returns sets it as it was */
export function setFlag(flag: string, value: boolean): () => void {
  const before = tf.env().getBool(flag);
  tf.env().set(flag, value);
  return () => tf.env().set(flag, before);
}
