// Kill proof: the server is killed in the middle of traffic, while it starts, or while it stops, again and again. After
// each start what was answered gets the same bytes again; a message whose reply was lost settles exactly once, or is
// reversed and refused when it comes late. The audit reads the whole database every 25 kills and at the end, and finds as
// many settlements, reversals and tombstones as the client's book, which lives in this process.
//   node tools/prove/crash.mjs FOLDER PORT KILLS SEED
import { rmSync } from 'node:fs';
import { Book } from './book.mjs';
import { pause, Server } from './server.mjs';
import { chance } from './traffic.mjs';

const [folder, port, kills, seed] = process.argv.slice(2);
const below = chance(Number(seed));
const kAuditEvery = 25;
const killed = { 'under load': 0, 'while starting': 0, 'while stopping': 0, 'at its first start': 0 };

const done = () => Object.values(killed).reduce((a, b) => a + b);

/** A line each tenth kill. */
function progress(book) {
  if (Math.floor(done() / 10) === told) return;
  told = Math.floor(done() / 10);
  console.error(`${done()} of ${kills} kills, ${book.answered.length} answered, ${book.recovered} recovered`);
}
let told = 0;

/** A database and its keys come to be in one piece: killed at any moment of the first start, the next one starts. */
async function births(count) {
  for (let round = 0; round < count; ++round) {
    rmSync(`${folder}/new`, { recursive: true, force: true });
    const server = new Server(port, `${folder}/new`);
    for (let tries = 1 + below(3); tries > 0; --tries) {
      server.launch();
      await pause(below(1500));
      await server.stop('SIGKILL');
    }
    await server.start();
    await server.stop('SIGTERM');
    if ((await server.audit()).code !== 0) throw new Error('a database that was killed while it was made is damaged');
    ++killed['at its first start'];
  }
}

/** Killed while it reads its log after the kill before, some rounds long. */
async function whileStarting(server) {
  server.launch();
  await pause(below(900));
  await server.stop('SIGKILL');
  ++killed['while starting'];
}

async function round(server, book) {
  while (below(6) === 0) await whileStarting(server);
  await server.start();
  const people = await server.people();
  const recent = book.answered.slice(-300);
  for (let i = 0; i < 100 && book.answered.length > 300; ++i) recent.push(book.answered[below(book.answered.length)]);
  await book.checkAnswered(server, recent);
  await book.settleUnsure(server);
  const stopped = { now: false };
  const running = book.load(server, people, { stopped, allowed: ['overloaded'] });
  await pause(50 + below(900));
  const stopping = below(8) === 0;
  if (stopping) {
    server.process.kill('SIGTERM');
    await pause(below(60));
  }
  await server.stop('SIGKILL');
  ++killed[stopping ? 'while stopping' : 'under load'];
  stopped.now = true;
  await running;
}

async function prove() {
  const server = new Server(port, folder);
  await births(Math.ceil(Number(kills) / 20));
  await server.start();
  await server.stop('SIGTERM');
  const book = new Book(below, `X${seed}`, await server.audit());
  for (let audited = 0; done() < Number(kills); ) {
    await round(server, book);
    progress(book);
    if (done() < audited + kAuditEvery) continue;
    audited = done();
    await server.start();
    await book.settleUnsure(server);
    await server.stop('SIGKILL');
    await book.checkCounts(server);
  }
  await server.start();
  await book.settleUnsure(server);
  await book.checkAnswered(server);
  const { code } = await server.stop('SIGTERM');
  if (code !== 0) throw new Error(`the server did not end in order: ${code}`);
  await book.checkCounts(server);
  const ways = Object.entries(killed).map(([how, count]) => `${count} ${how}`);
  console.log(
    `${done()} kills (${ways.join(', ')}); ${book.answered.length} messages answered: ${book.settlements.size} settled, ` +
      `${book.reversals.size} reversed, ${book.tombstones.size} reversed before they came; ${book.recovered} committed ` +
      'before their reply was lost; none lost, none doubled; audits clean',
  );
}

await prove().catch((error) => {
  console.error(error.message);
  console.log(`failed: ${error.message.split('\n')[0]}`);
  process.exit(1);
});
