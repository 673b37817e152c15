// What the endpoints of cases answer, as far as these pages read it. Names of kinds, states, actions,
// fields and reasons come with each reply: the pages keep no copy of them.
import type { Fault, GuideRow, Source, Text } from '../api/types';
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
  outcome: 'yes' | 'no' | 'maybe';
  faults: Fault[];
}
/** A term that runs. Without a day it is not known, and is never enforced. */
export interface CaseClock {
  text: Text | null;
  day: string | null;
  known: boolean;
  overdue: boolean;
  source: Source | null;
}
/** What the caller may do now, and what it takes. */
export interface CaseAction extends Named {
  reasons: string[];
  reason_needed: boolean;
  remark_needed: boolean;
  fields: string[];
  /** A clerk can say that the originals are in hand. */
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
  changed: string[];
}
export interface CaseRow {
  no: string;
  version: number;
  kind: Named;
  area: Titled;
  insurance: Named;
  person: string;
  person_name: string | null;
  id_tail: string | null;
  state: CaseState;
  assignee: string | null;
  opened_at: string;
  updated_at: string;
  due_day: string | null;
  overdue: boolean;
  amount: string | null;
}
export interface CaseFile extends Omit<CaseRow, 'due_day' | 'overdue'> {
  replaces: string | null;
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
  replaces?: string;
}
export interface Deed {
  version: number;
  action: string;
  reason?: string;
  remark?: string;
  fields?: Form;
  originals_in_hand?: boolean;
}

export interface Queue {
  queue: string;
  name: Text;
  count: number;
  overdue: number;
  oldest_at: string | null;
}
export interface CasePage {
  cases: CaseRow[];
  next: string | null;
  total: number | null;
}
export interface BatchResult {
  no: string;
  ok: boolean;
  version: number | null;
  state: Named | null;
  errors: Fault[];
}
export interface StatisticsDay {
  day: string;
  kind: string;
  opened: number;
  approved: number;
  refused: number;
  returned: number;
  amount: string;
}
export interface Statistics {
  from: string;
  to: string;
  days: StatisticsDay[];
  ages: { state: Named; under_3: number; under_7: number; under_30: number; older: number }[];
}
