// What is fetched, compressed: the first page of a phone must stay below its budget, and so must what
// the other pages add to it when they are opened; a person's cases and the agency's desk, which are
// opened apart, each have their own.
//   node tests/budget.mjs          (needs dist/)
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const firstBytes = 150 * 1024;
const laterBytes = 60 * 1024;
const casesBytes = 40 * 1024;
const deskBytes = 160 * 1024;
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

const later = packed.filter((name) => !isFirst(name));
const isOf = (room) => (name) => name.startsWith(room);
const rooms = ['MyCases', 'DeskPage'];
const elsewhere = later.filter((name) => !rooms.some((room) => isOf(room)(name)));
const within = [
  sum(packed.filter(isFirst), firstBytes, 'the first page'),
  sum(elsewhere, laterBytes, 'what comes later'),
  sum(later.filter(isOf('MyCases')), casesBytes, 'a person’s cases'),
  sum(later.filter(isOf('DeskPage')), deskBytes, 'the desk'),
];
const passed = within.filter(Boolean).length;
console.log(`${passed} passed, ${within.length - passed} failed`);
process.exitCode = passed === within.length ? 0 : 1;
