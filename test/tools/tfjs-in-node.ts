/**
 * Lets Node load tfjs: `import "./tfjs-in-node.ts"` first, then `await import(…)` what needs it. tfjs's modules import
 * `./gradients` where both a folder and a file of that name stand: bundlers take the file, Node stumbles over the folder.
 */
import { register } from "node:module";

const hooks = `
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (error.code !== "ERR_UNSUPPORTED_DIR_IMPORT") throw error;
    return next(specifier + ".js", context);
  }
}`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
