// Canned replies of the person's endpoints, in the contract's shape. People are made up.
import { caseReply } from './case_replies.mjs';
import { eligible, waiting } from './eligibility_replies.mjs';
import { identityReply, refusals } from './identity_replies.mjs';
import {
  nanchang,
  beijing,
  employees,
  inpatient,
  source,
  parent,
  child,
  hospital,
} from './made_up.mjs';
import { messages, olderMessages } from './message_replies.mjs';
import { cookie, needsCode, noSession, problem, text } from './reply.mjs';

export { child, eligible, parent, problem, waiting };
export const me = {
  account: 'demo.parent',
  role: 'insured',
  role_name: text('参保人', 'Insured person'),
  title: text('家长', 'Parent'),
  person: parent,
  name: '王示一',
  agency: null,
  areas: [],
  institution: null,
  acts_for: [
    {
      person: child,
      name: '王小示',
      actions: ['read_settlement', 'read_person', 'read_eligibility', 'read_documents'],
      from: '2026-01-01',
      to: '2027-12-31',
    },
  ],
  may: ['read_documents', 'add_document'].map((action) => ({ action, relations: ['self'] })),
  delegable: [
    { action: 'read_settlement', name: text('看结算记录', 'See settlements') },
    { action: 'read_documents', name: text('看材料', 'See papers') },
    { action: 'show_credential', name: text('出示医保码', 'Show the insurance code') },
  ],
  expires_at: '2026-11-22T21:00:00.000+08:00',
};
export const staff = {
  ...me,
  account: 'demo.reviewer',
  role: 'reviewer',
  role_name: text('审核员', 'Agency reviewer'),
  person: null,
  name: null,
  agency: '示例经办机构',
  acts_for: [],
  may: ['read_desk', 'read_payments'].map((action) => ({ action, relations: ['own_area'] })),
  delegable: [],
};
const demo = {
  password: 'example-password',
  accounts: [
    ['demo.insured', 'insured', '退休职工', 'Retired employee', parent],
    ['demo.parent', 'insured', '孩子的家长', 'Parent of a child', parent],
    ['demo.reviewer', 'reviewer', '审核员', 'Reviewer at the agency', null],
    ['demo.auditor', 'auditor', '稽核员', 'Auditor', null],
  ].map(([account, role, zh, en, person]) => ({
    account,
    role,
    role_name: role === 'insured' ? me.role_name : text('工作人员', 'Staff'),
    title: text(zh, en),
    person,
    second_factor: role === 'auditor',
    totp_secret: role === 'auditor' ? 'JBSWY3DPEHPK3PXP' : null,
  })),
};

const coverage = {
  person: parent,
  on: '2026-11-22',
  coverages: [
    {
      no: 1,
      area: nanchang,
      insurance: employees,
      from: '2019-07-01',
      to: null,
      state: 'in_force',
      days_left: null,
      facts: [
        {
          key: 'retired',
          name: text('退休', 'Retired'),
          value: 'true',
          value_name: text('是', 'Yes'),
        },
      ],
    },
  ],
  filings: [
    {
      no: 2,
      kind: { code: 'long_term_retiree', name: text('异地安置退休人员', 'Retired and settled') },
      target: beijing,
      from: '2025-12-04',
      to: '2026-12-04',
      state: 'in_force',
      days_left: 12,
    },
    {
      no: 1,
      kind: { code: 'referral', name: text('转诊', 'Referral') },
      target: beijing,
      from: '2024-02-01',
      to: '2024-08-01',
      state: 'over',
      days_left: null,
    },
  ],
  diseases: [
    {
      code: 'M03900',
      name: text('高血压', 'Hypertension'),
      since: '2023-05-11',
      days_left: null,
      area: nanchang,
      insurance: employees,
    },
  ],
  grants: [
    {
      no: 1,
      area: nanchang,
      kind: 'recognition',
      code: { code: 'M01600', name: text('糖尿病', 'Diabetes') },
      disease: null,
      institutions: [{ code: 'H36010000001', name: '示例市第一医院' }],
      doctor: null,
      pharmacy: null,
      from: '2025-01-01',
      to: '2027-12-31',
      state: 'in_force',
      days_left: 405,
      case: 'c0303-17',
    },
    {
      no: 2,
      area: nanchang,
      kind: 'special_drug',
      code: { code: 'XL01EXA001', name: text('示例靶向药片', 'Example tablets') },
      disease: { code: 'M00500', name: text('肺癌', 'Lung cancer') },
      institutions: [{ code: 'H36010000001', name: '示例市第一医院' }],
      doctor: '示例医师',
      pharmacy: { code: 'P36010000009', name: '示例大药房' },
      from: '2025-12-20',
      to: '2026-12-20',
      state: 'in_force',
      days_left: 29,
      case: null,
    },
    {
      no: 3,
      area: nanchang,
      kind: 'recognition',
      code: { code: 'M00300', name: text('结核病', 'Tuberculosis') },
      disease: null,
      institutions: [],
      doctor: null,
      pharmacy: null,
      from: '2023-01-01',
      to: '2024-12-31',
      state: 'over',
      days_left: null,
      case: null,
    },
  ],
};

