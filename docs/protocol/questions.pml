/* Questions and what is asked of Cal.com for them: the cached unit.
 *
 * Question: is a start that booking refuses ever listed, whatever parts of a date, zones and kinds
 * of questions come in which order?
 *
 * Covers: a date with a morning and an afternoon, and a limit of one booking a day, which Cal.com
 * counts within the question only; two grid classes, whose starts differ; a question the key does
 * not determine (a booking being moved does not count as busy); all answers from one memory.
 * Leaves out: changes while entries are kept (radius.pml, stamps.pml), real grids and zones, the
 * date more at each end: a date here has no neighbours.
 *
 * States: 70
 *
 * Switches:
 *   BREAK_S2         a question for half a date is asked as it is, and kept as the date
 *   BREAK_S2_GRID    zones of different grids share an entry
 *   BREAK_S2_BYPASS  the answer to a question the key does not determine is kept
 */

/* Parts of the date, as a set. */
#define MORNING   1
#define AFTERNOON 2
#define WHOLE     3

byte booked = 0; /* decided before anybody asks */

/* Entries by grid class: what is free, and in which grid the starts were reckoned. */
byte free[2] = 0, grid_of[2] = 0;
bit filed[2] = 0;

/* Cal.com: free parts of what is asked. A limit is reached by a booking that lies in the question
 * and is not being moved. */
inline compute(part, moving, got) {
    got = (booked & part & ~(moving) -> 0 : part)
}

inline restricted(part) { got = free[entry] & part }

proctype Asker(byte questions) {
    byte part, grid, moving, got, got_grid, entry;
    do
    :: questions == 0 -> break
    :: atomic {
           questions > 0 ->
           questions--;
           select (part : 1 .. 3);
           select (grid : 0 .. 1);
           if
           :: moving = 0
           :: booked -> moving = booked
           fi;
#ifdef BREAK_S2_GRID
           entry = 0;
#else
           entry = grid;
#endif
           if
           :: filed[entry] && !moving -> restricted(part); got_grid = grid_of[entry]
           :: else ->
#ifdef BREAK_S2
              compute(part, moving, got);
#else
              compute(WHOLE, moving, got);
#endif
              got_grid = grid;
#ifdef BREAK_S2_BYPASS
              filed[entry] = 1; free[entry] = got; grid_of[entry] = grid;
#else
              if
              :: !moving -> filed[entry] = 1; free[entry] = got; grid_of[entry] = grid
              :: else
              fi;
#endif
              got = got & part
           fi;
           assert(!(got && booked & ~moving)); /* the limit is reached: nothing may be listed */
           assert(got_grid == grid);
           part = 0; grid = 0; moving = 0; got = 0; got_grid = 0; entry = 0
       }
    od
}

init {
    select (booked : 0 .. 2);
    run Asker(3)
}
