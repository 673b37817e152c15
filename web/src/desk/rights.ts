// What stands at the desk for whoever is signed in.
import { may } from '../portal/session';

/** Whose staff have cases that wait for them, or look at those of others. */
export const seesCases = () => may('read_desk');
export const givesCodes = () => may('give_sign_in_code') || may('admit_staff');
