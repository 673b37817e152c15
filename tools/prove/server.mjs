// The real program as a process of its own, perhaps on a disk that fails when it is told to (tools/faults).
import { spawn } from 'node:child_process';
import { closeSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Wire } from './wire.mjs';

const program = path.resolve(process.env.YITONG ?? 'build/release/yitong');
const faults = path.resolve(process.env.YITONG_FAULTS ?? 'build/release/tools/faults/libfaults.so');

/** Nobody outlives the proof, however it ends. */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until `what()` is true; false after so many seconds. */
export async function until(what, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(20)) if (await what()) return true;
  return false;
}

/** What the disk under the folder does wrong; see the head of tools/faults/faults.cpp. */
export class Disk {
  constructor(folder) {
    this.serial = 0;
    this.file = openSync(`${folder}.plan`, 'w');
    this.environment = { LD_PRELOAD: faults, FAULTS_UNDER: path.resolve(folder), FAULTS_PLAN: path.resolve(`${folder}.plan`) };
    this.heal();
  }

  plan(call, name = 'none', number = 0) {
    writeSync(this.file, `${++this.serial} ${call} ${name} ${number}\n`.padEnd(63), 0);
  }

  heal() {
    this.plan('none');
  }

  close() {
    closeSync(this.file);
  }
}

export class Server {
  /** `more`: disk, a Disk; options of `serve`; wrap, a command that the program is run by; log, to read its log. */
  constructor(port, folder, more = {}) {
    mkdirSync(folder, { recursive: true });
    Object.assign(this, { port, folder, more, wire: new Wire(port), said: '', logged: '' });
    this.database = ['--db', `${folder}/yitong.db`, '--key', `${folder}/master.key`];
  }

  spawn(command, stdio) {
    const [first, ...rest] = [...(this.more.wrap ?? []), program, ...command];
    const child = spawn(first, rest, { stdio, env: { ...process.env, ...this.more.disk?.environment } });
    running.add(child.once('exit', () => running.delete(child)));
    return child;
  }

  launch() {
    const log = this.more.log ? [] : ['--no-log'];
    const command = ['serve', '--demo', ...log, '--port', String(this.port), ...(this.more.options ?? []), ...this.database];
    this.said = '';
    this.process = this.spawn(command, ['ignore', this.more.log ? 'pipe' : 'ignore', 'pipe']);
    this.process.stderr.on('data', (text) => (this.said += text));
    this.process.stdout?.on('data', (text) => (this.logged += text));
    this.end = null;
    this.ended = new Promise((resolve) =>
      this.process.once('close', (code, signal) => resolve((this.end = { code, signal }))));
  }

  /** False when it ended instead; `said` then holds why. */
  async ready() {
    const yes = async () => this.end !== null || (await this.wire.get('/readyz'))?.status === 200;
    if (!(await until(yes, 120))) throw new Error('the server did not become ready in two minutes');
    return this.end === null;
  }

  async start() {
    this.launch();
    if (!(await this.ready())) throw new Error(`the server ended while starting: ${this.said}`);
  }

  /** Ends it by the signal and says how it ended. */
  async stop(signal) {
    this.process.kill(signal);
    const end = await this.ended;
    this.wire.close();
    return end;
  }

  /** Another command of the program: its exit code and all that it said. */
  async run(command) {
    const child = this.spawn(command, ['ignore', 'pipe', 'pipe']);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (text += bytes));
    const code = await new Promise((resolve) => child.once('close', resolve));
    return { code, text };
  }

  /** What `yitong audit` said, and the counts of its last line but one. */
  async audit(more = []) {
    const { code, text } = await this.run(['audit', ...this.database, ...more]);
    const counts = /(\d+) settlements, (\d+) reversals, (\d+) tombstones/.exec(text);
    const [settlements, reversals, tombstones] = (counts ?? []).slice(1).map(Number);
    return { code, text, settlements, reversals, tombstones };
  }

  async people() {
    const { people } = await this.read('/v1/demo/people?limit=100');
    const { institutions } = await this.read('/v1/institutions?limit=100');
    const hospitals = institutions.filter((one) => one.kind === 'hospital');
    const near = (person) => hospitals.filter((one) => one.area === (person.treatment_area ?? person.insured_area));
    return people
      .map((person) => ({ person: person.person, hospitals: near(person) }))
      .filter((one) => one.hospitals.length > 0);
  }

  async read(address) {
    const reply = await this.wire.get(address);
    if (reply?.status !== 200) throw new Error(`${address}: ${reply?.status}`);
    return JSON.parse(reply.text);
  }

  /** The reply's status and bytes, or null when none came. */
  send(message) {
    return this.wire.request('POST', message.path, JSON.stringify(message.body));
  }

  status(name) {
    return readFileSync(`/proc/${this.process.pid}/status`, 'utf8').match(new RegExp(`${name}:\\s+(\\d+)`))[1];
  }

  residentMiB() {
    return Number(this.status('VmRSS')) / 1024;
  }

  async metric(name) {
    const { text } = await this.wire.get('/metrics');
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  }
}

/** A copy of the folder that `make` fills once. */
export async function copyOf(template, folder, make) {
  if (!existsSync(template)) await make(template);
  cpSync(template, folder, { recursive: true });
}
