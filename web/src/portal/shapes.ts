// What the person's endpoints answer, as far as these pages read it.
import type { Grade, Quote, Source, Text } from '../api/types';

export interface Named {
  code: string;
  name: Text;
}
/** Of places and institutions: names that need no translation, or have none. */
export interface Titled {
  code: string;
  name: Text | string | null;
}

export interface Me {
  account: string;
  role: string;
  role_name: Text;
  title: Text;
  person: string | null;
  name: string | null;
  agency: string | null;
  areas: string[];
  institution: string | null;
  acts_for: ActsFor[];
  delegable: { action: string; name: Text }[];
  expires_at: string;
  /** By which identity provider one came in. */
  provider?: { name: string; label: Text; sign_out_url: string | null } | null;
}
export interface Provider {
  name: string;
  label: Text;
}
export interface OwnSession {
  begun_at: string;
  seen_at: string;
  expires_at: string;
  provider: string | null;
  current: boolean;
}
export interface Refusal {
  code: string;
  title: Text;
  times: number;
  from: string;
  to: string;
  role: Text | null;
  who: string | null;
}
export interface ActsFor {
  person: string;
  name: string | null;
  actions: string[];
  from: string;
  to: string | null;
}
export interface DemoAccounts {
  password: string;
  accounts: {
    account: string;
    role: string;
    role_name: Text;
    title: Text;
    person: string | null;
    second_factor: boolean;
    totp_secret: string | null;
  }[];
}
export interface Delegate {
  no: number;
  delegate: string;
  name: string;
  actions: string[];
  from: string;
  to: string | null;
  in_force: boolean;
}
export interface NewDelegate {
  delegate_resident_id: string;
  actions: string[];
  from: string;
  to: string;
  consent: true;
}

export type InForce = 'in_force' | 'ahead' | 'over';
export interface Coverage {
  coverages: {
    no: number;
    area: Titled;
    insurance: Named;
    from: string;
    to: string | null;
    state: InForce;
    days_left: number | null;
    facts: { key: string; name: Text; value_name: Text }[];
  }[];
  filings: {
    no: number;
    kind: Named;
    target: Titled;
    from: string;
    to: string | null;
    state: InForce;
    days_left: number | null;
  }[];
  diseases: {
    code: string;
    name: Text;
    since: string | null;
    days_left: number | null;
    area: Titled;
  }[];
}

export interface Gauge {
  key: string;
  kind: 'deductible' | 'ceiling' | 'cap' | 'start' | 'line_limit';
  name: Text;
  unit: 'money' | 'count';
  per: string;
  disease: Named | null;
  used: string;
  limit: string | null;
  left: string | null;
  known: boolean;
  depends: { key: string; name: Text }[];
  source: Source | null;
}
export interface Year {
  year: number;
  from: string;
  to: string;
  area: Titled;
  insurance: Named;
  gauges: Gauge[];
  counts: { key: string; name: Text; used: number }[];
  totals: { settlements: number; total: string; funds: string; person: string };
}

/** Rows of the rules; where they have no words of their own, their figures speak. */
interface Sourced {
  row: string;
  text: Text | null;
  source: Source | null;
}
export interface Due extends Sourced {
  year: number | null;
  payer: 'person' | 'employer' | 'state';
  amount: string | null;
  amount_text: Text | null;
  share_text: Text | null;
  expected: string | null;
  certain: boolean;
}
export interface Eligibility {
  person: string;
  on: string;
  area: string | null;
  insurance: string | null;
  basis: 'records' | 'coverage';
  status: 'eligible' | 'waiting' | 'not_enrolled' | 'may' | 'unknown';
  since: string | null;
  pays_from: string | null;
  pays_from_latest: string | null;
  ends: string | null;
  text: Text;
  depends: string[];
  gap: {
    from: string | null;
    to: string | null;
    can_repair: boolean;
    repair_until: string | null;
  } | null;
  if_paid_today: { pays_from: string | null; pays_from_latest: string | null } | null;
  rows: { table: string; id: string; text: Text | null; source: Source | null }[];
  due: Due[];
  periods: (Sourced & { opens: string | null; closes: string | null; open: boolean })[];
  channels: { row: string; name: Text | null; path: Text | null; phones: string[] }[];
}

export interface Totals {
  total: string;
  funds: string;
  person: string;
  account: string;
  cash: string;
}
export interface SettlementRow {
  settlement_id: string;
  state: 'settled' | 'reversed';
  on: string;
  at: string;
  insurance: Named;
  institution: Titled;
  treatment_area: Titled;
  visit: Named;
  totals: Totals;
  grade: Grade;
  settled_again_as: string | null;
}
export interface Settlements {
  settlements: SettlementRow[];
  next: string | null;
}
export interface BillLine {
  no: number;
  code: string;
  name: string;
  date: string | null;
  quantity: string;
  unit_price: string;
  amount: string;
  class: string | null;
  full_self_pay: string;
  over_limit: string;
  self_pay_first: string;
  in_scope: string;
  funds: string;
}
export interface Explanation {
  settlement_id: string;
  state: 'settled' | 'reversed';
  on: string;
  at: string;
  headline: Text;
  plan: Quote['plan'];
  institution: Titled;
  treatment_area: Titled;
  totals: Totals;
  waterfall: Quote['waterfall'];
  steps: Quote['steps'];
  warnings: Quote['warnings'];
  lines: BillLine[];
}

export interface Credential {
  token: string;
  issued_at: string;
  expires_at: string;
  seconds: number;
}
export interface Cards {
  cards: { no: number; tail: string; state: 'active' | 'frozen' | 'replaced' }[];
  events: { no: number; card: number; action: string; at: string; by: string; how: string }[];
}

export interface PersonDocument {
  id: string;
  name: string;
  kind: string;
  type: string;
  size: number;
  pages: number;
  at: string;
  in_use: boolean;
}
export interface Access {
  at: string;
  action: string;
  role: string;
  account: string;
  why: string;
}

export interface Institution {
  code: string;
  name: string;
  area: string;
  area_name: Text | string;
  level: string;
  kind: string;
  opened: string[];
}
export interface Institutions {
  total: number;
  institutions: Institution[];
  next_offset: number | null;
}

export interface SheetCheck {
  ours: boolean;
  because?: Text;
  settlement_id?: string;
  state?: 'settled' | 'reversed';
  on?: string;
  institution?: Titled;
  area?: Titled;
  totals?: Totals;
  settled_again_as?: string | null;
  differs?: string[];
}
