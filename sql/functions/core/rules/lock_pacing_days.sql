create or replace function maitred_internal.lock_pacing_days(
    p_restaurant_id uuid,
    p_start_at timestamptz,
    p_end_at timestamptz,
    p_now timestamptz
)
returns void
language plpgsql
volatile
as $function$
-- Makes this transaction the only one that counts arrivals and covers of a restaurant on the days of a window.
--
-- The pacing locks are written, not just locked, so that a caller with an older snapshot fails with 40001 instead of
-- counting what is no longer true. The days are subqueries: were their number to be foreseen, each call would be
-- planned again.
--
-- Locks:  pacing_locks, by number
-- Writes: pacing_locks
begin
    insert into maitred_internal.pacing_locks (restaurant_id, lock_number, touched_at)
    select distinct p_restaurant_id, (d.day & 31)::smallint, p_now
    from generate_series(
        (select floor(extract(epoch from p_start_at) / 86400)::int),
        (select floor(extract(epoch from p_end_at) / 86400)::int)
    ) as d (day)
    order by 2
    on conflict (restaurant_id, lock_number) do update set touched_at = excluded.touched_at;
end;
$function$;

comment on function maitred_internal.lock_pacing_days is
'Writes the pacing locks of the days (UTC) that [p_start_at, p_end_at] touches, in the order of their numbers.';
