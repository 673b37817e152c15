// Canned replies of the endpoints of cases, made from the tables as `GET /v1/case-kinds` tells them.
// People are made up.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { claimForm, claimMoney, claimUnknown, fault } from './claim_replies.mjs';
import { text } from './reply.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const read = (name) => JSON.parse(readFileSync(join(here, 'fixtures', `${name}.json`)));
export const kinds = read('case_kinds');
const guide = read('guide');
const find = (list, code) => kinds[list].find((one) => one.code === code);
const named = ({ code, zh, en }) => ({ code, zh, en });
const transitionsOf = (kind) => find('kinds', kind).transitions;
const chinaDay = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** What the role may do in the state, as the server would list it. */
function actionsOf(kind, state, who) {
  const seen = new Map();
  for (const row of transitionsOf(kind)) {
    if (row.from !== state || !row.who.includes(who) || seen.has(row.action)) continue;
    const { code, zh, en } = find('actions', row.action);
    const written = find('kinds', kind).fields.filter((field) => field.written_by.includes(code));
    seen.set(row.action, {
      action: code,
      text: text(zh, en),
      reason: row.guards.includes('reason'),
      remark: row.guards.includes('remark'),
      reasons: kinds.reasons
        .filter(({ actions }) => actions.includes(code))
        .map((one) => ({ code: one.code, text: text(one.zh, one.en), remark: one.remark })),
      fields: code === 'submit' ? [] : written.map(({ key }) => key),
    });
  }
  return [...seen.values()];
}

const event = (no, action, from, to, role, more = {}) => ({
  no,
  action: named(find('actions', action)),
  from,
  to,
  outcome: '',
  role,
  account: role === 'insured' ? '' : `demo.${role}`,
  for_another: false,
  at: `2026-11-${String(14 + no).padStart(2, '0')}T10:0${no}:00.000+08:00`,
  reason: null,
  remark: '',
  wrote: '',
  ...more,
});
const returned = {
  reason: named(find('reasons', 'paper_unreadable')),
  remark: '居住证照片看不清有效期，请在亮处重拍。\n居住地址请写到门牌号。',
};
const badTarget = fault(
  '/form/target',
  'bad_value',
  '就医地没有写全',
  'The place is not complete',
  '选到市或直辖市。',
  'Choose a city.',
);

const filingForm = { filing_kind: 'long_term_retiree', target: '110000', from: '2026-12-01' };
const people = {
  filing: ['p00000000000000a1', '王示一'],
  claim: ['p00000000000000b2', '李示二'],
  recognition: ['p00000000000000c1', '王小示'],
};
function checkNamed(code, ...faults) {
  const { zh, en } = find('guards', code);
  return {
    check: code,
    text: text(zh, en),
    holds: faults.length === 0,
    known: code !== 'in_time',
    faults,
  };
}
/** Papers as a case tells them, from those of the guide. */
const paperOf = ({ id, name, certain, cells }) => ({ row: id, name, certain, cells });
const firstPaper = guide.materials[0].choices[0][0].id;

/** `no` says everything: c1-draft, c2-returned, …; `who` asks. */
function caseOf(no, kind, state, { who = 'insured', more = {}, events = [] } = {}) {
  const claim = kind === 'claim';
  const [person, name] = people[kind] ?? people.filing;
  const fresh = state === 'draft';
  const waits = ['in_review', 'in_approval', 'appealed'].includes(state);
  const due = waits ? chinaDay(claim ? -2 : 9) : null;
  return {
    case: no,
    person,
    kind: named(find('kinds', kind)),
    area: '360100',
    insurance: '310',
    state: find('states', state),
    version: events.length + 1,
    opened: '2026-11-14T09:00:00.000+08:00',
    state_since: '2026-11-20T09:30:00.000+08:00',
    updated: '2026-11-20T09:30:00.000+08:00',
    assignee: '',
    institution: '',
    amount: claim ? '23456.78' : '0.00',
    due,
    overdue: waits && claim,
    name,
    draft: fresh,
    revision: 0,
    policy_known: true,
    clock: waits
      ? {
          known: true,
          text: text('20 个工作日', '20 working days'),
          day: due,
          grade: 'D',
          overdue: claim,
        }
      : state === 'returned'
        ? { known: false, text: text('', ''), day: null, grade: 'D', overdue: false }
        : null,
    form: fresh ? {} : claim ? claimForm : kind === 'filing' ? filingForm : {},
    materials: guide.materials.slice(0, 3).map((one, index) => ({
      certain: one.choices.some((rows) => rows.every(({ certain }) => certain)),
      answered: !fresh && index === 0,
      choices: one.choices.map((rows) => rows.map(paperOf)),
    })),
    handed: fresh ? [] : [{ row: firstPaper, documents: ['d0303-17'], original_seen: false }],
    checks: fresh ? [] : [checkNamed('form'), checkNamed('materials')],
    actions: actionsOf(kind, state, who),
    claim: claim && !fresh ? (state === 'in_review' ? claimUnknown : claimMoney) : null,
    timeline: [...events],
    ...more,
  };
}
const submitted = event(1, 'submit', 'draft', 'in_review', 'insured');

