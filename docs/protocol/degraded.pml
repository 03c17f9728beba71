/* One start while Cal.com fails: what may be said from memory, and what may not.
 *
 * Questions: is a start offered that a change we acknowledged has taken? Is "nothing free" said of
 * a start that we know to be free? "Could not check" is always true.
 *
 * Covers: an entry in its lifetime and past it; a booking, which the overlay expresses in full; its
 * cancellation and an edit, which it does not; a Cal.com that fails and recovers at any moment.
 * Leaves out: the breaker (when a question is not even asked), the tenant's consent to degraded
 * answers and the mark on them, more than one entry.
 *
 * States: 36,936
 *
 * Switches:
 *   BREAK_S13          past its lifetime an entry is served whatever moved its stamp
 *   BREAK_S13_OVERLAY  past its lifetime an entry is served without subtracting the overlay
 *   BREAK_S13_EMPTY    what could not be read is answered as "nothing free"
 */

mtype = { offered, nothing, could_not_check };

bit booked = 0, closed = 0;           /* at Cal.com */
bit told_booked = 0, told_closed = 0; /* acknowledged; the overlay holds the booking while told */
bit failing = 0;
bit taken_since = 0; /* since the asker asked */

/* An entry: what it shows, whether its lifetime is over, and what has moved its stamp since. */
bit filed = 0, shown_free, expired = 0, by_booking = 0, otherwise = 0;
bit overtaken = 0;

proctype Booking() {
    d_step { booked = 1; taken_since = 1 };
    d_step { told_booked = 1; by_booking = 1; overtaken = 1 };
    booked = 0;
    d_step { told_booked = 0; otherwise = 1; overtaken = 1 }
}

proctype Edit() {
    d_step { closed = 1; taken_since = 1 };
    d_step { told_closed = 1; otherwise = 1; overtaken = 1 }
}

proctype Weather() {
    failing = 1;
    failing = 0
}

proctype Lifetime() { expired = 1 }

#ifdef BREAK_S13
#define expressible filed
#else
#define expressible (filed && !otherwise)
#endif

inline degrade(answer) {
    if
#ifdef BREAK_S13_OVERLAY
    :: expressible && shown_free -> answer = offered
    :: expressible && !shown_free -> answer = nothing
#else
    :: expressible && shown_free && !told_booked -> answer = offered
    :: expressible && !(shown_free && !told_booked) -> answer = nothing
#endif
#ifdef BREAK_S13_EMPTY
    :: !(expressible) -> answer = nothing
#else
    :: !(expressible) -> answer = could_not_check
#endif
    fi
}

/* Why we know it to be taken, as a set. */
#define taken_by \
    ((told_booked && booked -> 1 : 0) | (told_closed && closed -> 2 : 0))

proctype Asker(byte questions) {
    mtype answer;
    byte taken;
    bit free, got;
    do
    :: questions == 0 -> break
    :: atomic {
           questions > 0 ->
           questions--;
           taken = taken_by;
           free = !booked && !told_booked && !closed;
           taken_since = 0;
           if
           :: filed && !expired && !by_booking && !otherwise ->
              answer = (shown_free -> offered : nothing);
              goto answered
           :: else -> overtaken = 0
           fi
       };
       if
       :: atomic { !failing -> got = !booked && !closed };
          d_step {
              answer = (got -> offered : nothing);
              if
              :: !overtaken ->
                 filed = 1;
                 shown_free = got;
                 expired = 0;
                 by_booking = 0;
                 otherwise = 0
              :: else
              fi
          }
       :: d_step { failing -> degrade(answer) }
       fi;
answered:
       atomic {
           assert(!(answer == offered && (taken & taken_by)));
           assert(!(answer == nothing && free && !taken_since));
           answer = 0; taken = 0; free = 0; got = 0
       }
    od
}

init {
    atomic { run Asker(3); run Booking(); run Edit(); run Weather(); run Lifetime() }
}