const gauge = (kind, zh, en, used, limit, left, more = {}) => ({
  key: `${kind}:${en}`,
  kind,
  name: text(zh, en),
  benefits: [],
  unit: 'money',
  period: '2026',
  per: 'year',
  disease: null,
  used,
  limit,
  left,
  known: true,
  depends: [],
  limits: [],
  source,
  ...more,
});
const year = {
  person: parent,
  year: 2026,
  from: '2026-01-01',
  to: '2026-12-31',
  area: nanchang,
  insurance: employees,
  plan: {
    area: '360100',
    area_name: nanchang.name,
    insurance: '310',
    version: '2026-01-01',
    hash: '0'.repeat(64),
    edition: 1,
    grade: 'B',
  },
  gauges: [
    gauge('deductible', '住院起付线', 'In-patient deductible', '1300.00', '1300.00', '0.00'),
    gauge('deductible', '门诊起付线', 'Out-patient deductible', '240.50', '600.00', '359.50'),
    gauge(
      'ceiling',
      '统筹基金年度限额',
      'Year’s limit of the pool',
      '43277.00',
      '100000.00',
      '56723.00',
    ),
    gauge('ceiling', '门诊年度限额', 'Out-patient limit', '0.00', null, null, {
      depends: [{ key: 'level', name: text('医院等级', 'hospital level') }],
    }),
    gauge('cap', '高血压年度限额', 'Hypertension limit', '120.00', null, null, {
      known: false,
      source: null,
    }),
  ],
  counts: [{ key: 'admissions', name: text('住院次数', 'Admissions'), used: 2, period: '2026' }],
  totals: {
    settlements: 3,
    total: '52310.20',
    funds: '44012.10',
    person: '8298.10',
    account: '723.00',
    cash: '7575.10',
  },
};

const settlement = (no, on, person, total, state = 'settled') => ({
  settlement_id: `s0303-${no}`,
  state,
  on,
  at: `${on}T10:20:00.000+08:00`,
  area: nanchang,
  insurance: employees,
  treatment_area: beijing,
  institution: hospital,
  visit: inpatient,
  totals: { total, funds: '43277.00', person, account: '723.00', cash: '6000.00' },
  grade: 'C',
  reversal_id: state === 'reversed' ? 'r0303-9' : null,
  settled_again_as: null,
});
const settlements = {
  person: parent,
  settlements: [
    settlement(17, '2026-10-12', '6723.00', '50000.00'),
    settlement(12, '2026-06-02', '1210.10', '1960.20'),
    settlement(9, '2026-03-20', '265.00', '350.00', 'reversed'),
  ],
  next: 's0303-9',
};
const older = {
  person: parent,
  settlements: [settlement(4, '2025-11-02', '88.00', '300.00')],
  next: null,
};

function explanation(quote, state) {
  const { plan, catalogue, totals, parts, layers, waterfall, steps, warnings } = quote;
  const line = (no, code, name, amount, more) => ({
    no,
    code,
    name,
    date: '2026-10-03',
    quantity: '2',
    unit_price: '10.5',
    amount,
    class: 'A',
    full_self_pay: '0.00',
    over_limit: '0.00',
    self_pay_first: '0.00',
    in_scope: amount,
    funds: '0.00',
    ...more,
  });
  return {
    settlement_id: state === 'reversed' ? 's0303-9' : 's0303-17',
    state,
    on: '2026-10-12',
    at: '2026-10-12T10:20:00.000+08:00',
    headline: text(
      '您自付 6723.00 元，医保支付 43277.00 元',
      'You paid 6723.00 yuan; the funds paid 43277.00 yuan',
    ),
    plan,
    catalogue,
    institution: hospital,
    treatment_area: beijing,
    totals,
    parts,
    layers,
    waterfall,
    steps,
    warnings,
    lines: [
      line(1, 'XA01', '阿托伐他汀钙片', '2100.00', {}),
      line(2, 'XB02', '冠状动脉支架', '36000.00', { class: 'B', self_pay_first: '800.00' }),
      line(3, 'ZZ01', '特需床位费', '1200.00', { class: 'C', full_self_pay: '1200.00' }),
      ...Array.from({ length: 9 }, (_, at) => line(at + 4, `N${at}`, '静脉输液', '21.00', {})),
    ],
  };
}

