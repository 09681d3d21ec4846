-- Locks the next due emails and says what to do with each: take it, finish it unsent, move it back, or leave it.
--
-- The oldest unfinished email of a booking goes first, never two are in flight. What stands against a candidate: an
-- email of its booking in a live claim (busy), an older one that is due or being retried (behind), or one that
-- somebody else is claiming at this moment (its row cannot be locked). All of it is seen in one snapshot, and a claim
-- moves an email from one table to the other in one commit. A row that would stand in front of the queue for long is
-- moved back; the rest of the order is left to the next claim.
--
-- Each step goes by index, whatever the statistics say of tables that are empty one moment and full the next:
-- sequential scans are off, and OFFSET 0 keeps a lateral a lookup per row.
--
-- Locks:  outbox_ready (for update skip locked)
-- Calls:  still_wanted
create or replace function maitred_internal.pick_emails(
    p_limit int,
    p_after_at timestamptz,
    p_after_id bigint
)
returns setof maitred_internal.picked_email
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $function$
declare
    v_now constant timestamptz := clock_timestamp();
begin
    return query
    with prompt as materialized (
        select r.ctid as place, r.lane, r.available_at, r.email_id, r.booking_id, r.attempts
        from maitred_internal.outbox_ready as r
        where r.lane = 0 and r.available_at <= v_now and (r.available_at, r.email_id) > (p_after_at, p_after_id)
        order by r.available_at, r.email_id
        limit p_limit
        for update skip locked
    ),
    scheduled as materialized (
        select r.ctid as place, r.lane, r.available_at, r.email_id, r.booking_id, r.attempts
        from maitred_internal.outbox_ready as r
        where r.lane = 1 and r.available_at <= v_now and (r.available_at, r.email_id) > (p_after_at, p_after_id)
        order by r.available_at, r.email_id
        limit p_limit - (select count(*) from prompt)
        for update skip locked
    ),
    candidate as materialized (
        select * from prompt union all select * from scheduled
    ),
    sibling as materialized (
        select c.email_id as of_id, o.*
        from candidate as c
        cross join lateral (
            select r.lane, r.email_id, r.available_at, r.attempts
            from maitred_internal.outbox_ready as r
            where r.booking_id = c.booking_id and r.email_id <> c.email_id
            offset 0
        ) as o
    ),
    held as materialized (
        select r.email_id
        from maitred_internal.outbox_ready as r
        where (r.lane, r.available_at, r.email_id) in (select s.lane, s.available_at, s.email_id from sibling as s)
        for update skip locked
    ),
    family as (
        select
            s.of_id,
            bool_or(s.email_id < s.of_id and (s.available_at <= v_now or s.attempts > 0)) as behind,
            max(s.available_at) filter (where s.email_id < s.of_id and s.attempts > 0) as until,
            bool_or(h.email_id is null) as contested
        from sibling as s
        left join held as h on s.email_id = h.email_id
        group by s.of_id
    ),
    busy as (
        select b.booking_id
        from maitred_internal.outbox_claims as cl
        cross join lateral unnest(cl.email_ids, cl.booking_ids) as b (email_id, booking_id)
        where b.booking_id in (select c.booking_id from candidate as c)
            and not exists (
                select from maitred_internal.outbox_attempts as a
                where a.claim_token = cl.claim_token and a.email_id = b.email_id and a.recorded_at >= cl.claimed_at
            )
    )
    select
        c.place, c.lane, c.available_at, c.email_id, c.booking_id, c.attempts,
        k.restaurant_id, k.kind, k.written_at,
        case
            when k.expires_at = '-infinity' then 'superseded'
            when k.expires_at <= v_now then 'expired'
            when c.lane = 1 and not maitred_internal.still_wanted(k.kind, k.restaurant_id, c.booking_id)
                then 'superseded'
            when c.booking_id in (select b.booking_id from busy as b) then 'later'
            when f.behind and f.until > v_now then 'later'
            when f.behind or f.contested then 'leave'
            else 'take'
        end,
        greatest(f.until, v_now + interval '250 milliseconds')
    from candidate as c
    cross join lateral (
        select o.restaurant_id, o.kind, o.written_at, o.expires_at
        from maitred_internal.outbox_keys as o
        where o.email_id = c.email_id
        offset 0
    ) as k
    left join family as f on c.email_id = f.of_id;
end;
$function$;

comment on function maitred_internal.pick_emails is
'Locks up to p_limit due emails after the place (p_after_at, p_after_id) in the queue. verdict: take, superseded, expired, later (move to later_at) or leave.';
