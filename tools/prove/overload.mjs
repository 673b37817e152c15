// Overload: three times what the server can take, sent by the clock and not by the server's answers. It must refuse the
// rest with 503 and Retry-After before memory grows, answer what it accepted soon and rightly, and be well again at once.
//   node tools/prove/overload.mjs FOLDER PORT SECONDS SEED     0 seconds: only what needs no measuring
import { Book } from './book.mjs';
import { copyOf, Disk, pause, Server } from './server.mjs';
import { chance, settlement } from './traffic.mjs';

const [folder, port, seconds, seed] = process.argv.slice(2);
const below = chance(Number(seed));
const kTimes = 3;
const kDeadline = 10_000;
const kConnections = 1000;

function demand(what, fine, found = '') {
  if (!fine) throw new Error(`${what}: ${JSON.stringify(found)}`);
}

async function site(name, options = []) {
  const place = `${folder}/${name}`;
  await copyOf(`${folder}/template`, place, async (template) => {
    const server = new Server(port, template);
    await server.start();
    await server.stop('SIGTERM');
  });
  const disk = new Disk(place);
  const server = new Server(port, place, { disk, options });
  const book = new Book(below, `O${seed}${name.replace(/\W/g, '')}`, await server.audit());
  await server.start();
  return { disk, server, book, people: await server.people() };
}

const next = (at) => settlement(at.book.id(), at.people, below);

async function verify(at) {
  at.disk.heal();
  await at.book.settleUnsure(at.server);
  await at.book.checkAnswered(at.server);
  demand('the server ends in order', (await at.server.stop('SIGTERM')).code === 0, at.server.said);
  await at.book.checkCounts(at.server);
}

/** While the writer waits for its disk, eight settlements wait with it; all others hear at once that there is no room. */
async function blockedWriter() {
  const at = await site('blocked', ['--queue', '8']);
  at.disk.plan('slow', 'none', 3000);
  const messages = Array.from({ length: 40 }, () => next(at));
  let refused = 0;
  const replies = messages.map((message) =>
    at.server.send(message).then((reply) => {
      at.book.note(message, reply);
      refused += reply.status === 503;
      return reply;
    }));
  while (refused < 32) await pause(5);
  demand('nothing was answered before the disk was', at.book.answered.length === 0, at.book.answered.length);
  demand('eight wait', (await at.server.metric('yitong_commit_waiting')) + (await at.server.metric('yitong_commit_in_flight')) === 8);
  const look = await at.server.wire.get('/v1/institutions?limit=1');
  demand('who only reads is served', look.status === 200, look);
  at.disk.heal();
  await Promise.all(replies);
  demand('eight were taken', at.book.answered.length === 8, at.book.answered.length);
  await verify(at);
}

/** Closed loop of 64 clients: settlements a second. */
async function capacity(at) {
  const begin = Date.now();
  let done = 0;
  const client = async () => {
    while (Date.now() < begin + 4000) {
      const message = next(at);
      const reply = await at.server.send(message);
      at.book.note(message, reply);
      ++done;
    }
  };
  await Promise.all(Array.from({ length: 64 }, client));
  return done / ((Date.now() - begin) / 1000);
}

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** Sends `rate` a second, whatever comes back, as long as a thousand connections suffice: more only slow the sender. */
async function openLoop(at, rate) {
  const seen = { offered: 0, accepted: 0, refused: 0, shed: 0, closed: 0, unsent: 0, waits: [], peak: 0 };
  const pending = new Set();
  const one = async () => {
    const message = next(at);
    const begin = performance.now();
    const reply = await at.server.send(message);
    const wait = performance.now() - begin;
    if (reply) at.book.note(message, reply, ['overloaded', 'deadline_exceeded']);
    else at.book.unsure.push(message);
    if (reply?.status === 201) seen.waits.push(wait);
    seen.accepted += reply?.status === 201;
    seen.shed += reply?.status === 503;
    seen.closed += reply === null;
    seen.refused += reply?.status === 422 || reply?.status === 409;
  };
  const begin = performance.now();
  while (performance.now() < begin + Number(seconds) * 1000) {
    const due = Math.floor(((performance.now() - begin) / 1000) * rate);
    for (; seen.offered < due; ++seen.offered) {
      if (pending.size >= kConnections) {
        ++seen.unsent;
        continue;
      }
      const sending = one().finally(() => pending.delete(sending));
      pending.add(sending);
    }
    seen.peak = Math.max(seen.peak, at.server.residentMiB());
    await pause(1);
  }
  seen.seconds = (performance.now() - begin) / 1000;
  await Promise.all(pending);
  seen.waits.sort((a, b) => a - b);
  return seen;
}

/** How many of 200 requests, one after the other, right after the load, are refused. */
async function refusedAfterwards(at) {
  let refused = 0;
  for (let i = 0; i < 200; ++i) {
    const message = next(at);
    const reply = await at.server.send(message);
    at.book.note(message, reply);
    refused += reply.status === 503;
  }
  return refused;
}

async function picture(name, prepare, options = []) {
  const at = await site(name, options);
  prepare(at.disk);
  await capacity(at);
  const before = at.server.residentMiB();
  const able = await capacity(at);
  const seen = await openLoop(at, kTimes * able);
  const refused = await refusedAfterwards(at);
  await capacity(at);
  const after = at.server.residentMiB();
  const each = (count) => Math.round(count / seen.seconds);
  const p99 = percentile(seen.waits, 0.99);
  const line =
    `${name}: able to settle ${Math.round(able)} /s; offered ${each(seen.offered)} /s for ${Math.round(seen.seconds)} s, ` +
    `accepted ${each(seen.accepted + seen.refused)}, shed ${each(seen.shed)}, closed ${each(seen.closed)}, unsent because ${kConnections} wait ${each(seen.unsent)}; accepted p50 ` +
    `${percentile(seen.waits, 0.5).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms; memory ${before.toFixed(0)} MiB before, ` +
    `${seen.peak.toFixed(0)} at most, ${after.toFixed(0)} after`;
  console.error(line);
  demand('the load was shed', seen.shed > 0, seen.shed);
  demand('what was accepted was answered in time', p99 < kDeadline, p99);
  demand('memory stays', seen.peak - before < 200, line);
  demand('refused after the load', refused === 0, refused);
  await verify(at);
  return line;
}

async function prove() {
  await blockedWriter();
  const lines = ['a blocked writer: what waits is bounded, the rest is refused at once'];
  if (Number(seconds) > 0) {
    lines.push(await picture('slow disk (20 ms a sync)', (disk) => disk.plan('slow', 'none', 20)));
    lines.push(await picture('this processor', () => {}));
  }
  console.log(lines.join('; '));
}

await prove().then(() => process.exit(0), (error) => {
  console.error(error.message);
  console.log(`failed: ${error.message.split('\n')[0]}`);
  process.exit(1);
});