const card = { no: 1, tail: '0017', state: 'active' };
const issued = {
  no: 1,
  card: 1,
  action: 'issued',
  at: '2026-01-05T09:00:00.000+08:00',
  by: 'clerk-7',
  how: '',
};
export const cards = { person: parent, cards: [card], events: [issued] };
export const frozenCards = {
  person: parent,
  cards: [{ ...card, state: 'frozen' }],
  events: [
    {
      no: 2,
      card: 1,
      action: 'reported_lost',
      at: '2026-11-22T13:00:00.000+08:00',
      by: 'demo.parent',
      how: '',
    },
    issued,
  ],
};

const paper = (no, name, kind, type, more = {}) => ({
  id: `d0303-${no}`,
  name,
  kind,
  type,
  size: 1834221,
  width: 3000,
  height: 2250,
  pages: 1,
  at: '2026-11-20T09:30:00.000+08:00',
  in_use: false,
  ...more,
});
const papers = {
  documents: [
    paper(17, '出院小结.jpg', 'discharge_summary', 'image/jpeg'),
    paper(16, '费用清单（十月，第一人民医院住院部打印件）.pdf', 'fee_list', 'application/pdf', {
      pages: 4,
      in_use: true,
    }),
  ],
  count: 2,
  bytes: 3668442,
};
const accesses = {
  accesses: [
    {
      at: '2026-11-21T15:02:00.000+08:00',
      action: 'content',
      role: 'reviewer',
      account: 'demo.reviewer',
      why: 'case_review',
      reference: 'f0303-5',
    },
    {
      at: '2026-11-20T09:30:00.000+08:00',
      action: 'added',
      role: 'insured',
      account: 'demo.parent',
      why: 'own_use',
      reference: '',
    },
  ],
};
const delegates = {
  delegates: [
    {
      no: 1,
      delegate: 'p00000000000000d1',
      name: '王＊＊',
      actions: ['read_settlement', 'show_credential'],
      from: '2026-05-01',
      to: '2027-04-30',
      in_force: true,
      granted_by: 'demo.parent',
    },
  ],
};

const institutions = {
  total: 42,
  institutions: [
    {
      code: 'H11000000001',
      name: '某大学附属第一医院',
      area: '110000',
      area_name: '北京市',
      level: '3',
      kind: 'hospital',
      pinyin: 'mdx',
      opened: ['inpatient', 'outpatient', 'chronic'],
      diseases: ['M03900'],
    },
    {
      code: 'P11000000002',
      name: '某某大药房',
      area: '110000',
      area_name: '北京市',
      level: '9',
      kind: 'pharmacy',
      pinyin: 'mmd',
      opened: ['drug_purchase', 'dual_channel'],
      diseases: [],
    },
    {
      code: 'H11000000003',
      name: '某镇卫生院',
      area: '110000',
      area_name: '北京市',
      level: '1',
      kind: 'hospital',
      pinyin: 'mz',
      opened: [],
      diseases: [],
    },
  ],
  next_offset: 20,
};

const sheetCheck = {
  ours: true,
  settlement_id: 's0303-17',
  state: 'settled',
  on: '2026-10-12',
  area: nanchang,
  insurance: employees,
  institution: hospital,
  totals: settlements.settlements[0].totals,
  settled_again_as: null,
  differs: [],
};

/** A form that was printed before the reviewer passed it on. */
const formCheck = {
  ours: true,
  area: nanchang,
  insurance: employees,
  form: {
    case: 'c0303-17',
    form: { code: 'claim', zh: '手工报销申请与审核表', en: 'Manual claim' },
    printed: {
      state: { code: 'in_review', zh: '审核中', en: 'In review' },
      at: '2026-11-20T09:10:00.000+08:00',
    },
    now: {
      state: { code: 'in_approval', zh: '复核中', en: 'In approval' },
      at: '2026-11-22T10:00:00.000+08:00',
    },
    moved: true,
    erased: false,
    facts: [
      { label: text('费用总额', 'Total'), text: text('6974.75', '6974.75') },
      { label: text('就医地', 'Where'), text: text('江西省南昌市', 'Nanchang') },
    ],
  },
  differs: [],
};

