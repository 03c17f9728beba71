/* Several event types that share hosts: what a fact has to reach, and when it must be absorbed.
 *
 * Question: can anybody be given an answer that lacks a change which had been acknowledged before
 * he asked, whatever its event type and however facts, fetches and landings interleave?
 *
 * Covers: two hosts and three event types, the middle one served by both; a booking through us,
 * which is a fact before it leaves and after it ends; a booking by a stranger, whose webhook may
 * come late, twice, or in a shape nobody understands; an edit by which a host joins an event type,
 * and the reading of the catalogue anew.
 * Leaves out: how stamps tell what a fact came after (stamps.pml proves that the two bits used
 * here, fresh and overtaken, are what they tell); dates; bookings whose outcome is unknown
 * (barrier.pml); Cal.com's own cache (settling.pml); sharing of requests (coalescing.pml); edits
 * nobody announces (lifetime.pml).
 *
 * States: 978,382
 *
 * Switches:
 *   BREAK_S1        a handler deletes entries itself instead of telling the engine
 *   BREAK_S1_AFTER  a write is a fact before it leaves, and not after it ends
 *   BREAK_S4        a booking reaches its own event type only, not those that share its host
 *   BREAK_S4_EDIT   the catalogue goes on telling the hosts of before an edit
 *   BREAK_S4_READ   the catalogue believes a reading that left before the edit
 *   BREAK_S5        a write is acknowledged before its fact is absorbed
 *   BREAK_W5        a webhook nobody understands is no fact
 */

/* Changes, as a set. */
#define FIRST  1 /* the first host is booked, through us, on event type 0 */
#define SECOND 2 /* the second host is booked, by a stranger, on event type 2 */
#define EDIT   4 /* event type 2 has been edited: the first host serves it too */

byte truth = 0; /* what has been committed at Cal.com */
byte told = 0;  /* what some entry point has acknowledged */

/* What of these changes an answer about an event type shows. */
#define concerns(type, changes) \
    ((type) == 0 -> FIRST : ((type) == 1 -> FIRST | SECOND : \
    ((changes) & EDIT -> FIRST | SECOND | EDIT : SECOND)))

/* The engine. Sets of event types, as bits: which entries are servable, and what facts have reached
 * since the asker's request left. */
#define ONLY(type) (1 << (type))
#define ALL 7
byte fresh = 0, overtaken = 0;
byte shown[3] = 0;

/* The catalogue: whether it knows who serves what, and whether it knows the edit. */
bit resolved = 1, knows_edit = 0, reading_overtaken = 0;

inline reach(types) {
    fresh = fresh & ~(types);
#ifndef BREAK_S1
    overtaken = overtaken | (types)
#endif
}

inline absorb_first() {
    d_step {
        if
#ifdef BREAK_S4
        :: true -> reach(ONLY(0))
#else
        :: !resolved -> reach(ALL)
        :: resolved && knows_edit -> reach(ALL)
        :: resolved && !knows_edit -> reach(ONLY(0) | ONLY(1))
#endif
        fi
    }
}

inline absorb_second() {
    d_step {
        if
#ifdef BREAK_S4
        :: true -> reach(ONLY(2))
#else
        :: !resolved -> reach(ALL)
        :: resolved -> reach(ONLY(1) | ONLY(2))
#endif
        fi
    }
}

inline absorb_edit() {
    d_step {
        reach(ALL);
        reading_overtaken = 1;
#ifndef BREAK_S4_EDIT
        resolved = 0
#endif
    }
}

proctype Ours() {
    absorb_first();
    truth = truth | FIRST;
#ifdef BREAK_S5
    told = told | FIRST;
#endif
#ifndef BREAK_S1_AFTER
    absorb_first();
#endif
    told = told | FIRST
}

proctype Stranger() {
    truth = truth | SECOND;
    if
    :: absorb_second()
    :: true; /* not understood */
#ifndef BREAK_W5
       d_step { reach(ALL) }
#endif
    fi;
    told = told | SECOND;
    absorb_second() /* the same webhook again */
}

proctype Editor() {
    absorb_edit();
    truth = truth | EDIT;
    absorb_edit();
    told = told | EDIT
}

/* Reads event types whenever it does not know who serves them. */
proctype Catalogue() {
    bit edited;
end:
    do
    :: atomic { !resolved -> reading_overtaken = 0 };
       edited = (truth & EDIT) != 0;
       d_step {
           if
#ifdef BREAK_S4_READ
           :: true -> resolved = 1; knows_edit = edited
#else
           :: !reading_overtaken -> resolved = 1; knows_edit = edited
           :: reading_overtaken
#endif
           fi;
           edited = 0
       }
    od
}

proctype Asker(byte questions) {
    byte type, owed, got;
    do
    :: questions == 0 -> break
    :: atomic {
           questions > 0 ->
           questions--;
           select (type : 0 .. 2);
           owed = told & concerns(type, told);
           if
           :: fresh & ONLY(type) -> got = shown[type]; goto answered
           :: else -> overtaken = 0
           fi
       };
       got = truth & concerns(type, truth);
       atomic {
           if
           :: !(overtaken & ONLY(type)) -> shown[type] = got; fresh = fresh | ONLY(type)
           :: else
           fi;
answered:  assert((owed & ~got) == 0);
           owed = 0; got = 0; type = 0; overtaken = 0
       }
    od
}

init {
    atomic { run Asker(3); run Ours(); run Stranger(); run Editor(); run Catalogue() }
}
