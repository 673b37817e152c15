// Canned replies about the day from which insurance pays.
import { source, parent } from './made_up.mjs';
import { text } from './reply.mjs';

export const eligible = {
  person: parent,
  on: '2026-11-22',
  area: '360100',
  insurance: '310',
  basis: 'records',
  status: 'eligible',
  since: '2019-07-01',
  pays_from: '2019-07-01',
  pays_from_latest: '2019-07-01',
  ends: null,
  text: text('参保有效，看病可以报销。', 'You are covered and treatment is paid for.'),
  depends: [],
  wait: null,
  gap: null,
  if_paid_today: null,
  rows: [
    { table: 'waiting', id: 'w1', text: text('连续缴费，没有等待期。', 'No waiting.'), source },
  ],
  due: [
    {
      row: 'c1',
      year: 2026,
      payer: 'employer',
      per: 'month',
      share: '0.08',
      expected: null,
      share_text: text('工资的 8%', '8% of the wage'),
      amount: null,
      amount_text: null,
      text: null,
      certain: true,
      depends: [],
      source,
    },
  ],
  supports: [],
  periods: [],
  channels: [],
  inflows: [],
};
export const waiting = {
  ...eligible,
  status: 'waiting',
  pays_from: '2027-02-20',
  pays_from_latest: '2027-02-20',
  text: text(
    '断缴以后重新缴费，还在等待期，看病暂时不能报。',
    'You paid again after an interruption and are in the waiting period.',
  ),
  gap: {
    from: '2026-03-01',
    to: '2026-10-31',
    missed_years: 0,
    repaid_years: 0,
    can_repair: true,
    repair_until: '2026-12-31',
  },
  if_paid_today: { pays_from: '2027-02-20', pays_from_latest: '2027-02-20' },
  periods: [
    {
      row: 'e1',
      year: 2027,
      phase: 'regular',
      opens: '2026-09-01',
      closes: '2026-12-31',
      open: true,
      text: null,
      source,
    },
  ],
  channels: [
    {
      row: 'ch1',
      name: text('税务局窗口', 'Tax office'),
      path: text('带身份证', 'with the id card'),
      phones: ['0000-1234567'],
      source: null,
    },
  ],
};
