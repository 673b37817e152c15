// Canned replies of the endpoints of cases, made from the tables as `GET /v1/case-kinds` tells them.
// People are made up.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const read = (name) => JSON.parse(readFileSync(join(here, 'fixtures', `${name}.json`)));
export const kinds = read('case_kinds');
const guide = read('guide');
const text = (zh, en) => ({ zh, en });
const nanchang = { code: '360100', name: text('南昌市', 'Nanchang') };
const employees = { code: '310', name: text('职工基本医疗保险', 'Employees’ basic insurance') };
const find = (list, code) => kinds[list].find((one) => one.code === code);
const named = ({ code, name }) => ({ code, name });
const role = (code) =>
  kinds.states.find(({ turn }) => turn?.code === code)?.turn ?? {
    code,
    name: text('参保人', 'Insured person'),
  };
const source = { document: '某市异地就医办法', clause: '第七条', grade: 'B' };
const chinaDay = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** What the role may do in the state, as the server would list it. */
function actionsOf(kind, state, who) {
  const seen = new Map();
  for (const row of kinds.transitions) {
    if (row.kind !== kind || row.from !== state || !row.roles.includes(who)) continue;
    if (seen.has(row.action)) continue;
    const fields = find('kinds', kind)
      .fields.filter(
        ({ written_by, key }) => written_by.includes(row.action) && !key.includes('.*.'),
      )
      .map(({ key }) => key);
    seen.set(row.action, {
      ...named(find('actions', row.action)),
      reasons: kinds.reasons
        .filter(({ actions }) => actions.includes(row.action))
        .map((r) => r.code),
      reason_needed: row.guards.includes('reason'),
      remark_needed: row.guards.includes('remark'),
      fields: row.action === 'submit' ? [] : fields,
      originals: row.action === 'receive_originals',
    });
  }
  return [...seen.values()];
}

function stateOf(code) {
  const { turn, personal, final } = find('states', code);
  const since = '2026-11-20T09:30:00.000+08:00';
  return { ...named(find('states', code)), turn, personal, final, since };
}

const event = (no, action, from, to, who, more = {}) => ({
  no,
  action: named(find('actions', action) ?? { code: action, name: text('建立', 'Opened') }),
  from: named(find('states', from)),
  to: named(find('states', to)),
  role: role(who),
  account: who === 'insured' ? null : `demo.${who}`,
  at: `2026-11-${String(14 + no).padStart(2, '0')}T10:0${no}:00.000+08:00`,
  reason: null,
  remark: null,
  changed: [],
  ...more,
});
const returned = {
  reason: named(find('reasons', 'paper_unreadable')),
  remark: '居住证照片看不清有效期，请在亮处重拍。\n居住地址请写到门牌号。',
};
const fault = (path, code, zh, en, remedyZh, remedyEn) => ({
  code,
  path,
  title: text(zh, en),
  found: '',
  rule: '',
  remedy: text(remedyZh, remedyEn),
});
const badTarget = fault(
  '/form/target',
  'bad_value',
  '就医地没有写全',
  'The place is not complete',
  '选到市或直辖市。',
  'Choose a city.',
);

const filingForm = { filing_kind: 'long_term_retiree', target: '110000', from: '2026-12-01' };
const said = {
  filing_kind: text('异地安置退休人员', 'Retiree settled elsewhere'),
  target: text('北京市', 'Beijing'),
};
const options = {
  filing_kind: guide.questions[0].values.map(({ value, name }) => ({ code: value, name })),
};
const claimForm = {
  ground: 'emergency_no_network',
  visit: '24',
  admitted: '2026-10-02',
  on: '2026-10-09',
  place: '110000',
  institution: 'H11000000001',
  emergency: 'yes',
  total: '23456.78',
  'lines.0.name': '床位费',
  'lines.0.quantity': '7',
  'lines.0.amount': '700.00',
  'lines.1.name': '急诊手术费',
  'lines.1.quantity': '1',
  'lines.1.amount': '22756.78',
  'invoices.0.number': '0012345678',
  'invoices.0.amount': '23456.78',
  payee: 'self',
  payee_name: '王示一',
  payee_bank: '示例银行示例支行',
  payee_account: '6200000000000000000',
};
const claimSaid = {
  ground: text('急诊抢救，医院没有联网', 'An emergency in a hospital off the network'),
  visit: text('急诊转住院', 'Emergency to in-patient'),
  place: text('北京市', 'Beijing'),
  institution: text('某大学附属第一医院', 'First hospital of a university'),
};

