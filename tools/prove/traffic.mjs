// Made-up traffic for the long proofs: settlements and reversals over the demo people, remembering what was answered.
import { spawn } from 'node:child_process';

/** Numbers from a seed (xorshift32), so that a run can be repeated. */
export function chance(seed) {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const program = process.env.YITONG ?? 'build/release/yitong';

export class Server {
  constructor(port, folder) {
    this.base = `http://127.0.0.1:${port}`;
    this.arguments = ['serve', '--demo', '--no-log', '--port', String(port)];
    this.database = ['--db', `${folder}/yitong.db`, '--key', `${folder}/master.key`];
  }

  async start() {
    this.process = spawn(program, [...this.arguments, ...this.database], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.ended = new Promise((resolve) => this.process.once('exit', (code, signal) => resolve({ code, signal })));
    for (let tries = 0; tries < 600; ++tries) {
      if (this.process.exitCode !== null) throw new Error('the server ended while starting');
      const ready = await fetch(`${this.base}/readyz`).catch(() => null);
      if (ready?.status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the server did not become ready in a minute');
  }

  /** Ends it by the signal and says how it ended. */
  stop(signal) {
    this.process.kill(signal);
    return this.ended;
  }

  audit() {
    const audit = spawn(program, ['audit', ...this.database], { stdio: 'inherit' });
    return new Promise((resolve) => audit.once('exit', resolve));
  }

  async people() {
    const { people } = await this.read('/v1/demo/people?limit=100');
    const { institutions } = await this.read('/v1/institutions?limit=100');
    const hospitals = institutions.filter((one) => one.kind === 'hospital');
    const near = (person) => {
      const area = person.treatment_area ?? person.insured_area;
      return hospitals.filter((one) => one.area === area);
    };
    return people.map((person) => ({ person: person.person, hospitals: near(person) }))
      .filter((one) => one.hospitals.length > 0);
  }

  async read(path) {
    const reply = await fetch(this.base + path);
    if (reply.status !== 200) throw new Error(`${path}: ${reply.status}`);
    return reply.json();
  }

  /** The reply's status and bytes, or null when none came. */
  async send(message) {
    try {
      const reply = await fetch(this.base + message.path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(message.body),
      });
      return { status: reply.status, text: await reply.text() };
    } catch {
      return null;
    }
  }
}

const yuan = (fen) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

export function settlement(id, people, below) {
  const { person, hospitals } = people[below(people.length)];
  const [own, first, scope] = [below(200_000), below(100_000), below(5_000_000)];
  return {
    path: '/v1/settlements',
    body: {
      message_id: id,
      institution: hospitals[below(hospitals.length)].code,
      person,
      visit: '21',
      on: `2025-0${1 + below(9)}-1${below(10)}`,
      emergency: false,
      bill: {
        total: yuan(own + first + scope),
        sums: {
          full_self_pay: yuan(own),
          over_limit: '0.00',
          self_pay_first: yuan(first),
          in_scope: yuan(scope),
        },
      },
    },
  };
}

export function reversal(id, original) {
  const { institution, person, message_id } = original.body;
  return {
    path: '/v1/reversals',
    body: { message_id: id, institution, person, original_message_id: message_id },
  };
}

/** Settled, reversed or refused by a rule: an answer. Anything else of 400 and above is a fault, except "busy". */
export function isAnswer(status) {
  return [200, 201, 409, 422].includes(status);
}
