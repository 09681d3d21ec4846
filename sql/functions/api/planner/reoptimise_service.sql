create or replace function maitred.reoptimise_service(
    p_restaurant_id uuid,
    p_from timestamptz,
    p_until timestamptz,
    p_steps int default 200,
    p_seed int default 1,
    p_max_moves int default null,
    p_dry_run boolean default true
)
returns table (booking_id uuid, old_table_ids uuid [], new_table_ids uuid [], reason text)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
rows 20
as $function$
-- Rearranges a service so that more guests fit, and says how; with p_dry_run only says it.
--
-- Locks:  none while planning; then bookings by id -> tables by id -> allocations
-- Writes: through apply_plan
-- Raises: 22023 MD105 40001
#variable_conflict use_column
declare
    v_restaurant maitred.restaurants := maitred_internal.get_restaurant(p_restaurant_id);
    v_now constant timestamptz := clock_timestamp();
    v_fingerprint text;
    v_changes maitred_internal.plan_change [];
begin
    perform maitred_internal.check_instant('p_from', p_from);
    perform maitred_internal.check_instant('p_until', p_until);
    if p_until <= p_from or p_until - p_from > interval '24 hours' then
        perform maitred_internal.refuse_argument(
            'p_until', p_until::text, format('be after p_from, %s, by at most 24 hours', p_from)
        );
    end if;
    if p_steps is null or p_steps not between 0 and 100000 then
        perform maitred_internal.refuse_argument('p_steps', p_steps::text, 'be between 0 and 100000');
    end if;
    if p_seed is null then
        perform maitred_internal.refuse_argument('p_seed', null, 'be a number: the same one gives the same plan');
    end if;
    if p_max_moves < 0 then
        perform maitred_internal.refuse_argument('p_max_moves', p_max_moves::text, 'not be negative; null: any number');
    end if;

    if p_dry_run is null then
        perform maitred_internal.refuse_argument('p_dry_run', null, 'be true or false');
    end if;

    -- Everything is read after the fingerprint was taken, settings too: a change in between shows when it is compared.
    v_fingerprint := maitred_internal.plan_fingerprint(p_restaurant_id, p_from, p_until);
    v_restaurant := maitred_internal.get_restaurant(p_restaurant_id);
    v_changes := array(
        select c
        from maitred_internal.plan_service(v_restaurant, p_from, p_until, p_steps, p_seed, p_max_moves, v_now) as c
    );
    if not p_dry_run and cardinality(v_changes) > 0 then
        v_changes := maitred_internal.apply_plan(v_restaurant, p_from, p_until, v_fingerprint, v_changes, v_now);
    end if;

    return query
    select c.booking_id, c.old_table_ids, c.new_table_ids, c.reason from unnest(v_changes) as c;
end;
$function$;

comment on function maitred.reoptimise_service is
'Rearranges the bookings that start in [p_from, p_until), at most 24 hours, so that more covers fit.

p_seed: the same seed and rows give the same plan.
p_max_moves: null: any number.
p_dry_run: true (default): changes nothing.
Returns: a row per booking moved or seated.
Errors: 22023 invalid_argument; MD105 restaurant_not_found; 40001 something changed meanwhile: run it again.

Never moves a time, a seated, started or held booking or one whose tables staff chose; nobody loses a table. Newly
seated bookings that a pacing limit forbids are left out when it is applied. Moves mail nobody, newly seated bookings
get booking_confirmed.';

grant execute on function maitred.reoptimise_service(uuid, timestamptz, timestamptz, int, int, int, boolean)
to maitred_manager;
