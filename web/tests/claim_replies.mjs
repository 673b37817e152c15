// Canned replies about manual claims: what is filled in, and the money.
import { text } from './reply.mjs';

export const fault = (path, code, zh, en, remedyZh, remedyEn) => ({
  code,
  path,
  title: text(zh, en),
  found: '',
  rule: '',
  remedy: text(remedyZh, remedyEn),
});

export const claimForm = {
  ground: 'system_failure',
  visit: '21',
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
export const claimMoney = {
  payable: '15400.00',
  insurance: '14000.00',
  commercial: '1400.00',
  faults: [],
  settlement: '',
  paid: '0.00',
  owed_back: '0.00',
  deadline: { known: false, last_day: null },
  payments: [],
  remarks: [],
};
const unknownFigure = (line) => ({
  ...fault(
    `/form/lines/${line}/code`,
    'unknown_figure',
    '所需政策数字未知',
    'A figure that is needed is unknown',
    '向参保地经办机构核实该数字后再结算',
    'Ask the agency for the figure',
  ),
  found: claimForm[`lines.${line}.name`],
});
/** A line that the catalogue does not have, and two for which a figure is unknown. */
export const claimUnknown = {
  ...claimMoney,
  payable: null,
  insurance: null,
  commercial: '0.00',
  faults: [
    fault(
      '/form/lines/1/code',
      'unknown_code',
      '目录中没有该编码',
      'The code is not in the catalogue',
      '核对编码，或先导入新版目录',
      'Check the code, or import the newer edition',
    ),
    unknownFigure(0),
    unknownFigure(1),
  ],
  deadline: null,
};
