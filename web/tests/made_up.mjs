// Made-up people and places of the canned replies.
import { text } from './reply.mjs';

export const nanchang = { code: '360100', name: text('南昌市', 'Nanchang') };
export const beijing = { code: '110000', name: text('北京市', 'Beijing') };
export const employees = {
  code: '310',
  name: text('职工基本医疗保险', 'Employees’ basic insurance'),
};
export const inpatient = { code: '21', name: text('普通住院', 'In-patient') };
export const source = { document: '某市职工基本医疗保险办法', clause: '第十二条', grade: 'B' };
export const parent = 'p00000000000000a1';
export const child = 'p00000000000000c1';
export const hospital = { code: 'H11000000001', name: '某大学附属第一医院' };
