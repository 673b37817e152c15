// Bad disks under the real server: each case breaks something, looks at what the server says, mends it, and then holds
// the database against the client's book (tools/prove/book.mjs). Faults come from tools/faults; the case "full, mounted"
// fills a real file system of its own where the machine lets an ordinary user mount one.
//   node tools/prove/disks.mjs FOLDER PORT SEED [CASE…]
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, cpSync, ftruncateSync, mkdirSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import net from 'node:net';
import { Book } from './book.mjs';
import { copyOf, Disk, Server, until } from './server.mjs';
import { chance } from './traffic.mjs';

const [folder, port, seed, ...chosen] = process.argv.slice(2);
const below = chance(Number(seed));

function demand(what, fine, found = '') {
  if (!fine) throw new Error(`${what}${found === '' ? '' : `: ${typeof found === 'string' ? found : JSON.stringify(found)}`}`);
}

async function template(place) {
  const server = new Server(port, place);
  await server.start();
  await server.stop('SIGTERM');
}

/** A server with a database of its own on a disk that can be broken, and an empty book. */
async function site(name, more = {}) {
  const place = `${folder}/${name}`;
  rmSync(place, { recursive: true, force: true });
  await copyOf(`${folder}/template`, place, template);
  const disk = new Disk(place);
  const server = new Server(port, place, { disk, ...more });
  const book = new Book(below, `D${seed}${name.replace(/\W/g, '')}`, await new Server(port, place).audit());
  return { place, disk, server, book };
}

/** Traffic until `enough()`, or until the server is gone. */
async function trafficUntil(at, enough, allowed) {
  at.people ??= await at.server.people();
  const stopped = { now: false };
  const running = at.book.load(at.server, at.people, { stopped, allowed });
  const seen = await Promise.race([until(async () => at.server.end || (await enough())), running.then(() => true)]);
  stopped.now = true;
  await running;
  demand('waited in vain for what should happen', seen);
}

const answered = (at, more) => {
  const goal = at.book.answered.length + more;
  return () => at.book.answered.length >= goal;
};

/** After the accident: everything answered is there, once; the server ends in order; the audit agrees with the book. */
async function verify(at) {
  at.disk.heal();
  if (!at.server.process || at.server.end) await at.server.start();
  await at.book.checkAnswered(at.server);
  await at.book.settleUnsure(at.server);
  await trafficUntil(at, answered(at, 50), ['overloaded']);
  const { code } = await at.server.stop('SIGTERM');
  demand('the server did not end in order', code === 0, { code, said: at.server.said });
  await at.book.checkCounts(at.server);
}

/** The server refuses to start with one line that has all of `words`. */
async function refusesToStart(server, ...words) {
  server.launch();
  demand('the server started', !(await server.ready()));
  demand('the exit code', server.end.code === 1, { end: server.end, said: server.said });
  const lines = server.said.trim().split('\n');
  demand('one line', lines.length === 1, server.said);
  for (const word of words) demand(`the line lacks "${word}"`, server.said.includes(word), server.said);
}

async function readiness(server) {
  const reply = await server.wire.get('/readyz');
  return `${reply?.status} ${reply?.text}`;
}

