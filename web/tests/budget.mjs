// What a phone fetches, compressed: the first page must stay below its budget, and so must what the
// other pages add to it when they are opened.
//   node tests/budget.mjs          (needs dist/)
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const firstBytes = 150 * 1024;
const laterBytes = 60 * 1024;
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const assets = join(dist, 'assets');
const packed = readdirSync(assets).filter((name) => /\.(js|css)\.gz$/.test(name));
const document = readFileSync(join(dist, 'index.html'), 'utf8');
const isFirst = (name) => document.includes(`/assets/${name.replace(/\.gz$/, '')}`);

function sum(names, budget, title) {
  const sizes = names.map((name) => [name, statSync(join(assets, name)).size]);
  const total = sizes.reduce((bytes, [, size]) => bytes + size, 0);
  for (const [name, size] of sizes) console.log(`${String(size).padStart(8)}  ${name}`);
  console.log(`${String(total).padStart(8)}  of ${budget} bytes: ${title}`);
  return names.length > 0 && total < budget;
}

const within = [
  sum(packed.filter(isFirst), firstBytes, 'the first page'),
  sum(
    packed.filter((name) => !isFirst(name)),
    laterBytes,
    'what comes later, all of it',
  ),
];
const passed = within.filter(Boolean).length;
console.log(`${passed} passed, ${within.length - passed} failed`);
process.exitCode = passed === within.length ? 0 : 1;
