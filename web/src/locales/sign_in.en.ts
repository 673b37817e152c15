import type { SignInWords } from './sign_in.zh';

const signIn: SignInWords = {
  login: {
    title: 'Sign in',
    expired: 'Your session has ended. Sign in again to return to the same page.',
    who: 'You are',
    person: 'An insured person',
    staff: 'Staff',
    residentId: 'Resident id number',
    account: 'Account',
    password: 'Password',
    show: 'Show',
    code: 'One-time code',
    codeHint: 'Open your authenticator and enter the 6 digits it shows now.',
    secret: 'Secret of this demo account: {secret}',
    lacking: 'Both must be filled in.',
    wrong:
      'Number or password is not right. If you forgot the password, take your id card to a counter or call.',
    wrongCode: 'The code is not right or was used before. Wait for the next one.',
    tooMany: 'Too many attempts. Try again in {minutes} minutes, or call.',
    busy: 'Signing in',
    enter: 'Sign in',
    demo: 'Demo accounts',
    demoHint: 'These people are made up. One tap signs in.',
    other: 'Other ways to sign in',
    otherHint:
      'That site confirms who you are and sends you back. A window (for staff, an administrator) has to link the account first.',
    by: 'Sign in by {provider}',
    stillThere:
      'Signed out here. You may still be signed in at {provider}; on a shared computer sign out there, too.',
    leaveThere: 'Sign out there, too',
  },
  password: {
    title: 'First sign-in or new password',
    text: 'Bring your identity card to a window and get a sign-in code (staff: from the administrator). It is good once, for 24 hours.',
    name: 'Resident id or account',
    code: 'Sign-in code',
    codeHint:
      'The 10 letters and digits on the paper, such as 4K7QM-29XTB. Capitals do not matter.',
    password: 'New password',
    passwordHint: 'At least 10 characters. A few unrelated words are hard to guess.',
    lackName: 'Enter the resident id or the account.',
    lackCode: 'The code has 10 letters and digits; look at the paper again.',
    lackPassword: 'At least 10 characters.',
    wrong:
      'The code is wrong, was used or has expired. Look at the paper again, or get a new one at the window.',
    weak: 'This password is too easy to guess; choose another one.',
    busy: 'Setting it',
    set: 'Set the password',
    back: 'Back to signing in',
    done: 'The password is set. Sign in with it.',
  },
  sessions: {
    title: 'Where you are signed in',
    here: 'This device',
    there: 'Another device',
    times: 'Since {begun}; last used {seen}',
    end: 'Sign out everywhere',
    sure: 'Every device has to sign in again, this one, too. Sign out?',
    yes: 'Sign out everywhere',
    no: 'Not now',
  },
  refusals: {
    title: 'Who was refused, and what',
    none: 'Nobody.',
    nobody: 'Somebody who was not signed in',
    what: '{title}, {times} times',
    looked: 'Asked for your record without a right to it',
    tried: '{what}: {title}',
  },
};
export default signIn;