const people = {
  filing: ['p00000000000000a1', '王示一', '0017'],
  claim: ['p00000000000000b2', '李示二', '0025'],
  recognition: ['p00000000000000c1', '王小示', '0033'],
};
const checkNamed = (code, outcome, faults = []) => ({
  ...named(find('guards', code)),
  outcome,
  faults,
});

/** `no` says everything: c1-draft, c2-returned, …; `who` asks. */
function caseOf(no, kind, state, { who = 'insured', more = {}, events = [] } = {}) {
  const claim = kind === 'claim';
  const [person, name, tail] = people[kind] ?? people.filing;
  const current = stateOf(state);
  const fresh = state === 'draft';
  return {
    no,
    version: events.length + 1,
    kind: named(find('kinds', kind)),
    area: nanchang,
    insurance: employees,
    person,
    person_name: name,
    id_tail: tail,
    state: current,
    assignee: null,
    opened_at: '2026-11-14T09:00:00.000+08:00',
    updated_at: '2026-11-20T09:30:00.000+08:00',
    replaces: null,
    amount: claim ? '23456.78' : null,
    form: fresh ? {} : claim ? claimForm : filingForm,
    said: fresh ? {} : claim ? claimSaid : said,
    options: claim ? {} : options,
    materials: guide.materials.slice(0, 3).map((one, index) => ({
      answered: !fresh && index === 0,
      certain: one.choices.some((rows) => rows.every(({ certain }) => certain)),
      choices: one.choices,
    })),
    handed: fresh
      ? []
      : [
          {
            row: guide.materials[0].choices[0][0].id,
            documents: ['d0303-11'],
            original_seen: false,
          },
        ],
    checks: fresh ? [] : [checkNamed('form', 'yes'), checkNamed('materials', 'yes')],
    clock: ['in_review', 'in_approval', 'appealed'].includes(state)
      ? {
          text: text('20 个工作日', '20 working days'),
          day: claim ? chinaDay(-2) : chinaDay(9),
          known: true,
          overdue: claim,
          source,
        }
      : state === 'returned'
        ? { text: null, day: null, known: false, overdue: false, source: null }
        : null,
    actions: actionsOf(kind, state, who),
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
      more: { checks: [checkNamed('form', 'no', [badTarget])] },
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

export const rowOf = (file) => ({
  ...file,
  due_day: file.clock?.day ?? null,
  overdue: file.clock?.overdue ?? false,
});

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
          ? [
              checkNamed('form', 'yes'),
              checkNamed('lines', 'no', [gone]),
              checkNamed('ground', 'yes'),
              checkNamed('in_time', 'maybe'),
            ]
          : [checkNamed('form', 'yes'), checkNamed('materials', 'maybe')],
      handed: [
        {
          row: guide.materials[0].choices[0][0].id,
          documents: ['d0303-11', 'd0303-12'],
          original_seen: false,
        },
      ],
      ...more,
    },
  });
}