const wrong = problem(401, 'wrong_credentials', '号码或密码不对', 'Wrong', '再试', 'Try again');

function signIn({ account, password, code }) {
  if (password !== demo.password) return wrong;
  if (account === 'demo.auditor' && !code) return needsCode;
  return [201, account.startsWith('demo.re') || account === 'demo.auditor' ? staff : me];
}

let issuedCodes = 0;
const credential = () => ({
  person: parent,
  token: `YT1.${'0123456789ABCDEF'.repeat(8)}.${String((issuedCodes += 1)).padStart(128, '0')}`,
  issued_at: '2026-11-22T13:00:00.000+08:00',
  expires_at: '2026-11-22T13:01:00.000+08:00',
  seconds: 60,
});

const isStaff = (request) => /yitong_session=xstaff/.test(request.headers.cookie ?? '');
const signedIn = (request) => /yitong_session=x/.test(request.headers.cookie ?? '');

/** [status, body, headers] for an address of the person, or null. `quote`: a canned estimate. */
export function portalReply(request, body, quote) {
  const { method } = request;
  const url = new URL(request.url, 'http://127.0.0.1');
  if (url.pathname === '/v1/demo/accounts') return [200, demo];
  if (url.pathname === '/v1/institutions') {
    const none = url.searchParams.get('q') === 'zzz';
    return [200, none ? { total: 0, institutions: [], next_offset: null } : institutions];
  }
  if (url.pathname === '/v1/sheet-checks') {
    if (url.searchParams.get('sheet') === 'FORGED')
      return [200, { ours: false, because: text('签名不对。', 'The signature is wrong.') }];
    if (url.searchParams.get('sheet') === 'BROKEN')
      return problem(422, 'bad_value', '取值不对', 'A bad value', '改一改', 'Correct it');
    const name = url.searchParams.get('name');
    if (url.searchParams.get('sheet') === 'FORM')
      return [200, { ...formCheck, differs: name && name !== '王示一' ? ['name'] : [] }];
    const total = url.searchParams.get('total');
    return [200, { ...sheetCheck, differs: total && total !== '50000.00' ? ['total'] : [] }];
  }
  const early = identityReply(url.pathname, method, body, signedIn(request) ? me : null, me);
  if (early) return early;
  if (url.pathname === '/v1/sessions') {
    const reply = signIn(JSON.parse(body));
    return [...reply, reply[0] === 201 ? cookie(reply[1] === staff ? 'xstaff' : 'x') : {}];
  }
  if (url.pathname === '/v1/sessions/current') return [204, null, cookie('')];
  if (url.pathname === '/v1/me')
    return signedIn(request) ? [200, isStaff(request) ? staff : me] : noSession;
  if (/^\/v1\/(case|desk|payment|people\/[^/]+\/cases)/.test(url.pathname)) {
    return signedIn(request) ? caseReply(request, body, isStaff(request)) : noSession;
  }
  const own = /^\/v1\/people\/([^/]+)\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(url.pathname);
  const told = /^\/v1\/settlements\/(s[0-9-]+)\/explanation$/.exec(url.pathname);
  if (!own && !told) return null;
  if (!signedIn(request)) return noSession;
  if (told) return [200, explanation(quote, told[1] === 's0303-9' ? 'reversed' : 'settled')];
  const [, person, what, , part] = own;
  const replies = {
    messages:
      method === 'POST'
        ? [204, null]
        : [200, url.searchParams.has('before') ? olderMessages : messages],
    coverage: [200, coverage],
    year: [200, year],
    eligibility: [200, person === child ? waiting : eligible],
    settlements: [200, url.searchParams.has('before') ? older : settlements],
    'e-credentials': [201, credential()],
    cards: [200, cards],
    'card-reports': [201, frozenCards],
    delegates:
      method === 'GET' ? [200, delegates] : [method === 'POST' ? 201 : 204, delegates.delegates[0]],
    documents: [200, part === 'accesses' ? accesses : papers],
    refusals: [200, refusals],
  };
  if (what === 'documents' && method === 'POST')
    return [
      201,
      paper(18, url.searchParams.get('name'), url.searchParams.get('kind'), 'image/jpeg'),
    ];
  if (what === 'documents' && method === 'DELETE') return [200, { removed: true }];
  return replies[what] ?? null;
}
