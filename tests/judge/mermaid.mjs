// Reads Markdown files and lets Mermaid parse each drawing in them; prints what it refuses. usage: mermaid.mjs NODE_MODULES FILE...
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [modules, ...files] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { JSDOM } = require("jsdom");
const page = new JSDOM("");
globalThis.window = page.window;
globalThis.document = page.window.document;
const { default: mermaid } = await import(pathToFileURL(`${modules}/mermaid/dist/mermaid.core.mjs`));
let drawings = 0, refused = 0;
for (const file of files)
  for (const [, text] of readFileSync(file, "utf8").matchAll(/```mermaid\n([^]*?)```/g)) {
    drawings++;
    await mermaid.parse(text).catch((error) => {
      refused++;
      console.log(`${file}: ${error.message}`);
    });
  }
console.log(`${drawings} drawings, ${refused} refused`);
process.exit(refused > 0 || drawings === 0 ? 1 : 0);
