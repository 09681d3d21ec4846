-- Every reason for which a row of an older system is not taken over as it stands: what is wrong, what becomes of it,
-- and the query that shows such rows there (%1$I: its schema).
create or replace view maitred.adoption_catalogue
with (security_invoker = true) as
select
    c.reason,
    c.relation,
    c.meaning,
    c.outcome,
    c.query
from
    (
        values
        (
            'unknown_timezone', 'restaurants', 'The time zone is no IANA name.',
            'The restaurant, and all that belongs to it, stays behind.',
            'select id, name, timezone from %1$I.restaurants where timezone is null or timezone not
            in (select name from pg_timezone_names) or timezone ~ ''^((posix|right)/|localtime$|posixrules$)'''
        ),
        (
            'no_restaurant', null, 'The restaurant does not exist, or stays behind.', 'The row stays behind.',
            'select * from %1$I.bookings as x where not exists (select from %1$I.restaurants as r
            where r.id = x.restaurant_id)'
        ),
        (
            'missing_zone', 'table_inventory', 'The table is in no zone, or in one that does not exist.',
            'The table stays behind; bookings that sat there wait for another.',
            'select id, table_number, zone_id from %1$I.table_inventory as t where not exists (select
            from %1$I.zones as z where z.id = t.zone_id and z.restaurant_id = t.restaurant_id)'
        ),
        (
            'impossible_table', 'table_inventory',
            'Seats or party limits make no sense.',
            'The table stays behind.',
            'select id, table_number, capacity, min_party_size, max_party_size from
            %1$I.table_inventory where capacity not between 1 and 1000 or min_party_size < 1 or
            min_party_size > capacity'
        ),
        (
            'repeated_name', null, 'Another zone of the restaurant, or table of the zone, has the same name.',
            'Taken over with a part of its id behind the name.',
            'select restaurant_id, zone_id, table_number, count(*) from %1$I.table_inventory group by
            1, 2, 3 having count(*) > 1'
        ),
        (
            'unknown_neighbour', 'table_adjacencies',
            'One of the two tables does not exist, stays behind, or is the other.',
            'The row stays behind.',
            'select * from %1$I.table_adjacencies as a where not exists (select from
            %1$I.table_inventory as t where t.id = a.table_a) or not exists (select from
            %1$I.table_inventory as t where t.id = a.table_b) or a.table_a = a.table_b'
        ),
        (
            'repeated_booking', 'bookings',
            'Another booking has the same id.',
            'The one that was changed last is taken over.',
            'select id, count(*) from %1$I.bookings group by id having count(*) > 1'
        ),
        (
            'impossible_booking', 'bookings',
            'Its window is missing, reversed or longer than a day, or its party is nobody.',
            'The booking stays behind.',
            'select id, party_size, start_at, end_at from %1$I.bookings where party_size not between
            1 and 1000 or end_at <= start_at or end_at > start_at + interval ''24 hours'''
        ),
        (
            'unknown_status', 'bookings', 'The status has no counterpart.', 'The booking stays behind.',
            'select id, status from %1$I.bookings where status::text not in (''pending'',
            ''pending_allocation'', ''confirmed'', ''checked_in'', ''seated'', ''completed'',
            ''cancelled'', ''no_show'')'
        ),
        (
            'unusable_email', 'bookings',
            'The address is not one email address.',
            'Taken over without the address.',
            'select id, customer_email from %1$I.bookings where customer_email !~ ''^[^@[:space:]]+@[^@[:space:]]+$'''
        ),
        (
            'orphan_assignment', 'booking_table_assignments',
            'Its booking or table does not exist, stays behind, or is of another restaurant.',
            'The row stays behind.',
            'select * from %1$I.booking_table_assignments as a where not exists (select from
            %1$I.bookings as b where b.id = a.booking_id) or not exists (select from
            %1$I.table_inventory as t where t.id = a.table_id)'
        ),
        (
            'duplicate_assignment', 'booking_table_assignments', 'The booking has the table more than once.',
            'One row is taken over, the others stay behind.',
            'select booking_id, table_id, count(*) from %1$I.booking_table_assignments group by 1, 2
            having count(*) > 1'
        ),
        (
            'no_right_to_tables', 'booking_table_assignments',
            'Its booking waits, was cancelled or did not come.',
            'The row stays behind, the table is free.',
            'select a.*, b.status from %1$I.booking_table_assignments as a join %1$I.bookings as b on
            b.id = a.booking_id where b.status::text in (''pending'', ''pending_allocation'',
            ''cancelled'', ''no_show'')'
        ),
        (
            'other_window', 'booking_table_assignments',
            'Its window is not the booking''s.',
            'Taken over with the booking''s window.',
            'select a.*, b.start_at, b.end_at from %1$I.booking_table_assignments as a join
            %1$I.bookings as b on b.id = a.booking_id where (a.start_at, a.end_at) is distinct from
            (b.start_at, b.end_at)'
        ),
        (
            'duplicate_slot', 'booking_table_assignments', 'Two bookings have the table in the same slot.',
            'Neither gets it: it needs review. A booking without any table is pending_allocation.',
            'select table_id, slot_id, count(*) from %1$I.booking_table_assignments where slot_id is
            not null group by 1, 2 having count(*) > 1'
        ),
        (
            'overlap', 'booking_table_assignments', 'Two bookings have the table at the same time.',
            'Neither gets it: it needs review. A booking without any table is pending_allocation.',
            'select a.table_id, a.booking_id, o.booking_id from %1$I.booking_table_assignments as a
            join %1$I.booking_table_assignments as o on o.table_id = a.table_id and o.booking_id >
            a.booking_id join %1$I.bookings as b on b.id = a.booking_id join %1$I.bookings as c on
            c.id = o.booking_id where b.start_at < c.end_at and c.start_at < b.end_at'
        ),
        (
            'orphan_allocation', 'allocations',
            'It takes a table for nobody.',
            'The row stays behind, the table is free.',
            'select l.* from %1$I.allocations as l where not exists (select from
            %1$I.booking_table_assignments as a where a.booking_id = l.booking_id and a.table_id =
            l.resource_id)'
        ),
        (
            'live_hold', 'table_holds', 'Holds are not taken over.', 'Staff proposes the tables again.',
            'select * from %1$I.table_holds where expires_at > now()'
        ),
        (
            'stale_key', 'booking_assignment_idempotency',
            'The tables of the request are not those that the booking has.',
            'The row stays behind, its key is free.',
            'select i.* from %1$I.booking_assignment_idempotency as i where exists (select from
            unnest(i.table_ids) as u (id) where not exists (select from
            %1$I.booking_table_assignments as a where a.booking_id = i.booking_id and a.table_id =
            u.id))'
        )
    ) as c (reason, relation, meaning, outcome, query);

comment on view maitred.adoption_catalogue is
'The reasons in maitred.adoption_quarantine: what is wrong with a row, what became of it, and a query on the older schema, through format(), that shows such rows.';

grant select on maitred.adoption_catalogue to maitred_reader;
