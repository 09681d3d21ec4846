create or replace function maitred_internal.triage_emails(p_places tid [])
returns setof maitred_internal.triaged_email
language plpgsql
volatile
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $function$
-- Says what to do with locked emails when they may not all be sent now: take, superseded, later, parked or leave.
--
-- The oldest unfinished email of a booking goes first, never two are in flight. What stands against a candidate: an
-- email of its booking in a live claim (busy), an older one, unless it is scheduled for later (behind), or one that
-- somebody else is claiming at this moment (contested: its row cannot be locked). All of it is seen in one snapshot,
-- and a claim moves an email from one table to the other in one commit. A row that would stand in front of the queue
-- for long is moved back (later). What was looked at and is not taken is marked (returned): a change of its booking
-- passes over rows that are locked, so the next claim asks what became of it. What is marked already is left (leave).
--
-- Each step goes by index, whatever the statistics say of tables that are empty one moment and full the next:
-- sequential scans are off, and OFFSET 0 keeps a lateral a lookup per row.
--
-- Locks: outbox_ready (for update skip locked)
declare
    v_now constant timestamptz := clock_timestamp();
begin
    return query
    with candidate as materialized (
        select r.ctid as place, r.*
        from maitred_internal.outbox_ready as r
        where r.ctid = any(p_places)
    ),
    sibling as materialized (
        select c.email_id as of_id, o.*
        from candidate as c
        cross join lateral (
            select r.ctid as place, r.lane, r.email_id, r.available_at, r.attempts
            from maitred_internal.outbox_ready as r
            where r.booking_id = c.booking_id
                and r.email_id <> c.email_id
                and r.lane <> 'parked'
                and not exists (select from maitred_internal.outbox_superseded as s where s.email_id = r.email_id)
            offset 0
        ) as o
    ),
    held as materialized (
        select r.email_id
        from maitred_internal.outbox_ready as r
        where r.ctid = any(array(select s.place from sibling as s))
        for update skip locked
    ),
    family as (
        select
            s.of_id,
            bool_or(
                s.email_id < s.of_id and (s.lane = 'prompt' or s.attempts > 0 or s.available_at <= v_now)
            ) as behind,
            max(s.available_at) filter (where s.email_id < s.of_id and (s.lane = 'prompt' or s.attempts > 0)) as until,
            bool_or(h.email_id is null) as contested
        from sibling as s
        left join held as h on s.email_id = h.email_id
        group by s.of_id
    ),
    busy as materialized (
        select f.booking_id from maitred_internal.emails_in_flight(array(select c.booking_id from candidate as c)) as f
    )
    select
        c.*,
        case
            when exists (select from maitred_internal.outbox_superseded as s where s.email_id = c.email_id)
                or o.wanted = 'never'
                then 'superseded'
            when o.wanted = 'with a table' then 'parked'
            when c.booking_id in (select b.booking_id from busy as b) or (f.behind and f.until > v_now) then 'later'
            when (f.behind or f.contested) and c.returned then 'leave'
            when f.behind or f.contested then 'later'
            else 'take'
        end as decision,
        case
            when o.wanted = 'with a table' then maitred_internal.ask_again_at(c.lane, o.expires_at, v_now)
            when c.booking_id not in (select b.booking_id from busy as b) and coalesce(f.until, v_now) <= v_now
                then c.available_at
            else greatest(f.until, v_now + interval '250 milliseconds')
        end as later_at
    from candidate as c
    cross join lateral maitred_internal.is_still_relevant(c.email_id, c.written_at) as o
    left join family as f on c.email_id = f.of_id;
end;
$function$;

comment on function maitred_internal.triage_emails is
'What to do with the locked rows of outbox_ready at p_places: take, superseded, later (move to later_at), parked (wait until later_at at most) or leave.';
