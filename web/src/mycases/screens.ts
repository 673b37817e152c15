// In which order a case is asked for. A screen is the key of a question, or `papers`; the empty one is
// everything at a glance.
import { isOpen, type Question } from '../cases/fields';
import type { Form } from '../cases/shapes';

export function screensOf(questions: Question[], papers: boolean): string[] {
  return [...questions.map(({ field }) => field.key), ...(papers ? ['papers'] : [])];
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
  return screens[screens.indexOf(at) + 1] ?? '';
}
