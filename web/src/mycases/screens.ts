// In which order a case is asked for: what is needed, a screen each; what may be said, on one
// screen `more`; the `papers`. The empty one is everything at a glance.
import { isOpen, type Question } from '../cases/fields';
import type { Form } from '../cases/shapes';

export function screensOf(questions: Question[], papers: boolean): string[] {
  const needed = questions.filter(({ field }) => field.required).map(({ field }) => field.key);
  const more = questions.length > needed.length;
  return [...needed, ...(more ? ['more'] : []), ...(papers ? ['papers'] : [])];
}

/** Asked once that is told on which it rests: few have been hurt. */
const restsOn: Record<string, string> = { injury: 'admitted', injury_text: 'injury' };
export function isAsked({ field }: Question, form: Form): boolean {
  const before = restsOn[field.key];
  return !before || Boolean(form[before] || form[field.key]);
}

/** Whoever came back to change one thing returns to the glance; else the next screen follows. */
export function nextScreen(
  screens: string[],
  at: string,
  { questions, form, papers }: { questions: Question[]; form: Form; papers: number },
  correcting: boolean,
): string {
  const open = questions.some((question) => isOpen(question, form)) || papers > 0;
  if (correcting || !open) return '';
  const here = screens.indexOf(at);
  return here < 0 ? '' : (screens[here + 1] ?? '');
}