/** Traffic meets a disk that refuses: answered with the code, alive, and well again as soon as the disk is. */
async function sickAndWell(at, code, told, fail, mend) {
  await at.server.start();
  await trafficUntil(at, answered(at, 200));
  fail();
  await trafficUntil(at, () => at.book.later[code] > 100, [code, 'store_failed', 'overloaded']);
  demand('the process ended', at.server.end === null, at.server.said);
  // A page may find room where a batch did not: in the end nothing does.
  demand('readyz tells', await until(async () => /^503 {"status":"(disk_full|store_failed)"/.test(await readiness(at.server)), 10), await readiness(at.server));
  const lookup = at.book.answered.find((one) => one.message.body.bill && one.reply.status === 201).message.body;
  const query = new URLSearchParams({ person: lookup.person, institution: lookup.institution, message_id: lookup.message_id });
  demand('reading still works', (await at.server.wire.get(`/v1/settlements?${query}`)).status === 200);
  demand('the operator is told', told.test(at.server.said), at.server.said);
  mend();
  demand('it is well again', await until(async () => (await readiness(at.server)).startsWith('200'), 5));
  await trafficUntil(at, answered(at, 200));
  await verify(at);
}

const cases = {
  async 'full'() {
    const at = await site('full');
    const fill = () => at.disk.plan('write', 'ENOSPC', below(500_000));
    await sickAndWell(at, 'disk_full', /writing: .*Free space/, fill, () => at.disk.heal());
  },

  /** A file system of 40 MB in a name space of our own, filled by a file that lies beside the database. */
  async 'full, mounted'() {
    mkdirSync(`${folder}/mount`, { recursive: true });
    const holder = spawn('unshare', ['-rm', 'sh', '-c', `mount -t tmpfs -o size=40m none '${folder}/mount' && echo ready && exec sleep 600`]);
    const mounted = await new Promise((resolve) => {
      holder.stdout.once('data', () => resolve(true));
      holder.once('error', () => resolve(false));
      holder.once('close', () => resolve(false));
    });
    if (!mounted) return 'skipped: this machine lets no ordinary user mount a file system';
    try {
      const inside = ['nsenter', '--preserve-credentials', '-U', '-m', '-t', String(holder.pid), `--wd=${process.cwd()}`];
      const seen = `/proc/${holder.pid}/root${folder}/mount`;
      const plain = await site('unmounted');
      cpSync(plain.place, seen, { recursive: true });
      const server = new Server(port, `${folder}/mount`, { wrap: inside });
      const at = { ...plain, server };
      const fill = () => spawnSync('dd', ['if=/dev/zero', `of=${seen}/ballast`, 'bs=64k'], { stdio: 'ignore' });
      await sickAndWell(at, 'disk_full', /writing: .*Free space/, fill, () => rmSync(`${seen}/ballast`));
    } finally {
      holder.kill();
    }
  },

  async 'full at start'() {
    const at = await site('fullstart');
    await at.server.start();
    await trafficUntil(at, answered(at, 200));
    await at.server.stop('SIGKILL');
    at.disk.plan('write', 'ENOSPC', 0);
    await refusesToStart(at.server, 'Free space', `${at.place}/yitong.db`);
    await verify(at);
  },

  async 'full at the first start'() {
    const at = await site('first');
    rmSync(at.place, { recursive: true });
    for (const bytes of [0, 10, 70, 300, 200_000]) {
      at.disk.plan('write', 'ENOSPC', bytes);
      await refusesToStart(at.server, at.place);
    }
    at.disk.heal();
    await at.server.start();
    await verify(at);
  },

  async 'full for the last seal'() {
    const at = await site('seal');
    await at.server.start();
    await trafficUntil(at, answered(at, 200));
    at.disk.plan('write', 'ENOSPC', 0);
    const { code } = await at.server.stop('SIGTERM');
    demand('stopping ends in order', code === 0, { code });
    demand('the operator is told', /seal/.test(at.server.said) && /Free space/.test(at.server.said), at.server.said);
    await verify(at);
  },

  async 'a failed sync'() {
    const at = await site('sync');
    for (let round = 0; round < 2; ++round) {
      await at.server.start();
      at.disk.plan('sync', 'EIO', 20 + below(200));
      await trafficUntil(at, () => false);
      demand('the process ends itself', at.server.end.signal === 'SIGABRT', at.server.end);
      demand('and says why', /could not be synced/.test(at.server.said), at.server.said);
      at.disk.heal();
      await at.server.start();
      await at.book.settleUnsure(at.server);
      await at.server.stop('SIGKILL');
    }
    await verify(at);
  },

  async 'a failed write'() {
    const at = await site('write');
    const fail = () => at.disk.plan('write', 'EIO', below(300_000));
    await sickAndWell(at, 'store_failed', /writing: .*disk I\/O error/, fail, () => at.disk.heal());
  },

  /** Killed while nobody knows what the disk has of the last transactions. */
  async 'a failed write, killed'() {
    const at = await site('killed');
    await at.server.start();
    await trafficUntil(at, answered(at, 200));
    at.disk.plan('write', 'EIO', below(300_000));
    await trafficUntil(at, () => at.book.later.store_failed > 100, ['store_failed', 'overloaded']);
    await at.server.stop('SIGKILL');
    await verify(at);
  },

  /** The log's index fails to grow after a commit's last frame is on disk: only the message id tells. */
  async 'no room for the index, killed'() {
    const at = await site('index');
    // The log begins anew each second: what was refused may be written over before the kill.
    for (let tries = 0; at.book.recovered === 0 && tries < 8; ++tries) {
      await at.server.start();
      at.disk.plan('index', 'ENOSPC');
      const goal = (at.book.later.store_failed ?? 0) + 20;
      await trafficUntil(at, () => at.book.later.store_failed > goal, ['store_failed', 'overloaded']);
      await at.server.stop('SIGKILL');
      await verify(at);
    }
    demand('some of what was refused was there', at.book.recovered > 0);
  },

  async 'turned read-only'() {
    const at = await site('turned');
    const fail = () => at.disk.plan('write', 'EROFS', below(300_000));
    await sickAndWell(at, 'store_failed', /writing: /, fail, () => at.disk.heal());
  },

  async 'a failed read'() {
    const at = await site('read');
    await at.server.start();
    await trafficUntil(at, answered(at, 50));
    at.disk.plan('read', 'EIO', below(20));
    const refused = () => (at.book.later.store_failed ?? 0) + (at.book.later.corrupt ?? 0) > 20;
    await trafficUntil(at, refused, ['store_failed', 'corrupt', 'overloaded']);
    demand('the process ended', at.server.end === null, at.server.said);
    at.disk.heal();
    await verify(at);
  },

  async 'read-only'() {
    const at = await site('readonly');
    at.disk.plan('open', 'EROFS');
    await refusesToStart(at.server, at.place, 'writable');
    rmSync(at.place, { recursive: true });
    await refusesToStart(at.server, at.place, 'writable');
    at.disk.heal();
    await at.server.start();
    await verify(at);
  },

  async 'garbage behind the log'() {
    const at = await site('garbage');
    await at.server.start();
    await trafficUntil(at, answered(at, 500));
    await at.server.stop('SIGKILL');
    const log = openSync(`${at.place}/yitong.db-wal`, 'a');
    writeSync(log, Buffer.from(Array.from({ length: 1 + below(20_000) }, () => below(256))));
    closeSync(log);
    await verify(at);
  },

  /** The end of the log is gone: what stood there is lost, nothing else, and what is left is in order. */
  async 'a damaged log'() {
    const at = await site('log');
    for (const damage of ['cut', 'flipped', 'zeroed']) {
      let lost = 0;
      // The server copies the log each second: what is copied cannot be lost, and the next try has a newer log.
      for (let tries = 0; lost === 0 && tries < 8; ++tries) {
        await at.server.start();
        await trafficUntil(at, answered(at, 200));
        await at.server.stop('SIGKILL');
        damageTail(`${at.place}/yitong.db-wal`, damage);
        await at.server.start();
        lost = await lostSettlements(at);
        await at.server.stop('SIGKILL');
        const audit = await at.server.audit();
        demand('the audit is clean', audit.code === 0, audit.text);
        at.book = new Book(below, `${at.book.prefix}${damage[0]}`, audit);
      }
      demand('the damage shows', lost > 0, damage);
    }
    await verify(at);
  },

  /** A seal knows more than the database: an old copy was put back, or the log was lost. */
  async 'less than was sealed'() {
    const at = await site('sealed');
    cpSync(`${at.place}/yitong.db`, `${at.place}/old.db`);
    await at.server.start();
    await trafficUntil(at, answered(at, 200));
    await at.server.stop('SIGTERM');
    cpSync(`${at.place}/yitong.db`, `${at.place}/new.db`);
    cpSync(`${at.place}/old.db`, `${at.place}/yitong.db`);
    await refusesToStart(at.server, 'sealed at', `${at.place}/yitong.db.seals`);
    cpSync(`${at.place}/new.db`, `${at.place}/yitong.db`);
    await verify(at);
  },

  async 'a damaged page'() {
    const at = await site('page');
    const file = `${at.place}/yitong.db`;
    cpSync(file, `${at.place}/good.db`);
    overwrite(file, 0);
    await refusesToStart(at.server, file, 'backup');
    cpSync(`${at.place}/good.db`, file);
    for (let round = 0; round < 4; ++round) {
      const page = 2 + below(Math.floor(statSync(file).size / 4096) - 2);
      overwrite(file, page * 4096);
      const audit = await at.server.audit();
      demand('the audit sees it', audit.code !== 0, `page ${page + 1}: ${audit.text}`);
      await servesOrRefuses(at, file);
      cpSync(`${at.place}/good.db`, file);
      for (const tail of ['-wal', '-shm']) rmSync(file + tail, { force: true });
      at.book = new Book(below, `${at.book.prefix}${round}`, await at.server.audit());
    }
    await verify(at);
  },

  async 'out of descriptors'() {
    const at = await site('descriptors', { wrap: ['sh', '-c', 'ulimit -n 160; exec "$@"', 'sh'] });
    await at.server.start();
    const many = Array.from({ length: 300 }, () => net.connect({ port: Number(port), host: '127.0.0.1' }).on('error', () => {}));
    let told = 0;
    for (const socket of many) socket.on('data', (text) => (told += /^HTTP\/1.1 503/.test(String(text))));
    demand('some are told that there is no room', await until(() => told > 0, 10));
    await trafficUntilRoom(at);
    for (const socket of many) socket.destroy();
    await trafficUntil(at, answered(at, 200));
    await verify(at);
  },

  async 'nobody reads the log'() {
    const at = await site('pipe', { log: true });
    await at.server.start();
    at.server.process.stdout.destroy();
    await trafficUntil(at, answered(at, 200));
    demand('the process ended', at.server.end === null, at.server.end);
    await verify(at);
  },
};

/** How many of those that were answered are gone; what is there is what was answered. */
async function lostSettlements(at) {
  let lost = 0;
  for (const { message, reply } of at.book.answered) {
    if (reply.status >= 300 || !message.body.bill) continue;
    const { person, institution, message_id } = message.body;
    const query = new URLSearchParams({ person, institution, message_id });
    const found = await at.server.wire.get(`/v1/settlements?${query}`);
    const same = found.status === 404 || (found.status === 200 && found.text.includes(reply.text));
    demand('what is there is what was answered', same, found);
    lost += found.status === 404;
  }
  return lost;
}

/** Connections that were there before go on; new ones are refused, but not hung up on for long. */
async function trafficUntilRoom(at) {
  demand('the process ended', at.server.end === null, at.server.said);
  const reply = await at.server.wire.get('/readyz');
  demand('the connection that was there is served', reply?.status === 200, reply);
}

/** With a damaged page the server says so, at start or to whom it concerns, and does not fall over. */
async function servesOrRefuses(at, file) {
  at.server.launch();
  if (!(await at.server.ready())) {
    demand('the exit code', at.server.end.code === 1, at.server.end);
    demand('a line that names the file', at.server.said.includes(file) && at.server.said.includes('backup'), at.server.said);
    return;
  }
  at.people ??= await at.server.people();
  await trafficUntil(at, answered(at, 100), ['corrupt', 'store_failed', 'overloaded']);
  demand('the process ended', at.server.end === null, at.server.said);
  await at.server.stop('SIGKILL');
}

function overwrite(file, at) {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.from(Array.from({ length: 4096 }, () => below(256))), 0, 4096, at);
  closeSync(descriptor);
}

