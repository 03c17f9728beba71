/* Joining a request while a fact settles: Cal.com announces a cancellation before it commits it,
 * and the gateway cannot see the commit.
 *
 * Question: does nobody who asks after the commit get the answer of a request that left before it,
 * although everybody shares requests, also when the settle window ends while one is under way?
 *
 * Covers: three askers of one missing date; a commit at any moment of the settle window; the
 * request that waits for the one under way to land, and takes everybody along who comes meanwhile.
 * Leaves out: facts announced after their commit, the limit of two requests, `no-cache` (all in
 * coalescing.pml); a commit after the window (settling.pml).
 *
 * States: 105,839
 *
 * Switches:
 *   BREAK_S8_LEFT      what left in the settle window and lands after it is kept
 *   BREAK_S10_SETTLE   who asks in the settle window joins a request that has left
 *   BREAK_S10_WINDOW   who asks after the window joins a request that left within it
 */

#define NONE 255
#define REQUESTS 3

bit truth = 0, fact = 0; /* committed; announced */
bit settling = 0;
bit fresh = 0, shown = 0;

byte requests = 0, newest = NONE, waiting = NONE;
bit before_fact[REQUESTS], left_settling[REQUESTS], brought[REQUESTS], landed[REQUESTS];

proctype Cancellation() {
    d_step { fact = 1; fresh = 0; settling = 1 };
    truth = 1;
    settling = 0
}

#define under_way (newest != NONE && !landed[newest])
#define current (fact -> !before_fact[newest] : true)
#ifdef BREAK_S10_SETTLE
#define joinable (under_way && current)
#else
#ifdef BREAK_S10_WINDOW
#define joinable (under_way && current && !settling)
#else
#define joinable (under_way && current && !left_settling[newest])
#endif
#endif

inline leave(request) {
    before_fact[request] = !fact;
    left_settling[request] = settling;
    newest = request
}

proctype Asker() {
    byte request;
    bit owed, got, carries;
    owed = truth;
    atomic {
        if
        :: fresh -> got = shown; goto answered
        :: !fresh && waiting != NONE -> request = waiting
        :: !fresh && waiting == NONE && joinable -> request = newest
        :: !fresh && waiting == NONE && !joinable ->
           carries = 1;
           request = requests;
           requests++;
           if
           :: settling && under_way -> waiting = request
           :: else -> leave(request)
           fi
        fi
    };
    if
    :: carries ->
       atomic {
           if
           :: waiting == request -> !under_way -> waiting = NONE; leave(request)
           :: else
           fi
       };
       brought[request] = truth;
       d_step {
           landed[request] = 1;
           if
#ifdef BREAK_S8_LEFT
           :: !(fact && before_fact[request]) && !settling -> fresh = 1; shown = brought[request]
#else
           :: !(fact && before_fact[request]) && !left_settling[request] ->
              fresh = 1;
              shown = brought[request]
#endif
           :: else
           fi
       }
    :: !carries -> landed[request]
    fi;
    got = brought[request];
answered:
    assert(got || !owed)
}

init {
    atomic { run Asker(); run Asker(); run Asker(); run Cancellation() }
}
