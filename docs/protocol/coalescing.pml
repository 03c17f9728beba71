/* Several askers of one missing date share requests to Cal.com.
 *
 * Questions: does nobody get the answer of a request that left before a change he may rely on? Is
 * every asker answered, after two requests at most, and does Cal.com get one request for all who
 * ask between two facts?
 *
 * Covers: askers who look, and look again when they board a request; one who wants it fresh
 * (`no-cache`) and must see whatever had been committed when he asked, announced or not; landings
 * that a fact overtook and the one repetition. Either two facts or a third asker.
 * Leaves out: the settle window (joining.pml), lifetimes (lifetime.pml), what fresh questions cost
 * (quota.pml), failures: every request lands. An asker without an answer would be an invalid end
 * state, which the search reports.
 *
 * States: 210,568
 *
 * Switches:
 *   BREAK_S10        who asks after a fact joins a request that left before it, and takes what it
 *                    brings (if he repeats it like those who asked before, joining only costs time)
 *   BREAK_S10_ALONE  every asker sends a request of his own
 *   BREAK_S10_TWICE  an overtaken question is repeated until nothing overtakes it
 *   BREAK_S12        `no-cache` is answered from memory
 *   BREAK_S12_JOIN   `no-cache` joins a request that has left
 */

#define NONE 255
#define REQUESTS 8

byte truth = 0, told = 0; /* sets of changes: 1 and 2 */

/* The engine. The stamp counts facts; the entry is servable while it was fetched under it. */
byte stamp = 0, shown = 0, entry_stamp = NONE;

/* Requests: how many ordinary ones left under a stamp, the newest, what each noted and brought. */
byte under[3] = 0, requests = 0, newest = NONE;
byte noted[REQUESTS], brought[REQUESTS];
bit landed[REQUESTS];

proctype Booking(byte change) {
    truth = truth | change;
    d_step { stamp++; told = told | change }
}

#define servable (entry_stamp == stamp)
#define under_way (newest != NONE && !landed[newest])
#ifdef BREAK_S10
#define joinable under_way
#else
#define joinable (under_way && noted[newest] == stamp)
#endif

proctype Asker(bit wants_fresh) {
    byte owed, got, request, tries = 0;
    bit carries;
    owed = (wants_fresh -> truth : told);
again:
    atomic {
        if
#ifdef BREAK_S12
        :: servable -> got = shown; goto answered
#else
        :: servable && !wants_fresh -> got = shown; goto answered
#endif
        :: else
        fi;
        tries++;
        if
#ifndef BREAK_S10_ALONE
#ifdef BREAK_S12_JOIN
        :: joinable -> request = newest; carries = 0
#else
        :: joinable && !wants_fresh -> request = newest; carries = 0
#endif
#endif
        :: else ->
           carries = 1;
           request = requests;
           requests++;
           noted[request] = stamp;
           newest = request;
           if
           :: !wants_fresh -> under[stamp]++; assert(under[stamp] <= 1)
           :: else
           fi
        fi
    };
    if
    :: carries ->
       brought[request] = truth;
       d_step {
           landed[request] = 1;
           if
           :: noted[request] == stamp -> shown = brought[request]; entry_stamp = stamp
           :: else
           fi
       }
    :: !carries -> landed[request]
    fi;
    atomic {
        got = brought[request];
        if
#ifdef BREAK_S10
        :: noted[request] < stamp && tries < 2 && carries -> goto again
#else
#ifdef BREAK_S10_TWICE
        :: noted[request] < stamp -> goto again
#else
        :: noted[request] < stamp && tries < 2 -> goto again
#endif
#endif
        :: else
        fi;
answered:
        assert((owed & ~got) == 0);
        assert(tries <= 2)
    }
}

init {
    atomic {
        run Asker(0); run Asker(1); run Booking(1);
        if
        :: run Booking(2)
        :: run Asker(0)
        fi
    }
}
