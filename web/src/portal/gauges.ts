import type { Gauge } from './shapes';

const order: readonly Gauge['kind'][] = ['deductible', 'ceiling', 'cap', 'start', 'line_limit'];
const mostOnHome = 3;

/** Those of which a limit is known, what is borne first before what is paid at most. */
export function mainGauges(gauges: Gauge[]): Gauge[] {
  return gauges
    .filter(({ limit, unit, disease }) => limit !== null && unit === 'money' && disease === null)
    .sort((left, right) => order.indexOf(left.kind) - order.indexOf(right.kind))
    .slice(0, mostOnHome);
}
