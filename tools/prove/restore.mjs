// Restore drill: a backup is taken in the middle of traffic, the machine is lost, and the backup is put in its place. All
// that was answered before the backup began is there, byte for byte, and the audit with the seals is clean.
//   node tools/prove/restore.mjs FOLDER PORT SETTLEMENTS SEED
import { cpSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { Book } from './book.mjs';
import { Server, until } from './server.mjs';
import { chance } from './traffic.mjs';

const [folder, port, settlements, seed] = process.argv.slice(2);
const below = chance(Number(seed));

const megabytes = (file) => (statSync(file).size / 1e6).toFixed(1);

async function timed(what) {
  const begin = performance.now();
  await what();
  return `${((performance.now() - begin) / 1000).toFixed(1)} s`;
}

async function prove() {
  const server = new Server(port, `${folder}/lost`);
  await server.start();
  const people = await server.people();
  const book = new Book(below, `B${seed}`, { settlements: 0 });
  const stopped = { now: false };
  const running = book.load(server, people, { stopped });
  const reach = (count) => until(() => book.settlements.size >= count, 3600);
  await reach(Number(settlements));
  // The minute's seal is in the backup: something to hold the copy against.
  await until(() => statSync(`${folder}/lost/yitong.db.seals`, { throwIfNoEntry: false })?.size > 0, 90);
  const before = book.answered.length;
  const stored = book.settlements.size;
  let code;
  const backup = await timed(async () => (code = await server.run(['backup', '--db', `${folder}/lost/yitong.db`, '--to', `${folder}/backup`])));
  if (code.code !== 0) throw new Error(`the backup failed: ${code.text}`);
  const meanwhile = book.settlements.size - stored;
  await reach(book.settlements.size + 500);
  stopped.now = true;
  await running;
  await server.stop('SIGKILL');
  cpSync(`${folder}/lost/master.key`, `${folder}/master.key`);
  rmSync(`${folder}/lost`, { recursive: true });

  const again = new Server(port, `${folder}/restored`);
  const copying = await timed(async () => {
    mkdirSync(`${folder}/restored`, { recursive: true });
    cpSync(`${folder}/backup`, `${folder}/restored`, { recursive: true });
    cpSync(`${folder}/master.key`, `${folder}/restored/master.key`);
  });
  const size = megabytes(`${folder}/restored/yitong.db`);
  let audit;
  const auditing = await timed(async () => (audit = await again.audit()));
  if (audit.code !== 0 || / 0 seals/.test(audit.text)) throw new Error(`the audit of the backup: ${audit.text}`);
  const starting = await timed(() => again.start());
  await book.checkAnswered(again, book.answered.slice(0, before));
  const { code: ended } = await again.stop('SIGTERM');
  // The seal key is in no backup: seals begin anew, and those of the backup are still proof.
  const anew = await again.audit();
  const old = await again.audit(['--seals', `${folder}/restored/yitong.db.seals.1`, '--seal-key', `${folder}/restored/yitong.db.seal-key.pub.1`]);
  for (const { code, text } of [anew, old])
    if (ended !== 0 || code !== 0 || / 0 seals/.test(text)) throw new Error(`after the restore: exit ${ended}, ${text}`);
  console.log(
    `${size} MB, ${audit.settlements} settlements: backed up in ${backup} while ${meanwhile} more were settled; ` +
      `copied back in ${copying}, audited in ${auditing}, ready ${starting} after the start; ` +
      `all ${before} messages answered before the backup have their answers`,
  );
}

await prove().then(() => process.exit(0), (error) => {
  console.error(error.message);
  console.log(`failed: ${error.message.split('\n')[0]}`);
  process.exit(1);
});
