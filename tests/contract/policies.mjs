// node policies.mjs: docs/policy.schema.json accepts every shipped policy, and refuses what the parser refuses.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import { parse } from 'smol-toml';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const schema = JSON.parse(fs.readFileSync(path.join(root, 'docs/policy.schema.json'), 'utf8'));
const validate = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false }).compile(schema);
let failed = 0;

/// Dates become texts such as 2025-01-01.
const read = (text) => JSON.parse(JSON.stringify(parse(text)));

function expect(good, what, detail = '') {
  if (good) return;
  failed += 1;
  console.error(`FAILED ${what} ${detail}`.slice(0, 1500));
}

const folder = path.join(root, 'policies');
const files = fs.readdirSync(folder).filter((name) => name.endsWith('.toml'));
for (const name of files) {
  const good = validate(read(fs.readFileSync(path.join(folder, name), 'utf8')));
  const faults = (validate.errors ?? []).map((each) => `${each.instancePath}: ${each.message}`);
  expect(good, name, faults.slice(0, 6).join('; '));
}

const text = fs.readFileSync(path.join(folder, '360100-310.toml'), 'utf8');
const wrong = {
  'a float for money': ['is = "200.00"', 'is = 200.5'],
  'an unknown key': ['counts_admission', 'count_admissions'],
  'an unknown level': ['level = "1"', 'level = "4"'],
  'a share without its sign': ['pays = "95%"', 'pays = "0.95"'],
  'a grade that does not exist': ['grade    = "C"', 'grade    = "E"'],
  'a fund that does not exist': ['fund   = "hifp"', 'fund   = "pool"'],
  'another edition': ['edition   = 1', 'edition   = 2'],
};
for (const [what, [from, to]] of Object.entries(wrong)) {
  expect(text.includes(from), `${what}: the text has`, from);
  expect(!validate(read(text.replace(from, to))), what, 'passes the schema');
}
console.log(`${files.length} policies and ${Object.keys(wrong).length} wrong texts against the schema, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
