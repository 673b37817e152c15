// Canned messages to a person.
const text = (zh, en) => ({ zh, en });

const message = (no, at, kind, zh, en, room, more = {}) => ({
  id: `m${no}`,
  at: `${at}:00.000+08:00`,
  kind,
  attention: false,
  read: true,
  text: text(zh, en),
  values: [],
  door: { room, id: null },
  ...more,
});
export const messages = {
  person: 'p00000000000000a1',
  unread: 2,
  up_to: '5-17',
  messages: [
    message(
      5,
      '2026-11-22T13:00',
      'card_reported',
      '尾号 0017 的社保卡已挂失，现在不能用。医保码照样能用。',
      'Your card ending in 0017 is reported lost and frozen. The code on the phone works.',
      'card',
      { attention: true, read: false },
    ),
    message(
      4,
      '2026-11-22T09:12',
      'case_decided',
      '异地就医备案（c0303-4）已有结果：通过。',
      'Filing for treatment elsewhere (c0303-4) has been decided: approved.',
      'case',
      { attention: true, read: false, door: { room: 'case', id: 'c0303-4' } },
    ),
    message(
      3,
      '2026-10-12T10:20',
      'settlement_made',
      '2026年10月12日的费用 50,000.00 元已结算：医保付 43,277.00 元，您付 6,723.00 元。',
      'Settled: the bill of 12 October 2026, 50,000.00 yuan. Funds 43,277.00, you 6,723.00.',
      'settlement',
      { id: 's0303-17', door: { room: 'settlement', id: 's0303-17' } },
    ),
  ],
  next: '3-17',
};
export const olderMessages = {
  ...messages,
  messages: [
    message(
      1,
      '2026-05-01T08:00',
      'delegate_added',
      '王*示从2026年5月1日到2027年4月30日可以替您办事。不是您本意的，请收回授权。',
      'W*g may act for you from 1 May 2026 to 30 April 2027. You can take it back.',
      'family',
    ),
  ],
  next: null,
};
