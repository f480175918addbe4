/**
 * What is said of the cluster, in English, by code. Pages take these words into their catalogue and translate them.
 * Places are filled with parameters: `…Amount` is said in the unit of the parameter `kind`, `…Share` as a percentage,
 * `…Milliseconds` as a duration. What counts by `count` has a form for one and one for many.
 */
export const english = {
  // What is in the way, in one line.
  'class-not-allowed': '{{role}} may ask for the class {{highestClass}} at most, and this asks for {{class}}.',
  'over-limit':
    '{{role}} holds {{heldAmount}} of the {{limitAmount}} that are its limit; {{needAmount}} more are too many.',
  'no-agents': 'No agent takes work now.',
  'nowhere-allowed': 'No agent that takes work meets its constraints.',
  'too-large': 'No agent is as large as this: it needs {{needAmount}} in one place.',
  'all-declined': 'Its framework declined every agent where it could run.',
  'room-declined': 'Its framework declined the agents that have room.',
  'place-coming': 'A place is kept on {{agent}} until what runs there has ended.',
  'no-room': 'No agent has {{needAmount}} free in one place.',
  'no-room-together': 'No agent has all that it needs free in one place.',
  'being-placed': 'There is room; it is being placed.',

  // One thing looked at, in the way or not.
  'class-allowed': '{{role}} may ask for the class {{class}}.',
  'within-limit': '{{role}} stays within its limits.',
  'below-share': '{{role}} has {{heldShare}} of the cluster; its fair share is {{fairShare}}.',
  'above-share':
    '{{role}} has {{heldShare}} of the cluster, more than its fair share of {{fairShare}}: nothing ends for it.',
  'agents-active_one': 'One agent takes work.',
  'agents-active_other': '{{count}} agents take work.',
  'agents-inactive_one': '{{count}} of {{total}} agents takes no work now.',
  'agents-inactive_other': '{{count}} of {{total}} agents take no work now.',
  constraint_one: '{{attribute}} must be {{values}}, which rules out {{count}} agent.',
  constraint_other: '{{attribute}} must be {{values}}, which rules out {{count}} agents.',
  'constraint-not_one': '{{attribute}} must not be {{values}}, which rules out {{count}} agent.',
  'constraint-not_other': '{{attribute}} must not be {{values}}, which rules out {{count}} agents.',
  declined_one: 'Its framework declined {{count}} of {{eligible}} agents for now.',
  declined_other: 'Its framework declined {{count}} of {{eligible}} agents for now.',
  'large-enough_one': 'One agent is large enough.',
  'large-enough_other': '{{count}} agents are large enough.',
  short_one: '{{count}} of {{eligible}} agents has less than {{needAmount}} free.',
  short_other: '{{count}} of {{eligible}} agents have less than {{needAmount}} free.',
  'short-held_one':
    '{{count}} of {{eligible}} agents has less than {{needAmount}} free; {{role}} holds most, {{heldAmount}}.',
  'short-held_other':
    '{{count}} of {{eligible}} agents have less than {{needAmount}} free; {{role}} holds most, {{heldAmount}}.',
  'short-alone': 'The only agent where it may run has less than {{needAmount}} free.',
  'short-held-alone':
    'The only agent where it may run has less than {{needAmount}} free; {{role}} holds most, {{heldAmount}}.',
  reserved_one: 'On one agent there would be room, were it not reserved for other roles.',
  reserved_other: 'On {{count}} agents there would be room, were it not reserved for other roles.',
  kept_one: 'On one agent there would be room, were it not kept for others who come first.',
  kept_other: 'On {{count}} agents there would be room, were it not kept for others who come first.',
  'guess-turned-down':
    'Its framework says nothing. It is taken to need {{needAmount}}, because it turned down offers of up to {{mostAmount}}.',
  'guess-launched':
    'Its framework says nothing. It is taken to need {{needAmount}}, because it has launched as much; offers of up to {{mostAmount}} it turned down.',

  // What lets it start.
  'start-class': 'It starts when asked for with the class {{highestClass}} or a lower one.',
  'start-limit': 'It starts when {{role}} has given back {{overAmount}}, or when its limit is raised.',
  'start-place': 'It starts on {{agent}} when what ends there is gone.',
  'start-known-ends': 'It starts on {{agent}} when tasks there reach their known end, unless others come first.',
  'start-ends': 'It starts when enough of what runs has ended; nobody knows when that is.',
  'start-ends-or-reserved':
    'It starts when enough of what runs has ended, or when room that is reserved for others is given back.',
  'start-framework':
    'It starts when its framework takes offers of the agents that it declined; other room would do as well.',
  'start-larger': 'It starts with a smaller size, or on a larger agent.',
  'start-agent': 'It starts when an agent takes work.',
  'start-other-agent': 'It starts when an agent that meets its constraints takes work.',

  // Why a task had to make room.
  'rule-guarantee': '{{role}} had less than it is guaranteed, so it takes from roles that have more than theirs.',
  'rule-guarantee-unnamed': 'A role that had less than it is guaranteed takes from roles that have more than theirs.',
  'rule-starved':
    '{{role}} had {{heldShare}} of the cluster for {{sinceMilliseconds}}, less than half of its fair share of {{fairShare}}.',
  'rule-starved-unnamed': 'A role had less than half of its fair share for {{sinceMilliseconds}}.',
  'rule-higher-class': 'The class {{winnerClass}} goes before {{loserClass}}.',
  chosen_one:
    '{{role}} held {{heldShare}} of the cluster, with a fair share of {{fairShare}}; this one task was enough, the least of {{agents}} choices.',
  chosen_other:
    '{{role}} held {{heldShare}} of the cluster, with a fair share of {{fairShare}}; {{count}} tasks on one agent were enough, the least of {{agents}} choices.',
  'chosen-here_one':
    '{{role}} held {{heldShare}} of the cluster, with a fair share of {{fairShare}}; this one task was enough.',
  'chosen-here_other':
    '{{role}} held {{heldShare}} of the cluster, with a fair share of {{fairShare}}; {{count}} tasks on one agent were enough.',
  'chosen-here-unnamed_one': 'This one task was enough.',
  'chosen-here-unnamed_other': '{{count}} tasks on one agent were enough.',
  'chosen-unnamed_one': 'This one task was enough, the least of {{agents}} choices.',
  'chosen-unnamed_other': '{{count}} tasks on one agent were enough, the least of {{agents}} choices.',

  // Why a task ended.
  'ended-exit': 'It ended with exit code {{exitCode}}.',
  'ended-signal': 'It was ended by the signal {{signal}}.',
  'ended-memory': 'It needed more than its {{limitAmount}} of memory.',
  'ended-disk': 'It wrote more than its {{limitAmount}} of disk.',
  'ended-files': 'It made more than its {{files}} files and folders.',
  'ended-disk-or-files':
    'It wrote more than its {{limitAmount}} of disk, or made more than its {{files}} files and folders.',
  'ended-home': 'Its home was over its limit of disk or of files.',
  'ended-too-long': 'It ran for {{limitMilliseconds}}, the longest that was asked for.',
  'ended-by': '{{account}} ended it.',
  'ended-for': 'It had to make room for {{name}}.',
  'ended-for-another': 'It had to make room for another task.',
  'ended-drain': '{{agent}} was drained.',
  'ended-agent-gone': '{{agent}} was marked gone: it does not come back.',
  'ended-framework': 'Its framework {{name}} was ended.',
  'ended-unhealthy': 'Its health check failed {{failures}} times.',
  'ended-account': 'The account {{account}} was suspended or deleted.',
  'ended-not-started': 'It could not be started: {{detail}}',
  'agent-unreachable': '{{agent}} does not answer; whether it runs there is not known.',
  'ended-agent-lost': '{{agent}} did not come back.',
  'ended-not-reached': '{{agent}} was never reached.',
  'ended-unknown': '{{detail}}',

  // What a framework does that keeps more from it.
  'framework-away': 'It has no connection now: nothing is offered to it.',
  'framework-suppressed': 'It asked for no offers.',
  'framework-offered_one':
    'It has {{count}} offer that it has not answered; unanswered ones go back after {{withinMilliseconds}}.',
  'framework-offered_other':
    'It has {{count}} offers that it has not answered; unanswered ones go back after {{withinMilliseconds}}.',
  'framework-silent': 'It has not said what it needs, so that is inferred from what it launched and declined.',

  // What size would do.
  'advice-smaller': 'It used {{peakAmount}} at most of the {{askedAmount}} it asked for; {{enoughAmount}} would do.',
  'advice-larger': 'It used {{peakAmount}} of the {{askedAmount}} it asked for; ask for {{enoughAmount}}.',
} as const;

type Forms = keyof typeof english;
/** A code without its form for one or many. */
export type SentenceCode = Forms extends infer Form
  ? Form extends `${infer Code}_one` | `${infer Code}_other`
    ? Code
    : Form
  : never;
