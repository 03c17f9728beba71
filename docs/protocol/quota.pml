/* The budget of one credential against the windows in which Cal.com counts.
 *
 * Questions: does Cal.com ever count more requests in one of its windows than its limit, although
 * we do not know when a window began? Does a booking find room while only questions are under way?
 *
 * Covers: windows fixed from their first request; requests that take up to two ticks to arrive;
 * answers that tell when the window ends, in whole ticks, rounded down; answers that are lost; the
 * reserve of the booking lane.
 * Leaves out: several limits, other users of the credential, queues, blocks and the ramp after
 * them, the lanes of refresh and audit.
 *
 * States: 73,637
 *
 * Switches:
 *   BREAK_S14        a request counts for one window's length from its departure
 *   BREAK_S14_AFTER  a request counts from its answer on
 *   BREAK_S14_LOST   a request without an answer is counted no longer
 *   BREAK_S14_RESET  a request counts until the told reset, and not a tick longer
 *   BREAK_S14_LANE   questions leave nothing free for bookings
 */

#define LIMIT   2
#define WINDOW  3
#define FLIGHT  2  /* ticks a request takes at most until Cal.com counts it */
#define END     8
#define FOREVER 255
#define BOOKING 3  /* the number of the request that is a booking */

byte now = 0;
byte counted = 0, window_end = 0; /* Cal.com's */

byte used = 0;              /* ours */
byte until[4] = 0;          /* 0: not counted */
byte must_arrive[4] = FOREVER;

#define in_time(me) (now < must_arrive[me])
#define all_in_time (in_time(0) && in_time(1) && in_time(2) && in_time(3))

proctype Clock() {
    byte i;
    do
    :: d_step {
           now < END && all_in_time ->
           now++;
           i = 0;
           do
           :: i < 4 && until[i] && until[i] <= now -> until[i] = 0; used--; i++
           :: i < 4 && !(until[i] && until[i] <= now) -> i++
           :: i == 4 -> break
           od;
           i = 0
       }
    :: now == END -> break
    od
}

/* Count a request until then; it may have been counted already. */
inline count(me, end_) {
    if
    :: until[me] == 0 -> used++
    :: else
    fi;
    until[me] = end_
}

proctype Request(byte me) {
    byte told;
end:
    atomic {
#ifdef BREAK_S14_LANE
        used < LIMIT;
#else
        (me == BOOKING && used < LIMIT) || used < LIMIT - 1;
#endif
#ifndef BREAK_S14_AFTER
        count(me, FOREVER);
#endif
#ifdef BREAK_S14
        until[me] = now + WINDOW;
#endif
        must_arrive[me] = now + FLIGHT
    };
    d_step {
        if
        :: now >= window_end -> window_end = now + WINDOW; counted = 0
        :: else
        fi;
        counted++;
        assert(counted <= LIMIT);
        told = window_end;
        must_arrive[me] = FOREVER
    };
    if
    :: told = told - 1 /* rounded down */
    :: true
    :: told = 0        /* the answer is lost */
    fi;
    d_step {
        if
        :: told == 0 ->
#ifdef BREAK_S14_LOST
           told = now
#else
           told = now + WINDOW + 1
#endif
        :: else ->
#ifndef BREAK_S14_RESET
           told++
#endif
        fi;
        if
        :: told <= now -> told = now + 1 /* the next tick takes it off */
        :: else
        fi;
#ifndef BREAK_S14
        count(me, told);
#endif
        told = 0
    }
}

/* Whoever books while none of its lane is under way. */
proctype Booker() {
    assert(used < LIMIT);
    run Request(BOOKING)
}

init {
    atomic { run Clock(); run Request(0); run Request(1); run Request(2); run Booker() }
}
