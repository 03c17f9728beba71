/* Two dates, the answers rendered from them, and time: what nobody announces.
 *
 * Questions: does every answer show, of both dates, whatever was announced before the question,
 * and whatever had been committed a lifetime before it, from the first layer and from the second?
 * Is a start never offered when it has fallen under its notice?
 *
 * Covers: day entries with the stamp and the lifetime of their request; an answer rendered from
 * both, kept with the older stamp and a good until; a change that a webhook tells and one that
 * nobody tells; a step of the system clock back; a lock let go between collecting days and
 * keeping what was rendered from them.
 * Leaves out: requests that take time (stamps.pml), early refresh, the shorter lifetime of dates
 * without starts, third layers: a derived answer is checked like this whatever it is derived from.
 *
 * States: 1,262,781
 *
 * Switches:
 *   BREAK_S9         ages are told by the system clock, which can step back
 *   BREAK_S9_LIFE    entries have no lifetime
 *   BREAK_S9_NOTICE  a start that falls under its notice goes on being offered
 *   BREAK_S11        a rendered answer carries the stamp of the moment it is kept
 *   BREAK_S11_AGE    a rendered answer begins a lifetime of its own
 *   BREAK_S11_UNTIL  a rendered answer does not end when its first start falls under its notice
 */

#define LIFETIME 3
#define NOTICE   4 /* from then on the first start may not be offered any more */
#define STEP     2 /* how far the clock steps back */
#define END      5

byte now = 0, behind = 0; /* steady time; how far the system clock is behind it */

/* Changes, as sets: 1 of date 0, announced; 2 of date 1, which nobody announces. */
byte truth = 0, told = 0;
byte changed_at;

byte stamp = 1;
byte shown[2] = 0, noted[2] = 0, left[2] = 0; /* day entries; noted 0: absent */
byte rendered = 0, rendered_noted = 0, rendered_until = 0;
bit rendered_offers = 0;

#ifdef BREAK_S9
#define clock (now + STEP - behind)
#else
#define clock (now + STEP)
#endif
#ifdef BREAK_S9_LIFE
#define servable(date) (noted[date] == stamp)
#else
#define servable(date) (noted[date] == stamp && clock < left[date] + LIFETIME)
#endif
#define least(a, b) ((a) < (b) -> (a) : (b))

proctype Clock() {
    do
    :: d_step { now < END -> now++ }
    :: now == END -> break
    od
}

proctype Step_back() { behind = STEP }

proctype Announced() {
    truth = truth | 1;
    d_step { stamp++; told = told | 1 }
}

proctype Unannounced() {
    d_step { truth = truth | 2; changed_at = now }
}

inline fill(date) {
    if
    :: servable(date)
    :: else -> shown[date] = truth & (date + 1); noted[date] = stamp; left[date] = clock
    fi
}

/* Collects both days and renders them; the lock is free before it keeps what it rendered. */
inline render() {
    d_step {
        fill(0);
        fill(1);
        got = shown[0] | shown[1];
        oldest = noted[0];
        until = least(left[0], left[1]) + LIFETIME;
#ifdef BREAK_S9_NOTICE
        offers = 1
#else
        offers = now < NOTICE
#endif
    };
    d_step {
        rendered = got;
        rendered_offers = offers;
        rendered_noted = oldest;
#ifdef BREAK_S11
        rendered_noted = stamp;
#endif
#ifdef BREAK_S11_AGE
        until = clock + LIFETIME;
#endif
#ifdef BREAK_S9_LIFE
        until = 255;
#endif
#ifndef BREAK_S11_UNTIL
        if
        :: offers -> until = least(until, NOTICE + STEP)
        :: else
        fi;
#endif
        rendered_until = until
    }
}

proctype Asker(byte questions) {
    byte owed, got, oldest, until, asked_at;
    bit offers;
    do
    :: questions == 0 -> break
    :: atomic {
           questions > 0 ->
           questions--;
           asked_at = now;
           owed = told | (truth & 2 && now >= changed_at + LIFETIME -> 2 : 0);
           if
           :: rendered_noted == stamp && clock < rendered_until ->
              got = rendered;
              offers = rendered_offers;
              goto answered
           :: else
           fi
       };
       render();
answered:
       atomic {
           assert((owed & ~got) == 0);
           assert(!offers || asked_at < NOTICE);
           owed = 0; got = 0; oldest = 0; until = 0; asked_at = 0; offers = 0
       }
    od
}

init {
    atomic {
        run Clock(); run Step_back(); run Announced(); run Unannounced(); run Asker(1); run Asker(1)
    }
}
