// What is fetched, compressed: each door's document with all it names must stay below its budget of
// bytes and of files (a browser fetches six at a time), and so must what comes when a room is opened.
// The goal of issue 5 is 150 KB for a phone's first page with the replies that it asks for, some 20 KB.
//   node tests/budget.mjs          (needs dist/)
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const phone = { bytes: 100 * 1024, files: 10 };
const desk = { bytes: 160 * 1024, files: 16 };
const laterBytes = 64 * 1024;
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const sizeOf = (name) => statSync(join(dist, `${name}.gz`)).size;
const documents = readdirSync(dist).filter((name) => name.endsWith('.html'));
const filesOf = (document) => [
  document,
  ...new Set(readFileSync(join(dist, document), 'utf8').match(/assets\/[\w.-]+\.(js|css)/g)),
];

const said = [];
function hold(fine, title) {
  said.push(fine);
  console.log(`${fine ? '  ' : '!!'} ${title}`);
}

function weigh(names, { bytes, files = Infinity }, title) {
  const total = names.reduce((sum, name) => sum + sizeOf(name), 0);
  hold(
    total < bytes && names.length <= files,
    `${String(total).padStart(7)} of ${bytes} bytes, ${names.length} files: ${title}`,
  );
}

for (const document of documents)
  weigh(filesOf(document), document === 'desk.html' ? desk : phone, document);
const onPhones = documents.filter((name) => name !== 'desk.html').flatMap(filesOf);
const later = readdirSync(join(dist, 'assets'))
  .filter((name) => /\.(js|css)$/.test(name))
  .map((name) => `assets/${name}`)
  .filter((name) => !onPhones.includes(name) && !name.startsWith('assets/desk-'));
weigh(later, { bytes: laterBytes }, 'rooms and words that come when they are asked for');

for (const name of new Set([...onPhones, ...later])) {
  const text = readFileSync(join(dist, name), 'utf8');
  if (/\.el-[a-z]|--el-/.test(text)) hold(false, `the desk’s components in ${name}`);
}
for (const asked of ['my', 'guide', 'index'])
  hold(
    / rel="preload" href="\/v1\//.test(readFileSync(join(dist, `${asked}.html`), 'utf8')),
    `${asked}.html has its first question asked at once`,
  );
hold(
  ['my.html', 'desk.html', 'index.html'].every((name) => documents.includes(name)),
  'documents',
);

const passed = said.filter(Boolean).length;
console.log(`${passed} passed, ${said.length - passed} failed`);
process.exitCode = passed === said.length ? 0 : 1;
