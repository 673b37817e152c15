// What a message leads to, and messages by the day on China's clocks.
import type { Message } from './shapes';
import type { Room } from './place';

/** The server counts no further. */
export const mostUnread = 100;

const roomOf: Record<Message['door']['room'], Room> = {
  settlement: 'settlements',
  card: 'card',
  family: 'family',
  documents: 'documents',
  coverage: 'coverage',
  settings: 'settings',
  case: 'cases',
};

/** Rooms with a page for each record. */
const hasPage: Message['door']['room'][] = ['settlement', 'case'];

export interface Door {
  room: Room;
  id: string;
}
export function doorOf({ door }: Message): Door | null {
  const room = roomOf[door.room];
  return room ? { room, id: hasPage.includes(door.room) ? (door.id ?? '') : '' } : null;
}

export interface DayOfMessages {
  /** "2026-03-20" */
  day: string;
  messages: Message[];
}
/** In the order they came. The server writes times on China's clocks. */
export function byDay(messages: Message[]): DayOfMessages[] {
  const out: DayOfMessages[] = [];
  for (const message of messages) {
    const day = message.at.slice(0, 10);
    const last = out.at(-1);
    if (last?.day === day) last.messages.push(message);
    else out.push({ day, messages: [message] });
  }
  return out;
}