function personsCase(no) {
  const kind = no.startsWith('c5') ? 'claim' : 'filing';
  if (no.endsWith('-draft')) return caseOf(no, 'filing', 'draft');
  if (no.endsWith('-returned'))
    return caseOf(no, 'filing', 'returned', {
      events: [
        submitted,
        event(2, 'return_to_person', 'in_review', 'returned', 'reviewer', returned),
      ],
      more: { checks: [checkNamed('form', badTarget)] },
    });
  if (no.endsWith('-refused'))
    return caseOf(no, kind, 'refused', {
      events: [
        submitted,
        event(2, 'refuse', 'in_review', 'refused', 'reviewer', {
          reason: named(find('reasons', 'too_late')),
          remark: '费用发生在三年前。',
        }),
      ],
    });
  if (no.endsWith('-approved'))
    return caseOf(no, 'filing', 'approved', {
      events: [event(1, 'submit', 'draft', 'approved', 'insured')],
    });
  return caseOf(no, kind, 'in_review', { events: [submitted] });
}

export function deskCase(no, who = 'reviewer', more = {}) {
  const kind = no.startsWith('c5') ? 'claim' : no.startsWith('c7') ? 'recognition' : 'filing';
  const gone = fault(
    '/form/invoices/0/number',
    'duplicate_invoice',
    '这张票据已经报销过',
    'This invoice has been paid before',
    '核对票据号；若是同一张，不予支付。',
    'Compare the number; refuse it if it is the same.',
  );
  return caseOf(no, kind, 'in_review', {
    who,
    events: [submitted],
    more: {
      checks:
        kind === 'claim'
          ? [checkNamed('form'), checkNamed('lines', gone), checkNamed('ground')]
          : [checkNamed('form'), checkNamed('materials')],
      handed: [{ row: firstPaper, documents: ['d0303-17', 'd0303-16'], original_seen: false }],
      ...more,
    },
  });
}

const queueOf = (state, kind, cases, overdue, mine) => ({
  state: named(find('states', state)),
  kind: named(find('kinds', kind)),
  cases,
  overdue,
  mine,
  most_counted: 1000,
});
const desk = {
  role: 'reviewer',
  account: 'demo.reviewer',
  areas: ['360100'],
  institution: '',
  queues: [
    queueOf('in_review', 'filing', 1284, 0, 3),
    queueOf('in_review', 'recognition', 61, 2, 0),
    queueOf('in_review', 'claim', 310, 12, 1),
    queueOf('in_review', 'report', 0, 0, 0),
  ],
};
const deskRows = ['c5-1', 'c0303-17', 'c7-3', 'c0303-18', 'c0303-19', 'c0303-20'].map(
  (no, index) => ({ ...deskCase(no), assignee: index === 3 ? 'demo.reviewer2' : '' }),
);
const dayOf = (index, kind, action, cases, amount = '0.00') => ({
  day: chinaDay(index - 13),
  kind,
  action,
  cases,
  waited_seconds: cases * (60_000 + index * 9_000),
  amount,
});
const statistics = {
  from: chinaDay(-13),
  to: chinaDay(0),
  standing: [
    ['filing', 'in_review', 1284],
    ['filing', 'returned', 48],
    ['claim', 'in_review', 310],
    ['claim', 'in_approval', 37],
    ['claim', 'to_be_paid', 12],
    ['recognition', 'in_review', 61],
  ].map(([kind, state, cases]) => ({ kind, state, cases })),
  days: Array.from({ length: 14 }, (_, index) => index).flatMap((index) => [
    dayOf(index, 'filing', 'submit', 40 + ((index * 17) % 23)),
    dayOf(index, 'filing', 'approve', 31 + ((index * 7) % 19)),
    dayOf(index, 'filing', 'return_to_person', 4),
    dayOf(index, 'claim', 'submit', 12 + ((index * 5) % 9)),
    dayOf(index, 'claim', 'approve', 8 + ((index * 3) % 6), `${18000 + index * 913}.50`),
    dayOf(index, 'claim', 'refuse', 2, '3210.00'),
  ]),
};
const batchOf = (number, day, payments, total) => ({
  number,
  area: '360100',
  made_on: day,
  made_by: 'demo.finance',
  payments,
  total,
});
const payments = {
  batches: [
    batchOf('z0360-2', '2026-11-20', 34, '482190.36'),
    batchOf('z0360-1', '2026-11-13', 28, '301022.10'),
  ],
};

