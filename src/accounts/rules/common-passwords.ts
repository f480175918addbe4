/**
 * What nearly everybody's passwords are made of, as lists of leaked ones show again and again (the first of SecLists and
 * of the NCSC's hundred thousand, without their digits): each stands for itself and for what people append to it.
 */
const words = (
  'password passwort passwd passwrd passcode contrasena motdepasse letmein letmeinnow welcome changeme changeit ' +
  'admin administrator root user username guest test testing tester default secret login logon signin master access ' +
  'hello whatever nothing trustno please enter open sesame ninja hacker killer computer laptop ' +
  'internet google facebook microsoft windows linux ubuntu oracle cisco samsung apple iphone android server database ' +
  'data analyst company office business manager support service system stoa notebook jupyter workspace ' +
  'love loveme lovely lover iloveyou iloveu ilove babygirl baby angel princess prince sweetie honey sunshine sunny ' +
  'flower butterfly rainbow star stars family friend friends forever freedom peace happy lucky blessed heaven jesus christ ' +
  'football soccer baseball basketball hockey tennis golf superman batman spiderman starwars pokemon pikachu naruto ' +
  'dragon monkey tiger tigger lion shadow phoenix eagle falcon wolf panther cheese cookie chocolate banana orange pepper ' +
  'ginger peanut candy coffee summer winter spring autumn january february march april june july august september ' +
  'october november december monday friday sunday london paris berlin america england liverpool arsenal chelsea ' +
  'barcelona madrid yankees cowboys steelers lakers eagles mustang ferrari porsche mercedes corvette harley camaro ' +
  'michael michelle jordan jennifer jessica ashley amanda daniel david andrew charlie thomas robert matthew joshua ' +
  'nicole anthony george hannah samantha william justin hunter buster maggie jasmine oliver sophie martin maria anna ' +
  'woaini aini woshishui nihao mima zhang wang trustme biteme'
).split(' ');

/** Neighbours on keyboards, in the alphabet and among digits; read both ways. */
const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiopü',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'zaqxswcdevfrbgtnhymjukilop',
  'zaq12wsxcde34rfv',
  '!@#$%^&*()',
  '1357924680',
  '5201314',
];
const sequences = [...rows, ...rows.map((row) => [...row].reverse().join(''))];

/** What is typed in place of a letter. */
const looksLike: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'il', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '9': 'g' },
  ...{ '@': 'a', $: 's', '!': 'i', '|': 'l' },
};

const shortestRun = 3;
/** Beyond these a password has something that is not to be guessed from a list. */
const mostParts = 2;
const mostBeside = 6;
const longestLooked = 64;

/**
 * Whether a guesser's first lists hold it: letters that are all made of at most two common words, rows of keys or the
 * account's name, repeated or not, with a few digits or signs beside them.
 *
 * @param folded  in small letters, in characters of any script
 */
export function isCommonPassword(folded: string, account: string): boolean {
  const text = [...folded];
  if (text.length > longestLooked) return false;
  // A name of one or two letters is found in anything.
  const own = [account, ...account.split(/[._-]/)].filter((part) => part.length >= shortestRun);
  return isMadeOf(text, 0, [...own, ...words], new Set(), 0);
}

function isMadeOf(
  text: readonly string[],
  at: number,
  known: readonly string[],
  parts: ReadonlySet<string>,
  beside: number,
): boolean {
  const next = text[at];
  if (next === undefined) return parts.size > 0;
  const run = runAt(text, at);
  if (run >= shortestRun && goesOn(text, at + run, known, parts, 'a run', beside)) return true;
  for (const word of known)
    if (startsWith(text, at, word) && goesOn(text, at + word.length, known, parts, word, beside)) return true;
  return !/\p{L}/u.test(next) && beside < mostBeside && isMadeOf(text, at + 1, known, parts, beside + 1);
}

function goesOn(
  text: readonly string[],
  at: number,
  known: readonly string[],
  parts: ReadonlySet<string>,
  part: string,
  beside: number,
): boolean {
  const more = parts.has(part) ? parts : new Set([...parts, part]);
  return more.size <= mostParts && isMadeOf(text, at, known, more, beside);
}

function startsWith(text: readonly string[], at: number, word: string): boolean {
  for (let index = 0; index < word.length; index++) {
    const typed = text[at + index];
    const letter = word.charAt(index);
    if (typed === undefined || (typed !== letter && !looksLike[typed]?.includes(letter))) return false;
  }
  return true;
}

/** Length of the longest row of neighbours, or of one character again and again, that begins there. */
function runAt(text: readonly string[], at: number): number {
  let longest = 1;
  while (text[at + longest] === text[at]) longest++;
  for (const sequence of sequences)
    for (let from = sequence.indexOf(text[at] ?? ''); from >= 0; from = sequence.indexOf(text[at] ?? '', from + 1)) {
      let length = 0;
      while (from + length < sequence.length && text[at + length] === sequence[from + length]) length++;
      longest = Math.max(longest, length);
    }
  return longest;
}
