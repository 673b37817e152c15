// What the endpoints of cases answer, as far as these pages read it. Names of kinds, states,
// actions, fields and reasons come with each reply: the pages keep no copy of them.
import type { Fault, Grade, GuideRow, Text } from '../api/types';
import type { Named, Titled } from '../portal/shapes';

export type FieldType =
  | 'text'
  | 'words'
  | 'token'
  | 'account'
  | 'code'
  | 'choices'
  | 'row'
  | 'area'
  | 'institution'
  | 'disease'
  | 'drug'
  | 'date'
  | 'money'
  | 'decimal'
  | 'number'
  | 'yes'
  | 'list';

export interface CaseField {
  /** `lines.*.amount` inside the list `lines`. */
  key: string;
  type: FieldType;
  name: Text;
  required: boolean;
  /** The actions that write it; `submit`: the applicant's draft. */
  written_by: string[];
  codes: Named[];
  /** Of the area's rules, whose rows are the choices. */
  table: string | null;
  /** Of a list. */
  limit: number | null;
}
export interface CaseKind extends Named {
  matter: string;
  fields: CaseField[];
  /** To print, the main one first. */
  forms: Named[];
}
export interface CaseReason extends Named {
  actions: string[];
  /** Words are needed beside it. */
  remark: boolean;
}
export interface CaseKinds {
  kinds: CaseKind[];
  states: (Named & { turn: Named | null; personal: boolean; final: boolean })[];
  actions: Named[];
  transitions: { kind: string; from: string; action: string; to: string; roles: string[] }[];
  reasons: CaseReason[];
}

/** Flat, with dotted paths: `lines.0.amount`. */
export type Form = Record<string, string>;

/** Which paper is answered, by which documents. */
export interface Handed {
  row: string;
  documents: string[];
  original_seen: boolean;
}
export interface Wanted {
  answered: boolean;
  /** Needed for certain; else it may be, depending on what is not told. */
  certain: boolean;
  /** Any one of them; the papers of one go together. */
  choices: GuideRow[][];
}
export interface CaseState extends Named {
  turn: Named | null;
  /** The person's turn. */
  personal: boolean;
  final: boolean;
  since: string;
}
export interface CaseCheck extends Named {
  holds: boolean;
  /** Policy says what to check against. */
  known: boolean;
  faults: Fault[];
}
/** A term that runs. Without a day it is not known, and is never enforced. */
export interface CaseClock {
  text: Text | null;
  day: string | null;
  known: boolean;
  grade: Grade;
  overdue: boolean;
}
/** What the caller may do now, and what it takes. */
export interface CaseAction extends Named {
  reasons: string[];
  reason_needed: boolean;
  remark_needed: boolean;
  fields: string[];
  /** It says that the originals are in hand. */
  originals: boolean;
}
export interface CaseEvent {
  no: number;
  action: Named;
  from: Named;
  to: Named;
  role: Named;
  account: string | null;
  at: string;
  reason: Named | null;
  remark: string | null;
  /** An attempt that was refused: nothing came of it. */
  refused: boolean;
}
/** Of a manual claim: what the funds owe, and what became of it. */
export interface ClaimMoney {
  /** All that is paid to the person: as settled, else as it would be; null: cannot be told. */
  payable: string | null;
  /** Of it, medical insurance, and commercial cover. */
  insurance: string | null;
  commercial: string;
  /** Why it cannot be worked out. */
  faults: Fault[];
  /** In force; empty: none. */
  settlement: string;
  paid: string;
  owed_back: string;
  deadline: { known: boolean; last_day: string | null } | null;
  payments: { payment: string; amount: string; state: { code: string } & Text }[];
  remarks: Text[];
}
export interface CaseRow {
  no: string;
  version: number;
  kind: Named;
  area: Titled;
  insurance: Named;
  person: string;
  person_name: string | null;
  state: CaseState;
  assignee: string | null;
  opened_at: string;
  updated_at: string;
  due_day: string | null;
  overdue: boolean;
  amount: string | null;
}
export interface CaseFile extends CaseRow {
  form: Form;
  /** Coded values in words, by path. */
  said: Record<string, Text>;
  options: Record<string, CaseOption[]>;
  materials: Wanted[];
  handed: Handed[];
  checks: CaseCheck[];
  clock: CaseClock | null;
  actions: CaseAction[];
  timeline: CaseEvent[];
  claim: ClaimMoney | null;
}
export interface CaseOption extends Named {
  hint?: Text | null;
}

export interface NewCase {
  person: string;
  kind: string;
  area: string;
  insurance: string;
  form: Form;
  materials: Handed[];
}
export interface Deed {
  version: number;
  action: string;
  reason?: string;
  remark?: string;
  fields?: Form;
  /** Rows of papers whose originals were seen. */
  originals?: string[];
}

export interface Queue {
  state: Named;
  kind: Named;
  cases: number;
  overdue: number;
  mine: number;
  /** So many overdue ones are counted at most. */
  most_counted: number;
}
export interface CasePage {
  cases: CaseRow[];
  next: string | null;
}
export interface BatchAnswer {
  case: string;
  done: boolean;
  version?: number;
  state?: string;
  errors: Fault[];
}
/** What was done on a day to cases of a kind. */
export interface StatisticsDay {
  day: string;
  kind: string;
  action: string;
  cases: number;
  waited_seconds: number;
  amount: string;
}
export interface Statistics {
  from: string;
  to: string;
  standing: { kind: string; state: string; cases: number }[];
  days: StatisticsDay[];
}
