// The server's replies as these pages take them: names beside codes, empty texts as nothing.
import type { Fault, GuideCell, Text } from '../api/types';
import type { Named } from '../portal/shapes';
import { wordsIn } from '../app/language';
import { learnArea, learnForm, nameFound } from './names';
import type * as shapes from './shapes';

interface Told {
  code: string;
  zh: string;
  en: string;
}
interface WireState extends Told {
  turn: string | null;
  personal: boolean;
  final: boolean;
}
export interface WireKinds {
  kinds: (Told & {
    matter: string;
    fields: (Omit<shapes.CaseField, 'name' | 'codes' | 'table' | 'limit'> & {
      text: Text;
      codes: Told[];
      table: string;
      limit: number;
    })[];
    transitions: { from: string; action: string; to: string; who: string[] }[];
    forms: Told[];
  })[];
  states: WireState[];
  actions: Told[];
  reasons: (Told & { actions: string[]; remark: boolean })[];
}
export interface WireRow {
  case: string;
  person: string;
  kind: Told;
  area: string;
  insurance: string;
  state: WireState;
  version: number;
  opened: string;
  state_since: string;
  updated: string;
  assignee: string;
  amount: string;
  due: string | null;
  overdue: boolean;
  name?: string;
}
interface WirePaper {
  row: string;
  name: Text;
  certain: boolean;
  cells: { key: string; label: Text; text: Text }[];
  when?: Text | null;
}
export interface WireCase extends WireRow {
  draft: boolean;
  clock: shapes.CaseClock | null;
  form: shapes.Form;
  said?: Record<string, Text>;
  options?: Record<string, (Told & { hint?: Text | null })[]>;
  materials: { certain: boolean; answered: boolean; choices: WirePaper[][] }[];
  handed: shapes.Handed[];
  checks: { check: string; text: Text; holds: boolean; known: boolean; faults: Fault[] }[];
  actions: {
    action: string;
    text: Text;
    reason: boolean;
    remark: boolean;
    reasons: { code: string; text: Text; remark: boolean }[];
    fields: string[];
  }[];
  claim: shapes.ClaimMoney | null;
  timeline: {
    no: number;
    action: Told;
    from: string;
    to: string;
    outcome: string;
    role: string;
    account: string;
    reason: Told | null;
    remark: string;
    at: string;
  }[];
}

const named = ({ code, zh, en }: Told): Named => ({ code, name: { zh, en } });

/** Words of this page for a code that comes alone: roles, insurances. */
function ownWords(list: string, code: string): Text {
  const key = `${list}.${code}`;
  return {
    zh: wordsIn('zh', key) ?? code,
    get en() {
      return wordsIn('en', key) ?? code;
    },
  };
}
const role = (code: string): Named => ({ code, name: ownWords('cases.role', code) });
const areaOf = (code: string) => ({
  code,
  get name(): Text | null {
    return nameFound(code) ?? null;
  },
});

export function toKinds(wire: WireKinds): shapes.CaseKinds {
  return {
    kinds: wire.kinds.map((kind) => ({
      ...named(kind),
      matter: kind.matter,
      forms: kind.forms.map(named),
      fields: kind.fields.map(({ text, codes, table, limit, ...field }) => ({
        ...field,
        name: text,
        codes: codes.map(named),
        table: table || null,
        limit: limit || null,
      })),
    })),
    states: wire.states.map((state) => ({
      ...named(state),
      turn: state.turn ? role(state.turn) : null,
      personal: state.personal,
      final: state.final,
    })),
    actions: wire.actions.map(named),
    transitions: wire.kinds.flatMap(({ code, transitions }) =>
      transitions.map(({ who, ...row }) => ({ ...row, kind: code, roles: who })),
    ),
    reasons: wire.reasons.map((one) => ({
      ...named(one),
      actions: one.actions,
      remark: one.remark,
    })),
  };
}

export function toRow(wire: WireRow): shapes.CaseRow {
  void learnArea(wire.area);
  const { state } = wire;
  return {
    no: wire.case,
    version: wire.version,
    kind: named(wire.kind),
    area: areaOf(wire.area),
    insurance: { code: wire.insurance, name: ownWords('code.insurance', wire.insurance) },
    person: wire.person,
    person_name: wire.name || null,
    state: {
      ...named(state),
      turn: state.turn ? role(state.turn) : null,
      personal: state.personal,
      final: state.final,
      since: wire.state_since,
    },
    assignee: wire.assignee || null,
    opened_at: wire.opened,
    updated_at: wire.updated,
    due_day: wire.due,
    overdue: wire.overdue,
    amount: /[1-9]/.test(wire.amount) ? wire.amount : null,
  };
}

function toPaper({ row, name, certain, cells, when }: WirePaper) {
  const told = cells.map((cell): GuideCell => ({ ...cell, codes: [], known: true }));
  return { id: row, name, certain, depends: [], when: when ?? null, cells: told, source: null };
}

export function toCase(wire: WireCase, kinds: shapes.CaseKinds): shapes.CaseFile {
  const fields = kinds.kinds.find(({ code }) => code === wire.kind.code)?.fields ?? [];
  learnForm(fields, wire.form, wire.area);
  const stateNamed = (code: string): Named => {
    const state = kinds.states.find((one) => one.code === code);
    return { code, name: state?.name ?? { zh: code, en: code } };
  };
  const options = Object.entries(wire.options ?? {}).map(([key, list]) => [
    key,
    list.map((one): shapes.CaseOption => ({ ...named(one), hint: one.hint ?? null })),
  ]);
  return {
    ...toRow(wire),
    form: wire.form,
    said: wire.said ?? {},
    options: Object.fromEntries(options) as Record<string, shapes.CaseOption[]>,
    materials: wire.materials.map((one) => ({
      ...one,
      choices: one.choices.map((rows) => rows.map(toPaper)),
    })),
    handed: wire.handed,
    checks: wire.checks.map(({ check, text, holds, known, faults }) => ({
      code: check,
      name: text,
      holds,
      known,
      faults,
    })),
    clock: wire.clock,
    claim: wire.claim ?? null,
    actions: wire.actions.map(({ action, text, reason, remark, reasons, fields: written }) => ({
      code: action,
      name: text,
      reasons: reasons.map(({ code }) => code),
      reason_needed: reason,
      remark_needed: remark,
      fields: written.filter((key) => !key.includes('.*.')),
      originals: action === 'receive_originals',
    })),
    timeline: wire.timeline.map((event) => ({
      no: event.no,
      action: named(event.action),
      from: stateNamed(event.from),
      to: stateNamed(event.to),
      role: role(event.role),
      account: event.account || null,
      at: event.at,
      reason: event.reason && named(event.reason),
      remark: event.remark || null,
      refused: event.outcome !== '',
    })),
  };
}
