/* Cal.com's own cache of answers, and changes announced a moment before their commit: S8 as the
 * code has it.
 *
 * Question: does everybody who asks after a change was both committed and announced, in whichever
 * order, get an answer that shows it, although Cal.com itself answers the same question from its
 * cache for two ticks, and although a commit may follow its announcement by up to the settle window?
 *
 * Covers: a cache at Cal.com for each `end` a question can have, which nothing invalidates, filled
 * by strangers and by our own questions; one change committed before its webhook, one announced
 * before its commit; entries; requests that take any time.
 * Leaves out: commits later than the settle window (settling.pml), several askers of one request
 * (coalescing.pml).
 *
 * States: 292,566
 *
 * Switches:
 *   BREAK_S8_END     our questions have the same `end` as everybody's
 *   BREAK_S8_TURN    our questions have an `end` of their own, but always the same
 *   BREAK_S8_WINDOW  what is fetched within the settle window is kept
 */

#define CACHE  2
#define SETTLE 3
#define END    6

/* Which `end` a question has. */
#define THEIRS 0 /* what strangers ask with */
#define OURS   1 /* one of our own, the same again and again */
#define NEW    2 /* one that has not been asked with for longer than Cal.com's cache keeps anything */

byte now = 0;

/* Changes, as sets: 1 is announced after its commit, 2 before it. */
byte truth = 0, announced = 0;
byte cached[2] = 0, cached_at[2] = 0;
bit filled[2] = 0;

bit fact = 0, fresh = 0, overtaken = 0;
byte fact_at = 0, shown = 0;

#define settles(at) (fact && (at) < fact_at + SETTLE)

inline absorb(change) {
    announced = announced | change;
    fresh = 0;
    overtaken = 1;
    fact = 1;
    fact_at = now
}

inline ask(end_, got) {
    if
    :: end_ == NEW -> got = truth
    :: end_ != NEW && filled[end_] && now < cached_at[end_] + CACHE -> got = cached[end_]
    :: else -> got = truth; cached[end_] = got; cached_at[end_] = now; filled[end_] = 1
    fi
}

proctype Clock() {
    do
    /* A commit follows its announcement within the window. */
    :: d_step { now < END && !((announced & 2) && !(truth & 2) && now + 1 >= fact_at + SETTLE) ->
           now++ }
    :: now == END -> break
    od
}

proctype Booking() {
    truth = truth | 1;
    d_step { absorb(1) }
}

proctype Cancellation() {
    d_step { absorb(2) };
    truth = truth | 2
}

proctype Stranger() {
    byte ignored;
    d_step { ask(THEIRS, ignored); ignored = 0 }
}

proctype Asker(byte questions) {
    byte left, owed, got;
    do
    :: questions == 0 -> break
    :: atomic {
           questions > 0 ->
           questions--;
           owed = truth & announced;
           if
           :: fresh -> got = shown; goto answered
           :: else -> overtaken = 0; left = now
           fi
       };
       d_step {
#ifdef BREAK_S8_END
           ask(THEIRS, got)
#else
#ifdef BREAK_S8_TURN
           ask(OURS, got)
#else
           ask(NEW, got)
#endif
#endif
       };
       atomic {
           if
#ifdef BREAK_S8_WINDOW
           :: !overtaken -> fresh = 1; shown = got
#else
           :: !overtaken && !settles(left) -> fresh = 1; shown = got
#endif
           :: else
           fi;
answered:  assert((owed & ~got) == 0);
           owed = 0; got = 0; left = 0
       }
    od
}

init {
    atomic { run Clock(); run Booking(); run Cancellation(); run Stranger(); run Asker(3) }
}
