// Kill proof: the server is killed in the middle of traffic, again and again. After each start every answered message,
// sent again, must get the same bytes; every message whose reply was lost must settle exactly once. At the end the audit
// reads the whole database.
//   node tools/prove/crash.mjs FOLDER PORT ROUNDS SEED
import { chance, isAnswer, reversal, Server, settlement } from './traffic.mjs';

const [folder, port, rounds, seed] = process.argv.slice(2);
const below = chance(Number(seed));
const clients = 16;
const answered = [];
let unsure = [];
let lost = 0;
let sent = 0;

function fault(what, message, reply) {
  console.error(`${what}\n  sent ${JSON.stringify(message)}\n  got ${JSON.stringify(reply)}`);
  process.exit(1);
}

/** Sends until the server is gone. Every reversal names a settlement that was answered before. */
async function client(server, people, stopped) {
  while (!stopped.now) {
    const id = `X${seed}.${++sent}`;
    const settled = answered.filter((one) => one.reply.status === 201 && !one.reversed && one.message.body.bill);
    const original = settled.length > 50 && below(5) === 0 ? settled[below(settled.length)] : null;
    if (original) original.reversed = true;
    const message = original ? reversal(id, original.message) : settlement(id, people, below);
    const reply = await server.send(message);
    if (!reply) unsure.push(message);
    else if (isAnswer(reply.status)) answered.push({ message, reply });
    else if (reply.status !== 503) fault('an answer that should not be', message, reply);
  }
}

/** What was answered stays answered, byte for byte. What was refused for a reason is refused again. */
async function checkAnswered(server) {
  for (const { message, reply } of answered.slice(-400)) {
    const again = await server.send(message);
    const kept = reply.status === 201 || reply.status === 200;
    if (!again || (kept && (again.status !== 200 || again.text !== reply.text)))
      fault('an answer was lost or changed', message, again);
  }
}

async function settleUnsure(server) {
  for (const message of unsure) {
    const first = await server.send(message);
    if (!first || !isAnswer(first.status)) fault('no answer after the restart', message, first);
    const again = await server.send(message);
    const kept = first.status === 201 || first.status === 200;
    if (kept && again?.text !== first.text) fault('settled twice', message, again);
    lost += first.status === 200;
    answered.push({ message, reply: first });
  }
  unsure = [];
}

for (let round = 1; round <= Number(rounds); ++round) {
  const server = new Server(port, folder);
  await server.start();
  const people = await server.people();
  await checkAnswered(server);
  await settleUnsure(server);
  const stopped = { now: false };
  const running = Array.from({ length: clients }, () => client(server, people, stopped));
  await new Promise((resolve) => setTimeout(resolve, 200 + below(1800)));
  await server.stop('SIGKILL');
  stopped.now = true;
  await Promise.all(running);
}

const server = new Server(port, folder);
await server.start();
await checkAnswered(server);
await settleUnsure(server);
const { code } = await server.stop('SIGTERM');
if (code !== 0) fault('the server did not end in order', {}, { code });
if ((await server.audit()) !== 0) fault('the audit is not clean', {}, {});
const stored = answered.filter((one) => one.reply.status < 300).length;
console.log(
  `${rounds} kills, ${answered.length} messages answered, ${stored} stored, ` +
    `${lost} committed before their reply was lost; audit clean`,
);