function damageTail(file, how) {
  const size = statSync(file).size;
  const frames = Math.floor((size - 32) / 4120);
  if (frames < 1) return;
  const at = 32 + (frames - 1 - below(Math.min(20, frames))) * 4120 + below(4000);
  const descriptor = openSync(file, 'r+');
  if (how === 'cut') ftruncateSync(descriptor, at);
  if (how === 'zeroed') writeSync(descriptor, Buffer.alloc(size - at), 0, size - at, at);
  if (how === 'flipped') {
    const byte = Buffer.alloc(1);
    readSync(descriptor, byte, 0, 1, at);
    byte[0] ^= 1 << below(8);
    writeSync(descriptor, byte, 0, 1, at);
  }
  closeSync(descriptor);
}

async function prove() {
  const names = chosen.length > 0 ? chosen : Object.keys(cases);
  const skipped = [];
  for (const name of names) {
    const begin = Date.now();
    const outcome = await cases[name]().catch((error) => {
      throw new Error(`${name}: ${error.message}`);
    });
    if (outcome) skipped.push(`${name} (${outcome})`);
    console.error(`${name}: ${outcome ?? 'fine'}, ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  }
  console.log(`${names.length - skipped.length} bad disks: nothing answered was lost, audits clean` +
      (skipped.length ? `; ${skipped.join('; ')}` : ''));
}

await prove().then(() => process.exit(0), (error) => {
  console.error(error.message);
  console.log(`failed: ${error.message.split('\n')[0]}`);
  process.exit(1);
});
