// What the role of whoever is signed in may do, as the server says it.
import { me } from '../portal/session';

export const may = (action: string): boolean =>
  me.value?.may.some((each) => each.action === action) ?? false;
/** Whose staff have cases that wait for them, or look at those of others. */
export const seesCases = () => may('read_desk');
export const givesCodes = () => may('give_sign_in_code') || may('admit_staff');
