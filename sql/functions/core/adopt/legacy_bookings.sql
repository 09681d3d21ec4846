-- Bookings of an older system as they would be here: the window from instants, or from local date and times; past ones
-- that nobody closed are completed. Of rows with one id, newest is the one that was changed last. Runs of what no name
-- may have, space of every kind among it, are one space.
create or replace view maitred_internal.legacy_bookings
with (security_invoker = true) as
select
    m.*,
    coalesce(
        m.party_size between 1 and 1000
        and m.start_at < m.end_at
        and m.end_at - m.start_at <= interval '24 hours',
        false
    ) as possible,
    case
        when m.old_status in ('confirmed', 'checked_in', 'seated') and m.end_at <= now() then 'completed'
        when m.old_status in ('checked_in', 'seated') then 'seated'
        when m.old_status in ('pending', 'pending_allocation', 'confirmed', 'completed', 'cancelled', 'no_show')
            then m.old_status
    end as new_status
from (
    select
        r as source_row,
        (r.data ->> 'id')::uuid as id,
        h.id as restaurant_id,
        h.default_locale as locale,
        (r.data ->> 'party_size')::int as party_size,
        r.data ->> 'status' as old_status,
        coalesce(
            (r.data ->> 'start_at')::timestamptz,
            ((r.data ->> 'booking_date')::date + (r.data ->> 'start_time')::time) at time zone h.timezone
        ) as start_at,
        coalesce(
            (r.data ->> 'end_at')::timestamptz,
            (
                (r.data ->> 'booking_date')::date + (r.data ->> 'end_time')::time
                + case when r.data ->> 'end_time' <= r.data ->> 'start_time' then interval '1 day' else interval '0' end
            ) at time zone h.timezone
        ) as end_at,
        btrim(regexp_replace(coalesce(r.data ->> 'customer_name', ''), o.odd, ' ', 'g')) as guest_name,
        nullif(btrim(regexp_replace(r.data ->> 'customer_email', o.odd, ' ', 'g')), '') as guest_email,
        nullif(left(btrim(regexp_replace(r.data ->> 'customer_phone', o.odd, ' ', 'g')), 50), '') as guest_phone,
        nullif(left(regexp_replace(
            r.data ->> 'notes', E'[\\u0001-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F]', ' ', 'g'
        ), 4000), '') as notes,
        coalesce((r.data ->> 'created_at')::timestamptz, now()) as created_at,
        row_number() over (
            partition by r.data ->> 'id' order by r.data ->> 'updated_at' desc nulls last, r.n desc
        ) = 1 as newest
    from maitred_internal.adoption_rows as r
    inner join maitred.restaurants as h on h.id = (r.data ->> 'restaurant_id')::uuid
    cross join (
        select
            E'([\\u0001-\\u0020\\u007F-\\u00A0\\u00AD\\u061C\\u1680\\u2000-\\u200B\\u200E\\u200F\\u2028-\\u202F\\u205F'
            '\\u2060\\u2066-\\u2069\\u3000\\uFEFF]|=[?])+' as odd
    ) as o
    where r.relation = 'bookings'
) as m;

comment on view maitred_internal.legacy_bookings is
'Staged rows of bookings of known restaurants in the types of maitred.bookings; new_status is null for an unknown status.';
