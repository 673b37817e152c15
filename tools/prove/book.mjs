// What a client was answered, kept outside the server: after every accident it must still be so, and the database must
// hold exactly as many settlements, reversals and tombstones as the book.
import { isAnswer, reversal, settlement } from './traffic.mjs';

/** Answers that leave open whether something was recorded: only the message id tells. */
const kUncertain = ['store_failed', 'deadline_exceeded', 'outcome_unknown'];

function fault(what, message, reply) {
  return new Error(`${what}\n  sent ${JSON.stringify(message)}\n  got ${JSON.stringify(reply)}`);
}

const isKept = (reply) => reply?.status === 200 || reply?.status === 201;

/** Runs `work` on each of the list, sixteen at once. */
async function each(list, work) {
  let next = 0;
  const lane = async () => {
    while (next < list.length) await work(list[next++]);
  };
  await Promise.all(Array.from({ length: 16 }, lane));
}

export class Book {
  /** `before`: what the audit counted before the first message. */
  constructor(below, prefix, before) {
    Object.assign(this, { below, prefix, before, sent: 0, answered: [], unsure: [], open: [], recovered: 0 });
    this.settlements = new Map();
    this.reversals = new Set();
    this.tombstones = new Set();
    this.later = {};
  }

  id() {
    return `${this.prefix}.${++this.sent}`;
  }

  /** Notes the reply; `allowed` are the codes of "not now" that may come. */
  note(message, reply, allowed = ['overloaded']) {
    if (!reply) return void this.unsure.push(message);
    if (isAnswer(reply.status)) return this.keep(message, reply);
    const code = /"code":"(\w+)"/.exec(reply.text)?.[1];
    if (!allowed.includes(code)) throw fault('an answer that should not be', message, reply);
    if (reply.status === 503 && !(Number(reply.retryAfter) > 0)) throw fault('503 without Retry-After', message, reply);
    this.later[code] = (this.later[code] ?? 0) + 1;
    if (kUncertain.includes(code)) this.unsure.push(message);
  }

  keep(message, reply) {
    const entry = { message, reply };
    this.answered.push(entry);
    if (!isKept(reply)) return;
    const { message_id: id } = message.body;
    const state = /"state":"(\w+)"/.exec(reply.text)?.[1];
    if (state === 'tombstone') this.tombstones.add(id);
    else if (state === 'reversed') this.reversals.add(id);
    else {
      const number = /"settlement_id":"(\w+-\d+)"/.exec(reply.text)[1];
      if (this.settlements.has(number) && this.settlements.get(number) !== id)
        throw fault('two messages got one settlement', message, reply);
      this.settlements.set(number, id);
      this.open.push(entry);
    }
  }

  /** A settlement, or the reversal of one that was answered, never of one twice. */
  next(people) {
    if (this.open.length < 50 || this.below(5) !== 0) return settlement(this.id(), people, this.below);
    const at = this.below(this.open.length);
    const original = this.open[at];
    this.open[at] = this.open.at(-1);
    this.open.pop();
    return reversal(this.id(), original.message);
  }

  /** Traffic until `stopped.now`, or until the server is gone; each eleventh message is sent twice at once. */
  async load(server, people, { clients = 16, stopped, allowed }) {
    const client = async () => {
      while (!stopped.now) {
        const message = this.next(people);
        const twins = this.below(11) === 0 ? 2 : 1;
        const replies = await Promise.all(Array.from({ length: twins }, () => server.send(message)));
        const [first, second] = replies;
        if (isKept(first) && isKept(second) && first.text !== second.text)
          throw fault('two answers to one message', message, replies);
        this.note(message, replies.find(isKept) ?? first, allowed);
        if (!first && server.end) return;
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
  }

  /** What was answered stays answered, byte for byte. */
  checkAnswered(server, entries = this.answered) {
    return each(entries, async ({ message, reply }) => {
      if (!isKept(reply)) return;
      const again = await server.send(message);
      if (again?.status !== 200 || again.text !== reply.text) throw fault('an answer was lost or changed', message, again);
    });
  }

  /** Messages without an answer: most are sent again, some are reversed instead, and then the original comes late. */
  async settleUnsure(server) {
    const unsure = this.unsure;
    this.unsure = [];
    await each(unsure, async (message) => {
      const reversing = message.body.bill && this.below(3) === 0;
      if (reversing) return this.reverseUnknown(server, message);
      const first = await server.send(message);
      if (!first || !isAnswer(first.status)) throw fault('no answer after the restart', message, first);
      if (first.status === 200) ++this.recovered;
      this.keep(message, first);
      await this.checkAnswered(server, [{ message, reply: first }]);
    });
  }

  async reverseUnknown(server, original) {
    const message = reversal(this.id(), original);
    const reply = await server.send(message);
    if (!isKept(reply)) throw fault('an unknown message could not be reversed', message, reply);
    this.keep(message, reply);
    const late = await server.send(original);
    const stored = reply.status === 201;
    if (late?.status !== (stored ? 200 : 409)) throw fault('a late original after its reversal', original, late);
    if (stored) ++this.recovered;
    this.answered.push({ message: original, reply: late });
    if (stored) this.settlements.set(/"settlement_id":"(\w+-\d+)"/.exec(late.text)[1], original.body.message_id);
  }

  /** The database holds what the book holds, no less and no more. */
  async checkCounts(server) {
    const audit = await server.audit();
    if (audit.code !== 0) throw new Error(`the audit is not clean:\n${audit.text}`);
    const expected = {
      settlements: this.before.settlements + this.settlements.size,
      reversals: this.before.reversals + this.reversals.size,
      tombstones: this.before.tombstones + this.tombstones.size,
    };
    for (const [what, count] of Object.entries(expected))
      if (audit[what] !== count) throw new Error(`${audit[what]} ${what} in the database, ${count} in the book`);
  }
}
