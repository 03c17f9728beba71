/* The stamps of one event type and two of its dates, as the engine keeps them.
 *
 * Question: does comparing stamps tell whether a fact came since a request left? That is: is an
 * entry that lacks an acknowledged change never served, whoever files it and whenever?
 *
 * Covers: stamps per tenant, event type and date, drawn from one counter; facts at each of these
 * levels; landings that a fact overtook, of two askers at once; a table that forgets dates; a
 * restart, after which the counter begins anew in another epoch, with entries that outlive the
 * process (in a store beside it; the code keeps none there yet) and a request of the life before
 * that lands after it.
 * Leaves out: what a fact reaches (radius.pml), writes under way (barrier.pml).
 *
 * States: 1,989,939
 *
 * Switches:
 *   BREAK_S3        a request notes the counter when it lands
 *   BREAK_S3_LATE   an entry is served whatever the stamps say
 *   BREAK_S3_LEVEL  the stamp of the event type is not looked at
 *   BREAK_S3_TABLE  the table forgets a date and does not move the stamp above it
 *   BREAK_S3_EPOCH  a restart begins to count in the epoch of the life before
 */

#define EPOCH 16 /* a life of the process draws fewer stamps than that */

/* Changes: bit 0 concerns date 0 only, bit 1 both dates. */
#define concerns(date, changes) ((date) == 0 -> (changes) : (changes) & 2)
byte truth = 0, told = 0;

byte counter = 1, tenant_stamp = 0, type_stamp = 0, date_stamp[2] = 0;
byte shown[2] = 0, noted[2] = 0; /* the entries; noted 0: absent */

#ifdef BREAK_S3_LEVEL
#define current(date, stamp) (stamp >= tenant_stamp && stamp >= date_stamp[date])
#else
#define current(date, stamp) \
    (stamp >= tenant_stamp && stamp >= type_stamp && stamp >= date_stamp[date])
#endif

proctype Change_of_a_date() {
    truth = truth | 1;
    d_step { counter++; date_stamp[0] = counter };
    told = told | 1
}

proctype Change_of_all() {
    truth = truth | 2;
    if
    :: d_step { counter++; type_stamp = counter }
    :: d_step { counter++; tenant_stamp = counter }
    fi;
    told = told | 2
}

/* Room is needed in the table, once. */
proctype Table() {
    d_step {
        date_stamp[0] = 0;
        date_stamp[1] = 0;
#ifndef BREAK_S3_TABLE
        counter++;
        type_stamp = counter
#endif
    }
}

/* The process ends and starts again: nothing in memory survives, and all of it is a fact. */
proctype Restart() {
    d_step {
        date_stamp[0] = 0;
        date_stamp[1] = 0;
        type_stamp = 0;
#ifdef BREAK_S3_EPOCH
        counter = 1;
#else
        counter = EPOCH + 1;
#endif
        tenant_stamp = counter
    }
}

proctype Asker() {
    byte date, owed, left, got;
    atomic {
        select (date : 0 .. 1);
        owed = concerns(date, told);
        if
#ifdef BREAK_S3_LATE
        :: noted[date] -> got = shown[date]; goto answered
#else
        :: noted[date] && current(date, noted[date]) -> got = shown[date]; goto answered
#endif
        :: else -> left = counter
        fi
    }
    got = concerns(date, truth);
    atomic {
#ifdef BREAK_S3
        left = counter;
#endif
        if
        :: current(date, left) && left >= noted[date] -> shown[date] = got; noted[date] = left
        :: else
        fi;
answered:
        assert((owed & ~got) == 0)
    }
}

init {
    atomic {
        run Asker(); run Asker();
        run Change_of_a_date(); run Change_of_all(); run Table(); run Restart()
    }
}
