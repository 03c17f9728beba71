/* One start and the clock: what Cal.com answers for a while after a change, and what becomes of it.
 *
 * Questions: is a start offered that an acknowledged booking has taken? And does a cancellation,
 * announced before its commit and committed any time later or never, free the start within a step
 * of the ladder and a settle window after the commit?
 *
 * Covers: answers computed from the old state for up to three ticks after a commit; the settle
 * window; the overlay and the one reading of a booking it denies; a pending cancellation and its
 * ladder of lifetimes (1, 2, 4 ticks here); a webhook that comes late; requests that take any time.
 * Leaves out: Cal.com's own cache (upstream_cache.pml), other starts and event types (radius.pml), the end of waiting for a cancellation that
 * never comes (15 minutes), lost webhooks (lifetime.pml), a restart (barrier.pml), sharing of
 * requests while settling (coalescing.pml).
 *
 * States: 964,627
 *
 * Switches:
 *   BREAK_S7          known bookings are not subtracted from answers
 *   BREAK_S7_READ     what the overlay denies is withheld, and the booking never read
 *   BREAK_S8          what is fetched in the settle window lives as long as anything
 *   BREAK_S8_LADDER   entries live their whole lifetime while a cancellation is pending
 *   BREAK_S8_RELEASE  an announced cancellation releases the time at once
 */

#define LAG      3  /* ticks in which Cal.com may compute from the state before a commit */
#define SETTLE   3  /* the settle window */
#define STEP     4  /* the longest step of the ladder */
#define LIFETIME 12
#define END      10 /* the clock stops here */

byte now = 0;

/* Cal.com. */
bit taken = 0, before = 0; /* the start, and what it was before the last commit */
byte committed_at = 0;
bit freed = 0;             /* the cancellation has been committed */

/* The gateway: the overlay, facts, an entry. */
bit told = 0, overlay = 0, pending = 0;
byte pending_at, fact_at = 0;
bit fact = 0;
bit fresh = 0, overtaken = 0, shown_free = 0;
byte expires = 0;

#define settles(at) (fact && (at) < fact_at + SETTLE)

inline absorb() { fresh = 0; overtaken = 1; fact = 1; fact_at = now }
inline commit(value) { before = taken; taken = value; committed_at = now }

/* What Cal.com computes now, from the state of now or the one before. */
inline compute(free) {
    if
    :: free = !taken
    :: before != taken && now - committed_at < LAG -> free = !before
    fi
}

proctype Clock() {
    do
    :: atomic { now < END -> now++ }
    :: now == END -> break
    od
}

proctype Booking() {
    d_step { commit(1) };
    d_step { absorb(); overlay = 1; told = 1 };
    d_step {
        absorb(); /* the cancellation is announced */
        pending = 1;
        pending_at = now;
#ifdef BREAK_S8_RELEASE
        overlay = 0
#endif
    };
    if
    :: d_step { commit(0); freed = 1 }
    :: true /* it comes to nothing */
    fi
}

inline lifetime(left) {
    expires = left + LIFETIME;
#ifndef BREAK_S8_LADDER
    if
    :: pending && left < pending_at + 1 -> expires = left + 1
    :: pending && left >= pending_at + 1 && left < pending_at + 3 -> expires = left + 2
    :: pending && left >= pending_at + 3 -> expires = left + STEP
    :: else
    fi;
#endif
#ifndef BREAK_S8
    if
    :: settles(left) && expires > fact_at + SETTLE -> expires = fact_at + SETTLE
    :: else
    fi
#endif
}

/* The booking is read, as Cal.com lists as free what the overlay denies. */
inline read_booking() {
    if
    :: !taken -> overlay = 0; pending = 0; absorb()
    :: taken
    fi
}

proctype Asker(byte questions) {
    byte left;
    bit owed_taken, owed_free, free;
    do
    :: questions == 0 -> break
    :: atomic {
           questions > 0 ->
           questions--;
           owed_taken = told;
           owed_free = freed && now >= committed_at + LAG + STEP;
           if
           :: fresh && now < expires -> free = shown_free; goto answered
           :: else -> overtaken = 0; left = now
           fi
       };
       atomic { compute(free) };
       atomic {
           if
           :: !overtaken -> fresh = 1; shown_free = free; lifetime(left)
           :: overtaken
           fi;
#ifndef BREAK_S7_READ
           if
           :: free && overlay && !settles(left) -> read_booking()
           :: else
           fi;
#endif
answered:
#ifndef BREAK_S7
           free = free && !overlay;
#endif
           assert(!(free && owed_taken && taken));
           assert(free || !owed_free);
           owed_taken = 0; owed_free = 0; free = 0; left = 0
       }
    od
}

init {
    atomic { run Clock(); run Booking(); run Asker(3) }
}
