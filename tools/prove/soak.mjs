// Soak proof: steady traffic for a long time. Memory must level off, no answer may be a fault, and the audit is clean.
//   node tools/prove/soak.mjs FOLDER PORT SECONDS SEED
import { Server } from './server.mjs';
import { chance, isAnswer, reversal, settlement } from './traffic.mjs';

const [folder, port, seconds, seed] = process.argv.slice(2);
const below = chance(Number(seed));
const server = new Server(port, folder);
await server.start();
const people = await server.people();
const end = Date.now() + Number(seconds) * 1000;
const counts = { settled: 0, reversed: 0, refused: 0 };
const samples = [];
let sent = 0;

async function post(message) {
  const reply = await server.send(message);
  if (!reply || (!isAnswer(reply.status) && reply.status !== 503)) {
    console.error(`a fault: ${JSON.stringify(message)} got ${JSON.stringify(reply)}`);
    process.exit(1);
  }
  return reply.status;
}

async function client() {
  while (Date.now() < end) {
    const message = settlement(`S${seed}.${++sent}`, people, below);
    const status = await post(message);
    if (status !== 201) ++counts.refused;
    else if (below(4) !== 0) ++counts.settled;
    else if ((await post(reversal(`S${seed}.${++sent}`, message))) === 201) ++counts.reversed;
  }
}

const watch = setInterval(() => samples.push(server.residentMiB()), 1000);
await Promise.all(Array.from({ length: 16 }, client));
clearInterval(watch);
const { code } = await server.stop('SIGTERM');
const clean = (await server.audit()).code === 0;
const half = samples.slice(Math.floor(samples.length / 2));
const growth = half.at(-1) - half[0];
const summary =
  `${seconds} s: ${counts.settled} settled, ${counts.reversed} settled and reversed, ${counts.refused} refused; ` +
  `at most ${Math.round(Math.max(...samples))} MiB, ${growth.toFixed(1)} MiB more over the second half; ` +
  `exit ${code}, audit ${clean ? 'clean' : 'NOT clean'}`;
console.log(summary);
process.exit(code === 0 && clean && growth < 50 && counts.settled > 0 ? 0 : 1);