function deskReply(url, method, body) {
  if (url.pathname === '/v1/desk') return [200, desk];
  if (url.pathname === '/v1/desk/statistics') return [200, statistics];
  if (url.pathname === '/v1/payment-batches')
    return method === 'POST' ? [201, payments.batches[0]] : [200, payments];
  if (url.pathname.endsWith('/results')) {
    const told = { number: 'z0360-2', paid: 33, failed: 1, returned: 0, paid_total: '480190.36' };
    return [201, told];
  }
  if (url.pathname === '/v1/desk/actions') {
    const { cases } = JSON.parse(body);
    const answers = cases.map((one, index) =>
      index === 1
        ? { case: one.case, done: false, errors: moved().errors }
        : { case: one.case, done: true, version: one.version + 1, state: 'approved', errors: [] },
    );
    return [200, { answers }];
  }
  if (url.pathname === '/v1/desk/cases') {
    const search = url.searchParams.get('search') ?? '';
    const kind = url.searchParams.get('kind') ?? '';
    const rows = deskRows.filter(
      (row) =>
        (!search || row.case.includes(search) || row.name.includes(search)) &&
        (!kind || row.kind.code === kind),
    );
    const more = !search && !kind && !url.searchParams.has('after');
    return [200, { cases: rows, next: more ? 'page2' : null }];
  }
  return null;
}

export const moved = () => ({
  type: 'about:blank',
  title: 'moved',
  status: 409,
  code: 'case_moved',
  errors: [
    fault(
      '/version',
      'case_moved',
      '这件业务刚被 demo.reviewer2 办过',
      'demo.reviewer2 has just worked on this case',
      '看最新的再办。',
      'Look at the latest first.',
    ),
  ],
});

/** [status, body] for an address of cases, or null. */
export function caseReply({ method, url: address }, body, staff) {
  const url = new URL(address, 'http://127.0.0.1');
  if (url.pathname === '/v1/case-kinds') return [200, kinds];
  if (/^\/v1\/people\/[^/]+\/cases$/.test(url.pathname)) {
    const all = ['c3-returned', 'c1-draft', 'c4-review', 'c5-refused', 'c2-approved'];
    return [200, { cases: all.map((no) => personsCase(no)) }];
  }
  if (url.pathname === '/v1/cases')
    return [201, caseOf('c9-draft', JSON.parse(body).kind, 'draft')];
  const one = /^\/v1\/cases\/(c[0-9a-z-]+)(\/draft|\/actions)?$/.exec(url.pathname);
  if (!one) return deskReply(url, method, body);
  const [, no, part] = one;
  const file = staff ? deskCase(no) : personsCase(no);
  if (part === '/draft') {
    const { form, materials, version } = JSON.parse(body);
    return [200, { ...file, form, handed: materials, version }];
  }
  if (part === '/actions') {
    const { action, version, reason, remark } = JSON.parse(body);
    const row = transitionsOf(file.kind.code).find(
      (one) => one.from === file.state.code && one.action === action,
    );
    const told = { reason: reason ? named(find('reasons', reason)) : null, remark: remark ?? '' };
    const who = staff ? 'reviewer' : 'insured';
    const done = event(version, action, row.from, row.to, who, told);
    const now = caseOf(no, file.kind.code, row.to, {
      who,
      events: [...file.timeline, done],
      more: { assignee: action === 'take' ? 'demo.reviewer' : '' },
    });
    return [200, now];
  }
  return [200, file];
}
