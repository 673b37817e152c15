// Wrong requests, and every place that the answer must name: [what, status, { code: [paths…] }, body].
const good = {
  insured_area: '110000', insurance: '310', treatment_area: '360100', on: '2025-03-20', visit: '21',
  institution: { level: '3', kind: 'hospital' }, filing: 'long_term', person: { retired: true, age: 68 },
  bill: { total: '50000.00', sums: { full_self_pay: '1200.00', over_limit: '0.00', self_pay_first: '800.00', in_scope: '48000.00' } },
};
const line = { code: 'XSL00000000000000000001', name: '示例', quantity: '2', price: '38.50', amount: '77.00' };
const quote = (change) => JSON.stringify(typeof change === 'function' ? change(structuredClone(good)) : { ...good, ...change });
const lines = (list, total = '77.00') => quote({ bill: { total, lines: list } });

export const quotes = [
  ['unknown area', 422, { unknown_area: ['/insured_area'] }, quote({ insured_area: '999900' })],
  ['unknown codes of every kind', 422, {
    unknown_area: ['/insured_area'], unknown_code: ['/treatment_area', '/bill/lines/0/code'], unknown_institution: ['/institution/code'],
  }, quote({ insured_area: '999900', treatment_area: '999901', institution: { code: 'H99999999999' },
    bill: { total: '77.00', lines: [{ ...line, code: 'NOSUCHCODE' }] } })],
  ['unknown area beside a wrong form', 422, { unknown_area: ['/insured_area'], bad_value: ['/visit'] },
    quote({ insured_area: '999900', visit: '99' })],
  ['future date', 422, { date_out_of_range: ['/on'] }, quote({ on: '2199-01-01' })],
  ['ancient date', 422, { date_out_of_range: ['/on'] }, quote({ on: '1949-10-01' })],
  ['no date', 422, { bad_date: ['/on'] }, quote({ on: '2025-02-30' })],
  ['negative amount', 422, { negative_amount: ['/bill/sums/in_scope'] },
    quote((body) => { body.bill.sums.in_scope = '-48000.00'; return body; })],
  ['oversized amount', 422, { amount_too_large: ['/bill/total'] },
    quote((body) => { body.bill.total = '99999999999999.00'; return body; })],
  ['sum of the parts', 422, { sum_mismatch: ['/bill/total'] },
    quote((body) => { body.bill.total = '50000.01'; return body; })],
  ['sum of the lines', 422, { sum_mismatch: ['/bill/total'] }, lines([line, line], '154.01')],
  ['line is not quantity x price', 422, { sum_mismatch: ['/bill/lines/0/amount'] }, lines([{ ...line, amount: '77.01' }], '77.01')],
  ['unknown code', 422, { unknown_code: ['/bill/lines/0/code'] }, lines([{ ...line, code: 'NOSUCHCODE' }])],
  ['numbers as doubles', 422, { bad_money: ['/bill/total'] }, JSON.stringify(good).replace('"50000.00"', '5e4')],
  ['duplicate key', 422, { duplicate_key: ['/insurance'] }, JSON.stringify(good).replace('{', '{"insurance":"310",')],
  ['many at once', 422, {
    bad_value: ['/insured_area', '/visit'], wrong_type: ['/insurance', '/institution'], unknown_field: ['/surprise'],
    missing_field: ['/filing', '/treatment_area', '/bill/sums/in_scope'], bad_money: ['/bill/total'],
  }, JSON.stringify({ insured_area: '11', insurance: 310, on: '2025-03-20', visit: '99', institution: 'H1', surprise: 1,
    bill: { total: '5万', sums: { full_self_pay: '0', over_limit: '0', self_pay_first: '0' } } })],
  ['no JSON', 400, { syntax: [''] }, '{"insured_area":"110000",}'],
  ['nothing', 400, { syntax: [''] }, ''],
  ['an array', 422, { wrong_type: [''] }, '[]'],
  ['broken UTF-8', 400, { bad_encoding: [''] },
    Buffer.concat([Buffer.from('{"insured_area":"'), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('"}')])],
  ['depth bomb', 400, { too_deep: [''] }, '{"bill":' + '['.repeat(100_000)],
  ['100,000 short lines', 413, { too_large: ['/bill/lines'] }, quote({ bill: { total: '1.00', lines: 'LINES' } })
    .replace('"LINES"', `[${'{},'.repeat(99_999)}{}]`), 'first-listed'],
  ['6,000 lines', 413, { too_large: ['/bill/lines'] }, null, 'lines-6000'],
  ['10 MB', 413, { too_large: [''] }, `{"insured_area":"${'1'.repeat(10_000_000)}"}`],
];

export function sixThousandLines() {
  const many = Array.from({ length: 6000 }, () => ({ code: 'X', name: 'x', quantity: '1', price: '1', amount: '1' }));
  return quote({ bill: { total: '6000.00', lines: many } });
}
export { good, line };
