/* A time that is held for a while, and its end, which nobody announces.
 *
 * Questions: is what is known to be held offered to nobody until its hold ends, whatever Cal.com
 * lists meanwhile? Is it offered to whoever asks once it has ended, however late Cal.com's clock
 * lets it go?
 *
 * Covers: a hold that is told, with its end; Cal.com that may list it just after it was made, and
 * lets it go at the told end or a step later; requests that take time, and who shares them; the
 * entries they leave.
 * Leaves out: holds that are let go or moved, which are facts (radius.pml), lifetimes that end
 * earlier (lifetime.pml), holds nobody told of.
 *
 * States: 722,471
 *
 * Switches:
 *   BREAK_S7_HELD    a hold is not subtracted
 *   BREAK_S10_HELD   a request that left before the end is shared after it
 *   BREAK_S11_HELD   an entry that left before the end outlives it
 *   BREAK_S11_LATE   an entry that left at the end lives as long as any other
 */

#define SETTLED 1 /* until then Cal.com may answer as before the hold */
#define UNTIL   2 /* the told end */
#define LATE    3 /* from then on Cal.com lists it for certain */
#define END     5
#define NEVER   9

byte now = 0;
bit lists_late; /* Cal.com's clock is a step behind */

bit shown = 0; /* the entry: does it have the time? */
byte left = 0, expires = 0;

/* A request of each asker's: 0 none, 1 it left, 2 Cal.com has looked, 3 it has landed. */
byte state[3] = 0, request_left[3] = 0;
bit brought[3] = 0;

#define come_back(l) ((l) < UNTIL -> UNTIL : ((l) < LATE -> LATE : NEVER))
#ifdef BREAK_S11_HELD
#define lives_until(l) NEVER
#else
#ifdef BREAK_S11_LATE
#define lives_until(l) ((l) < UNTIL -> UNTIL : NEVER)
#else
#define lives_until(l) come_back(l)
#endif
#endif
#ifdef BREAK_S10_HELD
#define is_young(r) 1
#else
#define is_young(r) (now < come_back(request_left[r]))
#endif
#define joinable(r) \
    ((state[r] == 1 || state[r] == 2) && request_left[r] >= SETTLED && is_young(r))
#ifdef BREAK_S7_HELD
#define held 0
#else
#define held (now < UNTIL)
#endif

proctype Clock() {
    do
    :: d_step { now < END -> now++ }
    :: now == END -> break
    od
}

inline look(r) {
    if
    :: now >= UNTIL + lists_late || now < SETTLED -> brought[r] = 1
    :: now < UNTIL + lists_late -> brought[r] = 0
    fi;
    state[r] = 2
}

inline land(r) {
    state[r] = 3;
    if
    :: request_left[r] >= SETTLED && request_left[r] >= left ->
       shown = brought[r];
       left = request_left[r];
       expires = lives_until(left)
    :: else
    fi
}

proctype Asker(byte me) {
    byte asked_at, whose;
    bit got;
    atomic {
        asked_at = now;
        whose = me;
        if
        :: now < expires -> got = shown; goto answered
        :: now >= expires && joinable(0) -> whose = 0
        :: now >= expires && joinable(1) -> whose = 1
        :: now >= expires && !joinable(0) && !joinable(1) ->
           state[me] = 1;
           request_left[me] = now
        fi
    };
    if
    :: whose == me -> atomic { look(me) }; atomic { land(me) }
    :: whose != me -> state[whose] == 3
    fi;
    atomic { got = brought[whose] };
answered:
    atomic {
        /* What is answered from memory is answered in the moment of the question. */
        assert(!(got && !held && now < UNTIL));
        assert(asked_at < LATE || got)
    }
}

init {
    atomic {
        if
        :: lists_late = 0
        :: lists_late = 1
        fi;
        run Clock(); run Asker(0); run Asker(1); run Asker(2)
    }
}
