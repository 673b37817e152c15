// node bench/http_load.mjs --bin build/release/yitong [--seconds 10]: load of the real server over loopback with wrk,
// 64 connections, load generator on the same cores. Prints one line a figure; the database is audited afterwards.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : otherwise;
};
const bin = path.resolve(option('bin', path.join(root, 'build/release/yitong')));
const seconds = option('seconds', '10');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'yitong-load-'));
const database = path.join(folder, 'load.db');
const day = (daysAgo) => new Date(Date.now() + (8 - 24 * daysAgo) * 3_600_000).toISOString().slice(0, 10);

const server = spawn(bin, ['serve', '--port', '0', '--db', database, '--demo', '--no-log'], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
const url = await new Promise((resolve, reject) => {
  let said = '';
  server.stderr.on('data', (bytes) => { said += bytes; const match = said.match(/http:\S+/); if (match) resolve(match[0]); });
  server.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
});
const get = async (address) => (await fetch(url + address)).json();
const residentMiB = () => Number(fs.readFileSync(`/proc/${server.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;
/// Processor time of the server so far, microseconds; a figure that other work on the machine does not change.
const processorMicros = () => {
  const fields = fs.readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
};
console.log(`idle memory ${residentMiB().toFixed(1)} MiB`);

const { items } = await get(`/v1/catalogue/items?q=${encodeURIComponent('示例')}&limit=100`);
const priced = items.filter((item) => item.code && item.class && item.self_pay_first);
const line = (i) => ({ code: priced[i % priced.length].code, name: '示例', quantity: '2', price: '38.50', amount: '77.00' });
const byLines = { total: '1540.00', lines: Array.from({ length: 20 }, (_, i) => line(i)) };
const bySums = { total: '50000.00', sums: { full_self_pay: '1200.00', over_limit: '0.00', self_pay_first: '800.00', in_scope: '48000.00' } };
const quote = {
  insured_area: '110000', insurance: '310', treatment_area: '360100', on: day(7), visit: '21',
  institution: { level: '3', kind: 'hospital' }, filing: 'long_term', person: { retired: true, age: 68 },
};
const { people } = await get('/v1/demo/people?area=110000&limit=100');
const { institutions } = await get('/v1/institutions?area=110000&level=3');
const settlement = { institution: institutions[0].code, visit: '21', on: day(7), bill: byLines };

function lua(name, script) {
  const file = path.join(folder, `${name}.lua`);
  const head = 'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n';
  const tail = 'function done(summary, latency)\n  io.write(string.format("WRK %d %d %d %d %d\\n", summary.requests, summary.duration, summary.errors.status, latency:percentile(50), latency:percentile(99)))\nend\n';
  fs.writeFileSync(file, head + script + tail);
  return file;
}

function load(name, address, script) {
  const before = processorMicros();
  const out = execFileSync('wrk', ['-t1', '-c64', `-d${seconds}s`, '-s', lua(name, script), url + address]).toString();
  const [requests, micros, refused, p50, p99] = out.match(/WRK (.*)/)[1].split(' ').map(Number);
  const each = (processorMicros() - before) / requests;
  console.log(`${name}: ${each.toFixed(0)} us of processor each; ${Math.round(requests / (micros / 1e6))} /s, p50 ${(p50 / 1000).toFixed(2)} ms, p99 ${(p99 / 1000).toFixed(2)} ms, ${refused} not 2xx of ${requests}`);
}

const quoted = (body) => `wrk.body = [[${JSON.stringify(body)}]]\n`;
load('quote by sums', '/v1/quotes', quoted({ ...quote, bill: bySums }));
load('quote, 20 lines', '/v1/quotes', quoted({ ...quote, bill: byLines }));
const rest = JSON.stringify(settlement).slice(1);
load('settle durably, 20 lines', '/v1/settlements', `
local people = { ${people.map((each) => `"${each.person}"`).join(', ')} }
local n = 0
function request()
  n = n + 1
  return wrk.format(nil, nil, nil, string.format('{"message_id":"load-%d","person":"%s",', n, people[n % #people + 1]) .. [[${rest}]])
end
`);
console.log(`memory afterwards ${residentMiB().toFixed(1)} MiB`);
const ended = new Promise((resolve) => server.on('exit', resolve));
server.kill('SIGTERM');
console.log(`stopped with ${await ended}`);
try {
  console.log(execFileSync(bin, ['audit', '--db', database, '--key', `${database}.key`], { cwd: root }).toString().trim());
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
