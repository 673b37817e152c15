// The first page on a phone: scripts and styles, compressed, must stay below the budget.
//   node tests/budget.mjs          (needs dist/)
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const budgetBytes = 150 * 1024;
const assets = fileURLToPath(new URL('../dist/assets/', import.meta.url));
const packed = readdirSync(assets).filter((name) => /\.(js|css)\.gz$/.test(name));
const sizes = packed.map((name) => [name, statSync(join(assets, name)).size]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
for (const [name, size] of sizes) console.log(`${String(size).padStart(8)}  ${name}`);
console.log(`${String(total).padStart(8)}  of ${budgetBytes} bytes`);
const within = packed.length > 0 && total < budgetBytes;
console.log(within ? '1 passed, 0 failed' : '0 passed, 1 failed');
process.exitCode = within ? 0 : 1;
