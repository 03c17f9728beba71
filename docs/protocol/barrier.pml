/* Writes whose outcome is unknown: the barrier, the ledger that lets it outlive the process, and
 * commits that come late.
 *
 * Question: can anybody be given an answer from before a commit that he may know of? Whoever booked
 * learns of it from Cal.com's mail, so a commit counts as told the moment it happens, whether or
 * not the gateway has heard of it. And: is a start offered while it is being booked?
 *
 * Covers: two bookings through the gateway at once; a gateway that gives up waiting, a commit that
 * comes after that; a crash anywhere between writing the intent and closing it, a restart; a
 * booking that never left, one that is refused, one that is found before its answer came.
 * Leaves out: webhooks (these would only tell sooner), how stamps compare (stamps.pml), the radius
 * of a barrier (radius.pml), answers in doubt that are kept for a second, overlay (settling.pml),
 * an upstream that commits after the horizon (docs/protocol.md says it is not promised).
 *
 * States: 1,425,457
 *
 * Switches:
 *   BREAK_S6           no barrier is raised
 *   BREAK_S6_COUNT     the first of two barriers that comes down takes the other with it
 *   BREAK_S6_DEADLINE  the barrier comes down when the answer is given up
 *   BREAK_S6_HORIZON   a booking not found at once is called not booked
 *   BREAK_S6_DOWN      no stamp moves when the barrier comes down
 *   BREAK_S6_RESTART   a restart raises no barrier for the intents it finds open
 *   BREAK_S6_OPEN      a restart answers before it has raised them
 *   BREAK_S6_WITHHELD  the starts in question are offered
 *   BREAK_B1           the intent is written down after the request has left
 *   BREAK_B8           the ledger is closed before the outcome is known
 */

/* Bookings, as sets: 1 and 2. */
byte truth = 0;  /* committed, and told at the same moment */
byte left = 0;   /* on their way to Cal.com */
byte over = 0;   /* the horizon has passed: what is not committed now never will be */
byte ledger = 0; /* intents that are open; this survives the process */

/* The memory of the process: the barriers that are up, and an entry. */
byte doubt = 0, shown = 0;
bit fresh = 0, overtaken = 0;

byte life = 0;    /* 1 after the crash */
bit serving = 1; /* its doors are open */

inline move() { fresh = 0; overtaken = 1 }

inline lower(booking) {
#ifdef BREAK_S6_COUNT
    doubt = 0
#else
    doubt = doubt & ~(booking)
#endif
}

#ifdef BREAK_S6_HORIZON
#define known(booking) true
#else
#define known(booking) ((truth | over) & (booking))
#endif

/* Ledger, stamps, barrier: in this order. */
inline settle(booking) {
    ledger = ledger & ~(booking);
#ifndef BREAK_S6_DOWN
    d_step { move() };
#endif
    d_step { lower(booking) }
}

proctype Write(byte booking) {
    {
#ifndef BREAK_B1
        ledger = ledger | booking;
#endif
#ifndef BREAK_S6
        d_step { move(); doubt = doubt | booking };
#endif
        left = left | booking;
#ifdef BREAK_B1
        ledger = ledger | booking;
#endif
        if
        :: over & booking /* Cal.com has answered */
        :: true;          /* it has not: the caller hears "being settled" */
#ifdef BREAK_S6_DEADLINE
           d_step { move(); lower(booking) };
#endif
#ifdef BREAK_B8
           ledger = ledger & ~booking;
#endif
        fi;
        known(booking);
        settle(booking)
    } unless { life == 1 };
    if
    :: !(left & booking) -> over = over | booking /* died before it left */
    :: else
    fi
}

proctype Calcom(byte booking) {
end:
    left & booking;
    if
    :: truth = truth | booking
    :: true /* refused, or lost on its way */
    fi;
    over = over | booking
}

proctype Crash() {
    d_step { life = 1; serving = 0; doubt = 0; move() };
#ifdef BREAK_S6_OPEN
    serving = 1;
#endif
#ifndef BREAK_S6_RESTART
    doubt = ledger;
#endif
    serving = 1;
    do
    :: (ledger & 1) && known(1) -> settle(1)
    :: (ledger & 2) && known(2) -> settle(2)
    :: ledger == 0 -> break
    od
}

proctype Asker(byte questions) {
    byte owed, withheld, got, mine;
    do
    :: questions == 0 -> break
    :: atomic { questions > 0 -> questions--; mine = life };
       {
           atomic {
               serving -> withheld = doubt;
               owed = truth | doubt;
               if
               :: fresh && !doubt -> got = shown; goto answered
               :: else -> overtaken = 0
               fi
           };
           got = truth;
           atomic {
               if
               :: !overtaken && !doubt -> shown = got; fresh = 1
               :: else
               fi;
answered:
#ifndef BREAK_S6_WITHHELD
               got = got | withheld;
#endif
               assert((owed & ~got) == 0)
           }
       } unless { life != mine }; /* the process died and its connections with it */
       d_step { owed = 0; withheld = 0; got = 0; mine = 0 }
    od
}

init {
    atomic {
        run Asker(3); run Write(1); run Write(2); run Calcom(1); run Calcom(2); run Crash()
    }
}
