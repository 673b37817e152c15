const messages = {
  none: '还没有消息。',
  noneHint: '结算、办事有了结果，社保卡、代办有了变动，会在这里告诉您。',
  fresh: '新',
  look: '要留意',
  unread: '{count} 条没看过',
  unreadMore: '{count} 条以上没看过',
  allRead: '都看过了',
  open: {
    settlement: '看这次结算',
    card: '看社保卡',
    family: '看谁能代办',
    documents: '看材料',
    coverage: '看参保和待遇',
    settings: '去设置',
    case: '看这项业务',
  },
};
export type MessageWords = typeof messages;
export default messages;