const queueNames = ['in_review', 'in_approval', 'appealed'];
const desk = {
  queues: queueNames.map((code, index) => ({
    queue: code,
    name: find('states', code).name,
    count: [1284, 37, 0][index],
    overdue: [12, 0, 0][index],
    oldest_at: index < 2 ? '2026-10-30T09:00:00.000+08:00' : null,
  })),
};
const deskRows = ['c5-1', 'c0303-17', 'c7-3', 'c0303-18', 'c0303-19', 'c0303-20'].map(
  (no, index) => ({
    ...rowOf(deskCase(no)),
    assignee: index === 3 ? 'demo.reviewer2' : null,
  }),
);
const statistics = {
  from: chinaDay(-13),
  to: chinaDay(0),
  days: Array.from({ length: 14 }, (_, index) => index).flatMap((index) =>
    [
      ['filing', 40 + ((index * 17) % 23), 31 + ((index * 7) % 19), 2, 4, '0.00'],
      ['claim', 12 + ((index * 5) % 9), 8 + ((index * 3) % 6), 3, 5, `${18000 + index * 913}.50`],
    ].map(([kind, opened, approved, refused, back, amount]) => ({
      day: chinaDay(index - 13),
      kind,
      opened,
      approved,
      refused,
      returned: back,
      amount,
    })),
  ),
  ages: queueNames.map((code, index) => ({
    state: named(find('states', code)),
    under_3: [840, 20, 0][index],
    under_7: [310, 12, 0][index],
    under_30: [122, 5, 0][index],
    older: [12, 0, 0][index],
  })),
};
const payments = {
  batches: [
    {
      batch: 'b360100-2',
      area: nanchang,
      state: 'made',
      payments: 34,
      total: '482190.36',
      paid: 0,
      failed: 0,
      made_at: '2026-11-20T16:00:00.000+08:00',
      made_by: 'demo.finance',
    },
    {
      batch: 'b360100-1',
      area: nanchang,
      state: 'answered',
      payments: 28,
      total: '301022.10',
      paid: 27,
      failed: 1,
      made_at: '2026-11-13T16:00:00.000+08:00',
      made_by: 'demo.finance',
    },
  ],
  waiting: [{ area: nanchang, payments: 12, total: '98765.43' }],
};

function deskReply(url, method, body) {
  if (url.pathname === '/v1/desk') return [200, desk];
  if (url.pathname === '/v1/desk/statistics') return [200, statistics];
  if (url.pathname === '/v1/payment-batches') {
    return method === 'POST' ? [201, payments.batches[0]] : [200, payments];
  }
  if (url.pathname === '/v1/desk/actions') {
    const { cases, action } = JSON.parse(body);
    const to = kinds.transitions.find((row) => row.action === action).to;
    const results = cases.map(({ no, version }, index) =>
      index === 1
        ? { no, ok: false, version, state: null, errors: [moved().errors[0]] }
        : { no, ok: true, version: version + 1, state: named(find('states', to)), errors: [] },
    );
    return [200, { results }];
  }
  if (url.pathname === '/v1/desk/cases') {
    const search = url.searchParams.get('search') ?? '';
    const kind = url.searchParams.get('kind') ?? '';
    const rows = deskRows.filter(
      (row) =>
        (!search || row.no.includes(search) || row.person_name.includes(search)) &&
        (!kind || row.kind.code === kind),
    );
    const more = !search && !kind && !url.searchParams.has('after');
    return [200, { cases: rows, next: more ? 'page2' : null, total: null }];
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
    return [200, { cases: all.map((no) => rowOf(personsCase(no))) }];
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
    const row = kinds.transitions.find(
      (one) => one.kind === file.kind.code && one.from === file.state.code && one.action === action,
    );
    const told = {
      reason: reason ? named(find('reasons', reason)) : null,
      remark: remark ?? null,
    };
    const done = event(version, action, row.from, row.to, staff ? 'reviewer' : 'insured', told);
    const now = caseOf(no, file.kind.code, row.to, {
      who: staff ? 'reviewer' : 'insured',
      events: [...file.timeline, done],
      more: {
        form: file.form.target ? file.form : filingForm,
        said,
        assignee: action === 'take' ? 'demo.reviewer' : null,
      },
    });
    return [200, now];
  }
  return [200, file];
}
